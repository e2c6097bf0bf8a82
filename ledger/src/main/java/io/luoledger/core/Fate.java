package io.luoledger.core;

/** What becomes of everything at once that a kernel can't hand on, or doesn't take. */
enum Fate {
    /** Out of reach, its memory reserved until the next kexec. */
    LEAKED,
    /** Gone. */
    LOST
}
