package io.luoledger.simulator.kernel;

/** The subsystem whose state an FLB carries. Refusals are {@code SysError}s. */
interface FlbOwner {
    /** Makes the state for the next kernel; returns its data. */
    long preserve();

    void unpreserve(long data);

    /** Rebuilds the state from the previous kernel's data. */
    void retrieve(long data);

    void finish(long data);
}
