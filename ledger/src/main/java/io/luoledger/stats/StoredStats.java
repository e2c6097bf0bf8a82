package io.luoledger.stats;

import io.luoledger.avro.state.BinRecord;
import io.luoledger.avro.state.CountRecord;
import io.luoledger.avro.state.KindStatsRecord;
import io.luoledger.avro.state.PairRecord;
import io.luoledger.avro.state.TimesRecord;
import io.luoledger.core.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;

/** Statistics as the records of the state's schema, and back. */
final class StoredStats {
    private StoredStats() {}

    static PairRecord record(PairStats stats) {
        List<CountRecord> outcomes = new ArrayList<>();
        stats.outcomes().forEach((outcome, count) -> outcomes.add(new CountRecord(outcome.name(), count)));
        List<KindStatsRecord> kinds = new ArrayList<>();
        stats.kinds().forEach((handler, kind) -> kinds.add(record(handler, kind)));
        List<CountRecord> findings = new ArrayList<>();
        stats.findings().forEach((id, count) -> findings.add(new CountRecord(id, count)));
        return new PairRecord(outcomes, kinds, record(stats.blackouts()), record(stats.blackoutsAtLeast()), findings);
    }

    private static KindStatsRecord record(String handler, KindStats kind) {
        return new KindStatsRecord(
                handler,
                kind.updates(),
                kind.files(),
                kind.retrieved(),
                kind.failed(),
                kind.finished(),
                kind.lost(),
                record(kind.blackouts()),
                kind.blackoutsAtLeast().count() == 0 ? null : record(kind.blackoutsAtLeast()));
    }

    private static TimesRecord record(Blackouts times) {
        List<BinRecord> bins = new ArrayList<>();
        times.bins().forEach((index, count) -> bins.add(new BinRecord(index, count)));
        return new TimesRecord(times.maxMicros(), times.zeros(), bins);
    }

    static PairStats stats(SpecificRecordBase stored) {
        if (!(stored instanceof PairRecord pair)) {
            throw new IllegalStateException(
                    "no count but a " + stored.getSchema().getName());
        }
        SortedMap<Outcome, Long> outcomes = new TreeMap<>();
        pair.getOutcomes().forEach(count -> outcomes.put(Outcome.valueOf(count.getName()), count.getCount()));
        SortedMap<String, KindStats> kinds = new TreeMap<>();
        pair.getKinds().forEach(kind -> kinds.put(kind.getHandler(), stats(kind)));
        SortedMap<String, Long> findings = new TreeMap<>();
        pair.getFindings().forEach(count -> findings.put(count.getName(), count.getCount()));
        return new PairStats(outcomes, kinds, times(pair.getBlackouts()), times(pair.getBlackoutsAtLeast()), findings);
    }

    private static KindStats stats(KindStatsRecord kind) {
        return new KindStats(
                kind.getUpdates(),
                kind.getFiles(),
                kind.getRetrieved(),
                kind.getFailed(),
                kind.getFinished(),
                kind.getLost(),
                times(kind.getBlackouts()),
                kind.getBlackoutsAtLeast() == null ? Blackouts.NONE : times(kind.getBlackoutsAtLeast()));
    }

    private static Blackouts times(TimesRecord times) {
        SortedMap<Integer, Long> bins = new TreeMap<>();
        times.getBins().forEach(bin -> bins.put(bin.getIndex(), bin.getCount()));
        return Blackouts.of(times.getMaxMicros(), times.getZeros(), bins);
    }
}
