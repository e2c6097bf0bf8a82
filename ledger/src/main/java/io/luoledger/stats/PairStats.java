package io.luoledger.stats;

import io.luoledger.core.Outcome;
import io.luoledger.core.UpdateState;
import io.luoledger.store.StateFormat;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Live updates of one pair of kernels in one window, counted. Life: {@link #NONE}, then one {@link #plus} for each update
 * that is settled and each finding, in any order; parts that were counted apart are put together with {@link #merge}.
 * Immutable; the same updates and findings give the same value, however they were ordered and divided.
 *
 * @param outcomes updates by outcome
 * @param kinds by kind of file
 * @param blackouts of updates whose blackout is known as a whole
 * @param blackoutsAtLeast of those of which only parts are known
 * @param findings by id
 */
public record PairStats(
        SortedMap<Outcome, Long> outcomes,
        SortedMap<String, KindStats> kinds,
        Blackouts blackouts,
        Blackouts blackoutsAtLeast,
        SortedMap<String, Long> findings) {
    public static final PairStats NONE =
            new PairStats(new TreeMap<>(), new TreeMap<>(), Blackouts.NONE, Blackouts.NONE, new TreeMap<>());

    public PairStats {
        outcomes = Collections.unmodifiableSortedMap(new TreeMap<>(outcomes));
        kinds = Collections.unmodifiableSortedMap(new TreeMap<>(kinds));
        findings = Collections.unmodifiableSortedMap(new TreeMap<>(findings));
    }

    /** With a live update that is settled: to be given once of each. */
    public PairStats plus(UpdateState update) {
        return new PairCount(this).add(update).stats();
    }

    /** With a finding, by its id: to be given once of each. */
    public PairStats plus(String findingId) {
        return new PairCount(this).add(findingId).stats();
    }

    public PairStats merge(PairStats other) {
        TreeMap<Outcome, Long> allOutcomes = new TreeMap<>(outcomes);
        other.outcomes.forEach((outcome, count) -> allOutcomes.merge(outcome, count, Long::sum));
        TreeMap<String, KindStats> allKinds = new TreeMap<>(kinds);
        other.kinds.forEach((name, kind) -> allKinds.merge(name, kind, KindStats::merge));
        TreeMap<String, Long> allFindings = new TreeMap<>(findings);
        other.findings.forEach((id, count) -> allFindings.merge(id, count, Long::sum));
        return new PairStats(
                allOutcomes,
                allKinds,
                blackouts.merge(other.blackouts),
                blackoutsAtLeast.merge(other.blackoutsAtLeast),
                allFindings);
    }

    /** How many live updates were settled. */
    public long updates() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Share of updates that didn't end COMPLETED; null when there are none. */
    public @Nullable Double failureRate() {
        long updates = updates();
        if (updates == 0) {
            return null;
        }
        return (double) (updates - outcomes.getOrDefault(Outcome.COMPLETED, 0L)) / updates;
    }

    /** As it is stored, in the newest format. */
    public byte[] encode() {
        return StateFormat.write(StoredStats.record(this));
    }

    /** Of any format that is read. Throws {@link io.luoledger.store.StateFormatException} for anything else. */
    public static PairStats decode(byte[] bytes) {
        return StateFormat.read("count", bytes, LegacyStats::stats, StoredStats::stats);
    }
}
