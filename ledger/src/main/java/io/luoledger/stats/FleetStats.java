package io.luoledger.stats;

import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.event.Boot;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The statistics of a whole log: by pair of kernels and window. Life: filled with what the ledger says, then read. */
public final class FleetStats {
    private final long windowMicros;
    private final TreeMap<StatsKey, PairStats> pairs = new TreeMap<>();

    /** @param windowMicros length of a window, above 0. Unit: microseconds */
    public FleetStats(long windowMicros) {
        if (windowMicros <= 0) {
            throw new IllegalArgumentException("a window of " + windowMicros + " microseconds, expected more than 0");
        }
        this.windowMicros = windowMicros;
    }

    public void add(UpdateSettled settled) {
        StatsKey key = key(settled, windowMicros);
        pairs.put(key, pairs.getOrDefault(key, PairStats.NONE).plus(settled.update()));
    }

    public void add(FindingRaised raised) {
        StatsKey key = key(raised, windowMicros);
        pairs.put(
                key,
                pairs.getOrDefault(key, PairStats.NONE)
                        .plus(raised.finding().kind().id()));
    }

    public static StatsKey key(UpdateSettled settled, long windowMicros) {
        String to = settled.update().toKernel();
        return StatsKey.of(
                settled.update().fromKernel(),
                to == null ? Boot.UNKNOWN_KERNEL : to,
                settled.atWallMicros(),
                windowMicros);
    }

    public static StatsKey key(FindingRaised raised, long windowMicros) {
        return StatsKey.of(raised.fromKernel(), raised.toKernel(), raised.atWallMicros(), windowMicros);
    }

    public SortedMap<StatsKey, PairStats> pairs() {
        return Collections.unmodifiableSortedMap(pairs);
    }
}
