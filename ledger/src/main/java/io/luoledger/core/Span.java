package io.luoledger.core;

import io.luoledger.event.Moment;
import org.jspecify.annotations.Nullable;

/**
 * From the earliest to the latest of some moments of one boot, by each clock that is known.
 *
 * @param firstNanos by the boot's monotonic clock, which can't be compared with another boot's
 * @param firstWall microseconds of wall time
 */
public record Span(
        @Nullable Long firstNanos,
        @Nullable Long lastNanos,
        @Nullable Long firstWall,
        @Nullable Long lastWall) {
    public static final Span NONE = new Span(null, null, null, null);

    /** One that begins here and whose end nobody saw yet. */
    static Span from(Moment at) {
        return new Span(at.monotonicNanos(), null, at.wallMicros(), null);
    }

    Moment first() {
        return new Moment(firstNanos, firstWall);
    }

    Span plus(Moment at) {
        return new Span(
                least(firstNanos, at.monotonicNanos()),
                greatest(lastNanos, at.monotonicNanos()),
                least(firstWall, at.wallMicros()),
                greatest(lastWall, at.wallMicros()));
    }

    /** Its length, or null when no clock tells. Unit: microseconds. */
    @Nullable
    Long micros() {
        if (firstNanos != null && lastNanos != null) {
            return (lastNanos - firstNanos) / 1000;
        }
        return firstWall != null && lastWall != null ? lastWall - firstWall : null;
    }

    private static @Nullable Long least(@Nullable Long a, @Nullable Long b) {
        return a == null ? b : b == null || a <= b ? a : b;
    }

    private static @Nullable Long greatest(@Nullable Long a, @Nullable Long b) {
        return a == null ? b : b == null || a >= b ? a : b;
    }
}
