package io.luoledger.core;

/** An FLB's state in a word: what stands in views and where states are kept. {@link FlbState.Life} has the steps. */
public enum FlbStatus {
    /** Kept by the outgoing kernel. */
    PRESERVED,
    /** Handed over; no subsystem asked for it yet. */
    PROMISED,
    /** Its subsystem has it. */
    RETRIEVED,
    /** The last file and the last reader are gone. */
    FINISHED,
    /** Taken back before the kexec. */
    UNPRESERVED,
    /** Handed over, and the incoming kernel made nothing of it. */
    IGNORED,
    /** Never finished: its memory stays reserved. */
    LEAKED;

    /** Handed over and not settled. */
    public boolean open() {
        return this == PROMISED || this == RETRIEVED;
    }
}
