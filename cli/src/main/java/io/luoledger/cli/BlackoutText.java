package io.luoledger.cli;

import io.luoledger.core.Phases;
import io.luoledger.stats.Blackouts;

/** Blackouts for people. */
final class BlackoutText {
    private static final double MEDIAN = 0.50;
    private static final double TAIL = 0.99;

    private BlackoutText() {}

    /** "5.8 ms", "at least 823 us", "unknown". */
    static String of(Phases phases) {
        Long micros = phases.blackoutMicros();
        return micros == null ? "unknown" : (phases.blackoutIsLowerBound() ? "at least " : "") + Micros.text(micros);
    }

    /** "p50 8.0 ms, p99 9.1 ms (nearest rank of 230)"; of few times "p50 8.0 ms, p99 = maximum 9.1 ms (nearest rank of 3)". */
    static String quantiles(Blackouts blackouts) {
        return "p50 " + Micros.text(blackouts.quantileMicros(MEDIAN)) + ", p99 "
                + (blackouts.isMaximum(TAIL) ? "= maximum " : "") + Micros.text(blackouts.quantileMicros(TAIL))
                + " (nearest rank of " + blackouts.count() + ")";
    }

    /** The quantiles of those that are known as a whole; else of those of which parts are known, and "unknown" for none. */
    static String quantiles(Blackouts whole, Blackouts atLeast) {
        if (whole.count() > 0) {
            return quantiles(whole);
        }
        return atLeast.count() > 0 ? "at least " + quantiles(atLeast) : "unknown";
    }
}
