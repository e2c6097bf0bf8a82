package io.luoledger.fleet;

import io.luoledger.finding.Severity;
import io.luoledger.stats.PairStats;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A fleet in numbers.
 *
 * @param sequence of the change that it includes
 * @param events in the hosts' ledgers
 * @param needAttention how many hosts do
 * @param attention the first of them, the worst first
 * @param outcomes live updates by outcome
 * @param overTime live updates by time
 * @param withoutTime those whose wall time nobody knows
 * @param pairs what is settled, by pair of kernels
 */
public record FleetSummary(
        long sequence,
        long hosts,
        long events,
        long needAttention,
        List<Attention> attention,
        SortedMap<String, Long> outcomes,
        Map<Severity, Long> findings,
        List<Bucket> overTime,
        long withoutTime,
        SortedMap<KernelPair, PairStats> pairs) {
    /**
     * Updates of a time.
     *
     * @param untilMicros exclusive
     */
    public record Bucket(long fromMicros, long untilMicros, long completed, long failed, long unknown) {}

    /** COMPLETED of all that are over; null when none is. */
    public @Nullable Double successRate() {
        long over = outcomes.entrySet().stream()
                .filter(count -> !count.getKey().equals("UNFINISHED"))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
        return over == 0 ? null : (Double) ((double) outcomes.getOrDefault("COMPLETED", 0L) / over);
    }
}
