package io.luoledger.core;

/** How a live update went. */
public enum Outcome {
    /** Everything that was handed over was retrieved and finished. */
    COMPLETED,
    /** Settled, but something didn't come back. */
    PARTIAL,
    /** The hand-over came back refused; the outgoing kernel went on. */
    ABORTED,
    /** The incoming kernel refused what it was handed. */
    REFUSED,
    /** Handed over, and nothing of it came back. */
    LOST,
    /** Not settled as far as the log goes. */
    UNFINISHED
}
