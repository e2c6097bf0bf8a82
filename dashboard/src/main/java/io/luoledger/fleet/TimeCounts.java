package io.luoledger.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Live updates over time, however many and however long: counted by buckets that become wider when there are too many. Not
 * thread-safe.
 */
final class TimeCounts {
    private static final int MOST_KEPT = 4_096;
    private static final long FIRST_WIDTH_MICROS = 1_000_000;

    private NavigableMap<Long, long[]> buckets = new TreeMap<>();
    private long widthMicros = FIRST_WIDTH_MICROS;
    private long withoutTime;

    /**
     * Counts one.
     *
     * @param result one of the first three
     * @param by 1, or -1 to take it back
     */
    void add(@Nullable Long wallMicros, UpdateQuery.Result result, int by) {
        if (wallMicros == null) {
            withoutTime += by;
            return;
        }
        buckets.computeIfAbsent(Math.floorDiv(wallMicros, widthMicros), start -> new long[3])[kind(result)] += by;
        while (buckets.size() > MOST_KEPT) {
            buckets = widened(2);
            widthMicros *= 2;
        }
    }

    private static int kind(UpdateQuery.Result result) {
        return switch (result) {
            case COMPLETED -> 0;
            case FAILED -> 1;
            case UNKNOWN -> 2;
            case OVER -> throw new IllegalArgumentException("no update has two results");
        };
    }

    private NavigableMap<Long, long[]> widened(long times) {
        NavigableMap<Long, long[]> wide = new TreeMap<>();
        buckets.forEach((start, counts) -> {
            long[] sum = wide.computeIfAbsent(Math.floorDiv(start, times), first -> new long[3]);
            for (int kind = 0; kind < sum.length; kind++) {
                sum[kind] += counts[kind];
            }
        });
        return wide;
    }

    long withoutTime() {
        return withoutTime;
    }

    /** At most so many, side by side from the first that isn't empty to the last. */
    List<FleetSummary.Bucket> atMost(int most) {
        if (buckets.isEmpty()) {
            return List.of();
        }
        long times = 1;
        while (Math.floorDiv(buckets.lastKey(), times) - Math.floorDiv(buckets.firstKey(), times) >= most) {
            times *= 2;
        }
        NavigableMap<Long, long[]> wide = widened(times);
        long width = widthMicros * times;
        List<FleetSummary.Bucket> told = new ArrayList<>();
        for (long start = wide.firstKey(); start <= wide.lastKey(); start++) {
            long[] counts = wide.getOrDefault(start, new long[3]);
            told.add(new FleetSummary.Bucket(start * width, (start + 1) * width, counts[0], counts[1], counts[2]));
        }
        return told;
    }
}
