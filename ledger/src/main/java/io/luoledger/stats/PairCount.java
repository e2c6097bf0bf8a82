package io.luoledger.stats;

import io.luoledger.core.Kinds;
import io.luoledger.core.Outcome;
import io.luoledger.core.Phases;
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
        Phases phases = update.phases();
        Long blackout = phases.blackoutMicros();
        Blackouts one = blackout == null ? Blackouts.NONE : Blackouts.NONE.plus(blackout);
        Blackouts exact = phases.blackoutIsLowerBound() ? Blackouts.NONE : one;
        Blackouts atLeast = phases.blackoutIsLowerBound() ? one : Blackouts.NONE;
        blackouts = blackouts.merge(exact);
        blackoutsAtLeast = blackoutsAtLeast.merge(atLeast);
        SortedMap<String, Kinds.Kind> held = new TreeMap<>(update.kinds().byHandler());
        held.merge(Kinds.UNKNOWN, update.unnamed(), Kinds.Kind::plus);
        held.forEach((name, kind) -> {
            if (kind.files() > 0) {
                kinds.merge(name, KindStats.of(kind, lost(update, kind), exact, atLeast), KindStats::merge);
            }
        });
        return this;
    }

    /** What is still open where its kernel died is lost with it; behind a gap nobody knows. */
    private static long lost(UpdateState update, Kinds.Kind kind) {
        return update.progress().gap() ? kind.lost() : kind.files() - kind.retrieved() - kind.failed();
    }

    PairCount add(String findingId) {
        findings.merge(findingId, 1L, Long::sum);
        return this;
    }

    PairStats stats() {
        return new PairStats(outcomes, kinds, blackouts, blackoutsAtLeast, findings);
    }
}
