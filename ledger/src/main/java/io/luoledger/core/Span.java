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
    static final Span NONE = new Span(null, null, null, null);

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

    /** From its own first moment to the other's last. */
    Span until(Span other) {
        return new Span(firstNanos, other.lastNanos, firstWall, other.lastWall);
    }

    /** Its length, or null when no clock tells. Unit: microseconds. */
    @Nullable
    Long micros() {
        return micros(firstNanos, lastNanos, firstWall, lastWall);
    }

    /** Its length by the wall clock, or null when that doesn't tell. Unit: microseconds. */
    @Nullable
    Long wallMicros() {
        return between(firstWall, lastWall);
    }

    /** From the first moment of this one to that of another one of the same boot. */
    Span toFirstOf(Span other) {
        return new Span(firstNanos, other.firstNanos, firstWall, other.firstWall);
    }

    private static @Nullable Long micros(
            @Nullable Long fromNanos, @Nullable Long toNanos, @Nullable Long fromWall, @Nullable Long toWall) {
        Long nanos = between(fromNanos, toNanos);
        return nanos != null ? (Long) (nanos / 1000) : between(fromWall, toWall);
    }

    /** Null when one of them isn't known, and when the clock went back: then it doesn't tell. */
    static @Nullable Long between(@Nullable Long from, @Nullable Long to) {
        return from == null || to == null || to < from ? null : (Long) (to - from);
    }

    private static @Nullable Long least(@Nullable Long a, @Nullable Long b) {
        return a == null ? b : b == null || a <= b ? a : b;
    }

    private static @Nullable Long greatest(@Nullable Long a, @Nullable Long b) {
        return a == null ? b : b == null || a >= b ? a : b;
    }
}
