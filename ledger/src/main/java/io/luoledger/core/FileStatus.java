package io.luoledger.core;

/** A file's state in a word: what stands in views and where states are kept. {@link FileState.Life} has the steps. */
public enum FileStatus {
    /** Kept by the outgoing kernel. */
    PRESERVED,
    /** On the reboot path. */
    FROZEN,
    /** Handed over, not yet tried. */
    PROMISED,
    /** Came back. */
    RETRIEVED,
    /** Its handler refused, for good. */
    RETRIEVE_FAILED,
    /** Came back and was finished. */
    FINISHED,
    /** Finished without having come back: contents gone. */
    DISCARDED,
    /** Taken back before the kexec. */
    UNPRESERVED,
    /** Out of reach, its memory reserved until the next kexec. */
    LEAKED,
    /** Gone. */
    LOST;

    /** Handed over and not settled. */
    public boolean open() {
        return this == PROMISED || this == RETRIEVED || this == RETRIEVE_FAILED;
    }

    public boolean outgoing() {
        return this == PRESERVED || this == FROZEN;
    }
}
