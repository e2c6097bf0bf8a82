package io.luoledger.proof;

/**
 * The first thing that is wrong with one host's log.
 *
 * @param kind what was done to it
 * @param sequence which event it was done to
 * @param place where it shows
 * @param explanation what was expected and what stands there, for people
 */
public record Flaw(Kind kind, String host, long sequence, LogPosition place, String explanation) {
    /** What was done to an event. */
    public enum Kind {
        /** It, or the one before it, isn't what was written. */
        ALTERED,
        /** It isn't there. */
        MISSING,
        /** It is there again. */
        DOUBLED,
        /** It stands where another one belongs, which comes elsewhere. */
        SWAPPED
    }
}
