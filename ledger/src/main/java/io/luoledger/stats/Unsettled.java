package io.luoledger.stats;

import io.luoledger.avro.UpdateOutcome;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.Outcome;
import io.luoledger.event.Boot;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Live updates of a pair of kernels that were begun and aren't settled: no statistics count them yet.
 *
 * @param toKernel unknown before it has booted
 */
public record Unsettled(String fromKernel, String toKernel, long updates) {
    /**
     * By pair, those without one left out.
     *
     * @param updates the last word on each
     * @param counted what was settled: also what stays UNFINISHED for good, where a source has a gap
     */
    public static Collection<Unsettled> of(Collection<UpdateView> updates, Map<StatsKey, PairStats> counted) {
        SortedMap<StatsKey, Unsettled> pairs = new TreeMap<>();
        updates.stream()
                .filter(update -> update.getOutcome() == UpdateOutcome.UNFINISHED)
                .forEach(update -> add(
                        pairs,
                        update.getFromKernel(),
                        update.getToKernel() == null ? Boot.UNKNOWN_KERNEL : update.getToKernel(),
                        1));
        counted.forEach((key, stats) ->
                add(pairs, key.fromKernel(), key.toKernel(), -stats.outcomes().getOrDefault(Outcome.UNFINISHED, 0L)));
        return pairs.values().stream().filter(pair -> pair.updates() > 0).toList();
    }

    private static void add(SortedMap<StatsKey, Unsettled> pairs, String from, String to, long updates) {
        pairs.merge(
                StatsKey.of(from, to, null, StatsKey.DEFAULT_WINDOW_MICROS),
                new Unsettled(from, to, updates),
                (one, other) -> new Unsettled(from, to, one.updates() + other.updates()));
    }
}
