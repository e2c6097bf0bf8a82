package io.luoledger.core;

/** Where the incoming kernel has the function that was preserved at an address. */
public enum Placement {
    /** Same function, same address. */
    STABLE,
    /** Same function, other address. */
    MOVED,
    /** Same address, other path from the root. */
    REPARENTED,
    /** Nobody saw it. */
    MISSING,
    /** The function is gone or elsewhere, and another one sits at its address. */
    REPLACED,
    /** The retrieved file is another function. */
    WRONG_DEVICE,
    /** The source doesn't tell. */
    UNKNOWN
}
