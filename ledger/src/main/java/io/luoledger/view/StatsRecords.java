package io.luoledger.view;

import io.luoledger.avro.KindStatistics;
import io.luoledger.avro.PairCounts;
import io.luoledger.avro.PairStatistics;
import io.luoledger.avro.TimeBin;
import io.luoledger.avro.TimesMicros;
import io.luoledger.core.Outcome;
import io.luoledger.stats.Blackouts;
import io.luoledger.stats.KindStats;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Statistics as the records of luo.stats, and back. */
public final class StatsRecords {
    private static final double MEDIAN = 0.50;
    private static final double MOST = 0.90;
    private static final double TAIL = 0.99;

    private StatsRecords() {}

    /**
     * A part of a window, with all that merging takes.
     *
     * @param part partition of the ledger that was counted
     */
    public static PairStatistics part(StatsKey key, int part, PairStats stats) {
        return new PairStatistics(
                key.fromKernel(),
                key.toKernel(),
                key.windowStartMicros(),
                part,
                stats.updates(),
                ByteBuffer.allocate(0),
                "",
                counts(stats, true));
    }

    /** Whose part it is. */
    public static StatsKey key(PairStatistics part) {
        return new StatsKey(part.getFromKernel(), part.getToKernel(), part.getWindowStartMicros());
    }

    /** The counts of a part of any version. Throws RuntimeException for what isn't counts. */
    public static PairStats stats(PairStatistics part) {
        PairCounts counts = part.getCounts();
        if (counts == null) {
            byte[] state = new byte[part.getState().remaining()];
            part.getState().duplicate().get(state);
            return PairStats.decode(state);
        }
        SortedMap<Outcome, Long> outcomes = new TreeMap<>();
        counts.getOutcomes().forEach((outcome, count) -> outcomes.put(Outcome.valueOf(outcome), count));
        SortedMap<String, KindStats> kinds = new TreeMap<>();
        counts.getKinds().forEach((handler, kind) -> kinds.put(handler, kind(kind)));
        return new PairStats(
                outcomes,
                kinds,
                times(counts.getBlackoutMicros()),
                times(counts.getBlackoutAtLeastMicros()),
                new TreeMap<>(counts.getFindings()));
    }

    /** @param mergeable whether with the bins, which people don't look at */
    static PairCounts counts(PairStats stats, boolean mergeable) {
        Map<String, Long> outcomes = new TreeMap<>();
        stats.outcomes().forEach((outcome, count) -> outcomes.put(outcome.name(), count));
        Map<String, KindStatistics> kinds = new TreeMap<>();
        stats.kinds().forEach((handler, kind) -> kinds.put(handler, kind(kind, mergeable)));
        return new PairCounts(
                outcomes,
                Objects.requireNonNullElse(stats.failureRate(), 0.0),
                times(stats.blackouts(), mergeable),
                times(stats.blackoutsAtLeast(), mergeable),
                kinds,
                stats.findings());
    }

    private static KindStatistics kind(KindStats kind, boolean mergeable) {
        return new KindStatistics(
                kind.updates(),
                kind.files(),
                kind.retrieved(),
                kind.failed(),
                kind.finished(),
                kind.lost(),
                kind.failureRate(),
                times(kind.blackouts(), mergeable),
                kind.blackoutsAtLeast().count() == 0 ? null : times(kind.blackoutsAtLeast(), mergeable));
    }

    private static KindStats kind(KindStatistics kind) {
        return new KindStats(
                kind.getUpdates(),
                kind.getFiles(),
                kind.getRetrieved(),
                kind.getFailed(),
                kind.getFinished(),
                kind.getLost(),
                times(kind.getBlackoutMicros()),
                kind.getBlackoutAtLeastMicros() == null ? Blackouts.NONE : times(kind.getBlackoutAtLeastMicros()));
    }

    private static TimesMicros times(Blackouts times, boolean mergeable) {
        List<TimeBin> bins = new ArrayList<>();
        if (mergeable) {
            times.bins().forEach((index, count) -> bins.add(new TimeBin(index, count)));
        }
        return new TimesMicros(
                times.count(),
                quantile(times, MEDIAN),
                quantile(times, MOST),
                quantile(times, TAIL),
                times.count() == 0 ? null : (Long) times.maxMicros(),
                mergeable ? times.zeros() : 0,
                bins);
    }

    private static @Nullable Long quantile(Blackouts times, double share) {
        return times.count() == 0 ? null : (Long) times.quantileMicros(share);
    }

    private static Blackouts times(TimesMicros times) {
        SortedMap<Integer, Long> bins = new TreeMap<>();
        times.getBins().forEach(bin -> bins.merge(bin.getIndex(), bin.getCount(), Long::sum));
        return Blackouts.of(Objects.requireNonNullElse(times.getMax(), 0L), times.getZeros(), bins);
    }
}
