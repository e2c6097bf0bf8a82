package io.luoledger.stats;

import io.luoledger.core.Outcome;
import io.luoledger.store.StateReader;

/** Reads the statistics of the format before there was a schema, which version 1 of luo.stats holds, too. Frozen. */
final class LegacyStats {
    private static final int FORMAT = 1;

    private LegacyStats() {}

    static PairStats stats(byte[] bytes) {
        return StateReader.whole(bytes, FORMAT, FORMAT, (in, format) -> stats(in));
    }

    private static PairStats stats(StateReader in) {
        return new PairStats(
                in.map(() -> in.name(Outcome.class), in::number),
                in.map(in::text, () -> kind(in)),
                times(in),
                times(in),
                in.map(in::text, in::number));
    }

    private static KindStats kind(StateReader in) {
        return new KindStats(
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                times(in),
                Blackouts.NONE);
    }

    private static Blackouts times(StateReader in) {
        return Blackouts.of(in.number(), in.number(), in.map(() -> (int) in.number(), in::number));
    }
}
