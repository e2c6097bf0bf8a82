package io.luoledger.stats;

import io.luoledger.core.Kinds.Kind;

/** {@link KindStats} while they are counted. Life: begun with what was counted before; added to; read at any time. */
final class KindCount {
    private KindStats counted;
    private final BlackoutCount blackouts;
    private final BlackoutCount blackoutsAtLeast;

    KindCount(KindStats before) {
        counted = before;
        blackouts = new BlackoutCount(before.blackouts());
        blackoutsAtLeast = new BlackoutCount(before.blackoutsAtLeast());
    }

    /** How long the updates were out of reach that such files were in. */
    BlackoutCount blackouts(boolean atLeast) {
        return atLeast ? blackoutsAtLeast : blackouts;
    }

    /** With those of one update more. */
    void add(Kind kind, long lost) {
        counted = counted.plus(kind, lost);
    }

    KindStats stats() {
        return counted.with(blackouts.blackouts(), blackoutsAtLeast.blackouts());
    }
}
