package io.luoledger.experiment.bdf;

/** Where a share that was measured on some runs lies with 95 % confidence, by Wilson's score. */
public record Interval(double low, double high) {
    private static final double Z = 1.959963984540054;

    /**
     * Of a share.
     *
     * @param hits runs in which it happened
     * @param of all runs, at least 1
     */
    public static Interval wilson(long hits, long of) {
        if (of < 1 || hits < 0 || hits > of) {
            throw new IllegalArgumentException("not a share: " + hits + " of " + of);
        }
        double share = (double) hits / of;
        double spread = Z * Z / of;
        double middle = (share + spread / 2) / (1 + spread);
        double half = Z / (1 + spread) * Math.sqrt(share * (1 - share) / of + spread / (4 * of));
        return new Interval(hits == 0 ? 0 : middle - half, hits == of ? 1 : middle + half);
    }
}
