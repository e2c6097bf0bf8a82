package io.luoledger.experiment.check;

/**
 * How far a check goes.
 *
 * @param states how many states it looks at, at most
 * @param reduction whether it leaves out orders that can't make a difference
 */
public record Limits(int states, boolean reduction) {
    public Limits {
        if (states < 1) {
            throw new IllegalArgumentException("a check of " + states + " states, expected 1 or more");
        }
    }
}
