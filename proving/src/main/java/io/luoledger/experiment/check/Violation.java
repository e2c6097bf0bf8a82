package io.luoledger.experiment.check;

/**
 * What is wrong at the end of a run.
 *
 * @param kind {@link #DEADLOCK}, {@link #HANG}, or what the model calls it
 * @param what in a sentence
 */
public record Violation(String kind, String what) {
    /** Threads wait for each other's locks, in a circle. */
    public static final String DEADLOCK = "deadlock";

    /** A thread waits for good, for something that nobody is left to give. */
    public static final String HANG = "hang";
}
