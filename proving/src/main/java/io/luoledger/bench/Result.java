package io.luoledger.bench;

import java.util.Map;

/** What came of a row. */
public sealed interface Result {
    /** Below what is stated by more than this part of it, a row counts as worse: machines differ, and rounds do. */
    double MARGIN = 0.25;

    Row row();

    /**
     * The ratio of the rounds.
     *
     * @param oursNanos for one unit, the median
     * @param theirsNanos likewise
     */
    record Measured(
            Row.Ratio row, double median, double least, double most, double oursNanos, double theirsNanos, int rounds)
            implements Result {
        /** Whether it is as good as it is to become. */
        public boolean reached() {
            return row.bound() == Row.Bound.AT_LEAST ? median >= row.reach() : median <= row.reach();
        }

        /** Whether it is clearly worse than what is said of it. */
        public boolean worse() {
            return row.bound() == Row.Bound.AT_LEAST
                    ? median < row.stated() * (1 - MARGIN)
                    : median > row.stated() * (1 + MARGIN);
        }
    }

    /** Numbers without a ratio. */
    record Numbers(Row.Told row, Map<String, Double> values) implements Result {}

    /** What could not be measured here, and why. */
    record LeftOut(Row row, String reason) implements Result {}
}
