package io.luoledger.core;

/**
 * <pre>
 * OPEN -> FROZEN -> PROMISED -> RETRIEVED -> FINISHED
 *   \       |           \           \-> LEAKED -> LOST
 *    \-> ABORTED         \-> LEAKED, LOST
 * </pre>
 */
public enum SessionStatus {
    /** Created, not handed over. */
    OPEN,
    /** On the reboot path. */
    FROZEN,
    /** Handed over; the incoming kernel wasn't asked for it yet. */
    PROMISED,
    /** The incoming kernel gave it out. */
    RETRIEVED,
    /** Finished, by FINISH or by close. */
    FINISHED,
    /** Closed before the kexec. */
    ABORTED,
    /** Out of reach, its memory reserved until the next kexec. */
    LEAKED,
    /** Gone. */
    LOST;

    /** Handed over and not yet settled. */
    boolean open() {
        return this == PROMISED || this == RETRIEVED;
    }

    /** To be handed over. */
    boolean outgoing() {
        return this == OPEN || this == FROZEN;
    }
}
