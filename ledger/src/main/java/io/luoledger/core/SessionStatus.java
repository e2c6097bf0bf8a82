package io.luoledger.core;

/** A session's state in a word: what stands in views and where states are kept. {@link SessionState.Life} has the steps. */
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
    public boolean open() {
        return this == PROMISED || this == RETRIEVED;
    }

    /** To be handed over. */
    public boolean outgoing() {
        return this == OPEN || this == FROZEN;
    }
}
