package io.luoledger.bench;

import java.util.Map;

/** One line of the table. */
public sealed interface Row {
    /** What it is asked for by. */
    String id();

    /** What is measured, in words. */
    String about();

    /** Which way a ratio is good. */
    enum Bound {
        /** How fast ours is, in parts of how fast theirs is. */
        AT_LEAST,
        /** How much ours costs, in times of what theirs costs. */
        AT_MOST
    }

    /** By which time the sides are compared. */
    enum Clock {
        /** What passes: includes what waits and what works at the same time. */
        WALL,
        /** What this process's threads work: a machine that does something else besides counts for little. */
        CPU
    }

    /**
     * Two sides and their ratio.
     *
     * @param reach what the ratio is to come to
     * @param stated what it is said to be: {@code bench --check} holds it to that
     */
    record Ratio(String id, String about, Bound bound, Clock clock, double reach, double stated, Open open)
            implements Row {
        double of(Cost ours, Cost theirs) {
            double mine = clock == Clock.WALL ? ours.wallPerUnit() : ours.cpuPerUnit();
            double other = clock == Clock.WALL ? theirs.wallPerUnit() : theirs.cpuPerUnit();
            return bound == Bound.AT_LEAST ? other / mine : mine / other;
        }
    }

    /** What is told without a side to compare it with. */
    record Told(String id, String about, Tell tell) implements Row {}

    /** Prepares the two sides. */
    @FunctionalInterface
    interface Open {
        Contest open(Setting setting) throws Exception;
    }

    /** Finds out the numbers, by what they are of. */
    @FunctionalInterface
    interface Tell {
        Map<String, Double> tell(Setting setting) throws Exception;
    }
}
