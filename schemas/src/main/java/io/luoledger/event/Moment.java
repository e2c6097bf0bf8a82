package io.luoledger.event;

import org.jspecify.annotations.Nullable;

/**
 * When something happened.
 *
 * @param monotonicNanos of that boot's clock, which starts anew with each kernel; null when not known
 * @param wallMicros since 1970-01-01 UTC; null when not known
 */
public record Moment(
        @Nullable Long monotonicNanos, @Nullable Long wallMicros) {
    public static final Moment UNKNOWN = new Moment(null, null);

    public static Moment monotonic(long nanos) {
        return new Moment(nanos, null);
    }
}
