package io.luoledger.stats;

import io.luoledger.core.Outcome;
import io.luoledger.core.StateFormat;
import io.luoledger.core.StateReader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the statistics of the format before there was a schema, which version 1 of luo.stats holds, too. Frozen. */
final class LegacyStats {
    private static final int FORMAT = 1;

    private LegacyStats() {}

    static PairStats stats(byte[] bytes) {
        StateReader in = new StateReader(bytes);
        int format = in.raw();
        if (format != FORMAT) {
            throw new IllegalStateException(
                    "format " + format + ", this version reads " + FORMAT + " and " + StateFormat.CURRENT);
        }
        SortedMap<Outcome, Long> outcomes = new TreeMap<>();
        for (long i = in.number(); i > 0; i--) {
            outcomes.put(in.name(Outcome.class), in.number());
        }
        SortedMap<String, KindStats> kinds = new TreeMap<>();
        for (long i = in.number(); i > 0; i--) {
            kinds.put(in.text(), kind(in));
        }
        Blackouts blackouts = times(in);
        Blackouts atLeast = times(in);
        SortedMap<String, Long> findings = new TreeMap<>();
        for (long i = in.number(); i > 0; i--) {
            findings.put(in.text(), in.number());
        }
        in.end();
        return new PairStats(outcomes, kinds, blackouts, atLeast, findings);
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
        long max = in.number();
        long zeros = in.number();
        SortedMap<Integer, Long> bins = new TreeMap<>();
        for (long i = in.number(); i > 0; i--) {
            bins.put((int) in.number(), in.number());
        }
        return Blackouts.of(max, zeros, bins);
    }
}
