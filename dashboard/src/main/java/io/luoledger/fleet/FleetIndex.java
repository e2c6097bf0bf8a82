package io.luoledger.fleet;

import io.luoledger.avro.UpdateView;
import io.luoledger.finding.Severity;
import io.luoledger.report.LogDamage;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The fleet by host, and its sums. Life: told of a host again whenever something of it changed; asked at any time, by any
 * thread. What a host added to a sum is taken back when it is told of anew, so a question costs what its answer holds, not
 * what the fleet does.
 */
public final class FleetIndex {
    private static final int MOST_ATTENTION = 20;
    private static final int MOST_BUCKETS = 60;

    private final ConcurrentNavigableMap<String, HostRow> hosts = new ConcurrentSkipListMap<>();
    private final Map<Severity, ConcurrentNavigableMap<String, HostRow>> bySeverity = new EnumMap<>(Severity.class);
    private final TreeSet<Attention> attention = new TreeSet<>();
    private final TreeMap<String, Long> outcomes = new TreeMap<>();
    private final EnumMap<Severity, Long> severities = new EnumMap<>(Severity.class);
    private final TimeCounts times = new TimeCounts();
    private final ConcurrentNavigableMap<UpdateQuery.Place, UpdateView> updates = new ConcurrentSkipListMap<>();
    private final Map<KernelPair, Integer> pairUpdates = new HashMap<>();
    /** By pair, by window, by part. */
    private final Map<KernelPair, Map<StatsKey, Map<Integer, PairStats>>> windows = new HashMap<>();

    private final SortedMap<KernelPair, PairStats> pairs = new TreeMap<>();
    private final Set<KernelPair> changedPairs = new HashSet<>();
    private long events;
    private final AtomicLong sequence = new AtomicLong();

    public FleetIndex() {
        for (Severity severity : Severity.values()) {
            bySeverity.put(severity, new ConcurrentSkipListMap<>());
            severities.put(severity, 0L);
        }
    }

    /** Takes what is known of a host now, instead of what was. */
    synchronized void put(HostRow.Told told, LogDamage damage) {
        HostRow row = HostRow.of(told, damage);
        HostRow before = hosts.put(row.host(), row);
        if (before != null) {
            count(before, -1);
        }
        count(row, 1);
        sequence.incrementAndGet();
    }

    private void count(HostRow row, int by) {
        events += by * row.nextSequence();
        for (int place = 0; place < row.updates().size(); place++) {
            count(row, place, by);
        }
        for (Severity severity : Severity.values()) {
            long found = row.count(severity);
            severities.merge(severity, by * found, Long::sum);
            if (found > 0 && by > 0) {
                rows(severity).put(row.host(), row);
            } else {
                rows(severity).remove(row.host());
            }
        }
        if (row.attention() != null) {
            boolean ignored = by > 0 ? attention.add(row.attention()) : attention.remove(row.attention());
        }
    }

    private void count(HostRow row, int place, int by) {
        UpdateView update = row.updates().get(place);
        outcomes.merge(update.getOutcome().name(), (long) by, (a, b) -> a + b == 0 ? null : (Long) (a + b));
        times.add(UpdateQuery.wallMicros(update), UpdateQuery.Result.of(update.getOutcome()), by);
        pairUpdates.merge(KernelPair.of(update), by, (a, b) -> a + b == 0 ? null : (Integer) (a + b));
        UpdateQuery.Place own = new UpdateQuery.Place(UpdateQuery.wallMicros(update), row.host(), place);
        if (by > 0) {
            updates.put(own, update);
        } else {
            updates.remove(own);
        }
    }

    private ConcurrentNavigableMap<String, HostRow> rows(Severity severity) {
        return bySeverity.getOrDefault(severity, new ConcurrentSkipListMap<>());
    }

    /** Takes what was counted of a pair in a window, instead of what was. */
    synchronized void put(StatsKey key, int part, PairStats stats) {
        KernelPair pair = KernelPair.of(key);
        windows.computeIfAbsent(pair, first -> new HashMap<>())
                .computeIfAbsent(key, first -> new HashMap<>())
                .put(part, stats);
        changedPairs.add(pair);
        sequence.incrementAndGet();
    }

    /** Takes back all that it was told. */
    synchronized void forget() {
        hosts.values().forEach(row -> count(row, -1));
        hosts.clear();
        windows.clear();
        pairs.clear();
        changedPairs.clear();
        sequence.incrementAndGet();
    }

    // ---- questions ----

    /** Rises with every change. */
    public long sequence() {
        return sequence.get();
    }

    public @Nullable HostRow host(String name) {
        return hosts.get(name);
    }

    /** In the hosts' ledgers. */
    public synchronized long events() {
        return events;
    }

    /** By name. */
    public NavigableMap<String, HostRow> hosts() {
        return hosts;
    }

    /** Those with findings of it, by name. */
    public NavigableMap<String, HostRow> hosts(Severity severity) {
        return rows(severity);
    }

    /** How many findings there are of it. */
    public synchronized long findings(Severity severity) {
        return severities.getOrDefault(severity, 0L);
    }

    /** Everything that the first page shows. */
    public synchronized FleetSummary summary() {
        for (KernelPair pair : changedPairs) {
            pairs.put(
                    pair,
                    windows.getOrDefault(pair, Map.of()).values().stream()
                            .flatMap(parts -> parts.values().stream())
                            .reduce(PairStats.NONE, PairStats::merge));
        }
        changedPairs.clear();
        return new FleetSummary(
                sequence.get(),
                hosts.size(),
                events,
                attention.size(),
                attention.stream().limit(MOST_ATTENTION).toList(),
                new TreeMap<>(outcomes),
                new EnumMap<>(severities),
                times.atMost(MOST_BUCKETS),
                times.withoutTime(),
                new TreeMap<>(pairs));
    }

    /** Live updates, the newest first. */
    NavigableMap<UpdateQuery.Place, UpdateView> updates() {
        return updates;
    }

    /** How many live updates there are of each pair. */
    public synchronized Map<KernelPair, Integer> updatesByPair() {
        return new HashMap<>(pairUpdates);
    }
}
