package io.luoledger.stats;

import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.event.Boot;
import java.util.SortedMap;
import java.util.TreeMap;

/** The statistics of a whole log: by pair of kernels and window. Life: filled with what the ledger says, then read. */
public final class FleetStats {
    private final long windowMicros;
    private final TreeMap<StatsKey, PairCount> pairs = new TreeMap<>();

    /** @param windowMicros length of a window, above 0. Unit: microseconds */
    public FleetStats(long windowMicros) {
        if (windowMicros <= 0) {
            throw new IllegalArgumentException("a window of " + windowMicros + " microseconds, expected more than 0");
        }
        this.windowMicros = windowMicros;
    }

    public void add(UpdateSettled settled) {
        count(key(settled, windowMicros)).add(settled.update());
    }

    public void add(FindingRaised raised) {
        count(key(raised, windowMicros)).add(raised.finding().kind().id());
    }

    private PairCount count(StatsKey key) {
        return pairs.computeIfAbsent(key, first -> new PairCount(PairStats.NONE));
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
        SortedMap<StatsKey, PairStats> stats = new TreeMap<>();
        pairs.forEach((key, count) -> stats.put(key, count.stats()));
        return stats;
    }
}
