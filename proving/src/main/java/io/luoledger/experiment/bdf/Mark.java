package io.luoledger.experiment.bdf;

/** What is special about a part of a topology. */
enum Mark {
    /** It is preserved. */
    PRESERVED,
    /** The last of its virtual functions is preserved. */
    VIRTUAL_PRESERVED,
    /** A bridge that has lost its numbers when the first kernel starts, and gets others. */
    UNNUMBERED,
    /** What happens, happens to it. */
    TARGET
}
