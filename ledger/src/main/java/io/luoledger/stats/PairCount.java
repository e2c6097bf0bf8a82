package io.luoledger.stats;

import io.luoledger.core.Kinds;
import io.luoledger.core.Kinds.Kind;
import io.luoledger.core.Outcome;
import io.luoledger.core.Phases;
import io.luoledger.core.UpdateState;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@link PairStats} while it is counted. Life: begun with what was counted before; added to; read at any time. */
final class PairCount {
    private final SortedMap<Outcome, Long> outcomes;
    private final SortedMap<String, KindCount> kinds = new TreeMap<>();
    private final SortedMap<String, Long> findings;
    private final BlackoutCount blackouts;
    private final BlackoutCount blackoutsAtLeast;

    PairCount(PairStats before) {
        outcomes = new TreeMap<>(before.outcomes());
        before.kinds().forEach((name, kind) -> kinds.put(name, new KindCount(kind)));
        findings = new TreeMap<>(before.findings());
        blackouts = new BlackoutCount(before.blackouts());
        blackoutsAtLeast = new BlackoutCount(before.blackoutsAtLeast());
    }

    PairCount add(UpdateState update) {
        outcomes.merge(update.outcome(), 1L, Long::sum);
        Phases phases = update.phases();
        Long blackout = phases.blackoutMicros();
        boolean atLeast = phases.blackoutIsLowerBound();
        if (blackout != null) {
            (atLeast ? blackoutsAtLeast : blackouts).add(blackout);
        }
        SortedMap<String, Kind> held = new TreeMap<>(update.kinds().byHandler());
        held.merge(Kinds.UNKNOWN, update.unnamed(), Kind::plus);
        held.forEach((name, kind) -> {
            if (kind.files() > 0) {
                KindCount count = kinds.computeIfAbsent(name, first -> new KindCount(KindStats.NONE));
                count.add(kind, lost(update, kind));
                if (blackout != null) {
                    count.blackouts(atLeast).add(blackout);
                }
            }
        });
        return this;
    }

    /** What is still open where its kernel died is lost with it; behind a gap nobody knows. */
    private static long lost(UpdateState update, Kind kind) {
        return update.progress().gap() ? kind.lost() : kind.files() - kind.retrieved() - kind.failed();
    }

    PairCount add(String findingId) {
        findings.merge(findingId, 1L, Long::sum);
        return this;
    }

    PairStats stats() {
        SortedMap<String, KindStats> files = new TreeMap<>();
        kinds.forEach((name, kind) -> files.put(name, kind.stats()));
        return new PairStats(outcomes, files, blackouts.blackouts(), blackoutsAtLeast.blackouts(), findings);
    }
}
