package io.luoledger.stats;

import io.luoledger.core.Outcome;
import io.luoledger.core.UpdateState;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@link PairStats} while it is counted. Life: begun with what was counted before; added to; read at any time. */
final class PairCount {
    private final SortedMap<Outcome, Long> outcomes;
    private final SortedMap<String, KindStats> kinds;
    private final SortedMap<String, Long> findings;
    private Blackouts blackouts;
    private Blackouts blackoutsAtLeast;

    PairCount(PairStats before) {
        outcomes = new TreeMap<>(before.outcomes());
        kinds = new TreeMap<>(before.kinds());
        findings = new TreeMap<>(before.findings());
        blackouts = before.blackouts();
        blackoutsAtLeast = before.blackoutsAtLeast();
    }

    PairCount add(UpdateState update) {
        outcomes.merge(update.outcome(), 1L, Long::sum);
        Long blackout = update.blackoutMicros();
        Blackouts one = blackout == null ? Blackouts.NONE : Blackouts.NONE.plus(blackout);
        Blackouts exact = update.blackoutIsLowerBound() ? Blackouts.NONE : one;
        Blackouts atLeast = update.blackoutIsLowerBound() ? one : Blackouts.NONE;
        blackouts = blackouts.merge(exact);
        blackoutsAtLeast = blackoutsAtLeast.merge(atLeast);
        update.kinds()
                .byHandler()
                .forEach((name, kind) -> kinds.merge(name, KindStats.NONE.plus(kind, exact), KindStats::merge));
        return this;
    }

    PairCount add(String findingId) {
        findings.merge(findingId, 1L, Long::sum);
        return this;
    }

    PairStats stats() {
        return new PairStats(outcomes, kinds, blackouts, blackoutsAtLeast, findings);
    }
}
