package io.luoledger.abi;

/** How well a fact is known, best first. */
public enum Confidence {
    /** Read in the kernel itself, or seen on a running one. */
    HIGH,
    MEDIUM,
    LOW
}
