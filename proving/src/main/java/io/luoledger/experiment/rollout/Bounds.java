package io.luoledger.experiment.rollout;

/**
 * How far the search goes.
 *
 * @param features in each kernel, 1 to 3
 * @param kernels in a roll-out at most, 2 to 8
 * @param hops of a host at most, 1 to 64
 * @param skip how many releases a host may leave out where a rule doesn't forbid it, 1 to 3
 * @param back how many of the kernels that a host came from have to take it back, 1 to 3
 * @param states when to give up, for each rule
 */
public record Bounds(int features, int kernels, int hops, int skip, int back, long states) {
    public static final int MAX_FEATURES = 3;
    public static final int MAX_KERNELS = 8;
    public static final int MAX_HOPS = 64;
    public static final int MAX_SKIP = 3;
    public static final int MAX_BACK = 3;

    public Bounds {
        inRange("features", features, 1, MAX_FEATURES);
        inRange("kernels", kernels, 2, MAX_KERNELS);
        inRange("hops", hops, 1, MAX_HOPS);
        inRange("skip", skip, 1, MAX_SKIP);
        inRange("back", back, 1, MAX_BACK);
        if (states < 1) {
            throw new IllegalArgumentException("states: at least 1, not " + states);
        }
    }

    private static void inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + least + " to " + most + ", not " + value);
        }
    }
}
