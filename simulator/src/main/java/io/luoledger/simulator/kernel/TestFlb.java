package io.luoledger.simulator.kernel;

/** An FLB of the kernel's own live-update test: a number that crosses the kexec and nothing else. */
record TestFlb(int number) implements FlbOwner {
    private static final long DATA = 0xFEEDF00DCAFEBEE0L;

    @Override
    public long preserve() {
        return DATA + number;
    }

    @Override
    public void unpreserve(long data) {
        // nothing to free
    }

    @Override
    public void retrieve(long data) {
        // the test only logs it
    }

    @Override
    public void finish(long data) {
        // nothing to free
    }
}
