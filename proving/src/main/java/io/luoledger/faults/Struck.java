package io.luoledger.faults;

/**
 * A fault that was there, and is mended.
 *
 * @param what was done to whom
 * @param hit whether it met work in progress: a fault that didn't shows nothing
 * @param evidence what tells that
 * @param healedNanos when all was mended that somebody has to mend, by {@link System#nanoTime}
 */
record Struck(String what, boolean hit, String evidence, long healedNanos) {
    static Struck now(String what, boolean hit, String evidence) {
        return new Struck(what, hit, evidence, System.nanoTime());
    }
}
