package io.luoledger.abi.verdict;

/** What the incoming kernel does with what the outgoing one left, worst first. */
public enum Outcome {
    /** Nobody notices. */
    SILENT,
    /** The guards differ and the incoming kernel notices. */
    REFUSED,
    /** The incoming kernel has no such handler or feature. */
    ABSENT,
    /** Same guard, same bytes. */
    COMPATIBLE;

    Outcome worse(Outcome other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
