package io.luoledger.stats;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What is counted together: live updates between two kernels that were settled in one window of time.
 *
 * @param fromKernel release of the outgoing kernel, {@code unknown} where the log doesn't tell
 * @param toKernel release of the incoming kernel, likewise
 * @param windowStartMicros wall time at which the window starts, null for what no wall clock tells. Unit: microseconds
 */
public record StatsKey(
        String fromKernel, String toKernel, @Nullable Long windowStartMicros) implements Comparable<StatsKey> {
    /** Length of a window unless told otherwise: an hour. Unit: microseconds. */
    public static final long DEFAULT_WINDOW_MICROS = 3_600_000_000L;

    private static final Comparator<StatsKey> ORDER = Comparator.comparing(StatsKey::fromKernel)
            .thenComparing(StatsKey::toKernel)
            .thenComparing(StatsKey::windowStartMicros, Comparator.nullsFirst(Comparator.naturalOrder()));

    /**
     * The window that this time is in.
     *
     * @param atMicros wall time, null when not known
     */
    public static StatsKey of(String fromKernel, String toKernel, @Nullable Long atMicros, long windowMicros) {
        Long start = atMicros == null ? null : Long.valueOf(Math.floorDiv(atMicros, windowMicros) * windowMicros);
        return new StatsKey(fromKernel, toKernel, start);
    }

    /** As the key of a record: "7.2.13 -> 7.3.4/1767225600000000", "-" for no clock. */
    public String text() {
        return fromKernel + " -> " + toKernel + "/" + (windowStartMicros == null ? "-" : windowStartMicros);
    }

    @Override
    public int compareTo(StatsKey other) {
        return ORDER.compare(this, other);
    }
}
