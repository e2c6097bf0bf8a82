package io.luoledger.core;

/**
 * <pre>
 * PRESERVED -> FROZEN -> PROMISED -> RETRIEVED ---------> FINISHED
 *    |                      |  \---> RETRIEVE_FAILED ---> DISCARDED
 *    \-> UNPRESERVED        \-> DISCARDED, LEAKED, LOST
 * </pre>
 */
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

    boolean open() {
        return this == PROMISED || this == RETRIEVED || this == RETRIEVE_FAILED;
    }

    boolean outgoing() {
        return this == PRESERVED || this == FROZEN;
    }
}
