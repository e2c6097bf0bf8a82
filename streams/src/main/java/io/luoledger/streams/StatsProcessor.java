package io.luoledger.streams;

import io.luoledger.avro.PairStatistics;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.stats.FleetStats;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import io.luoledger.view.StatsRecords;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.SchemaIds;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was settled and found, by kernel pair and window. Every partition of the ledger counts for itself: a pair's
 * hosts lie in all of them, and the parts of a window are merged by whoever reads them, so nothing has to be sent around.
 * A count that has changed is written and told once, with the commit.
 */
final class StatsProcessor implements Processor<Object, Object, byte[], byte[]> {
    /** Windows that are counted at the same time are few; what settles late may be of any. */
    private static final int MOST_HELD = 1000;

    private final AvroCodec<PairStatistics> codec;
    private final Map<StatsKey, PairStats> held = new HashMap<>();
    private final Set<StatsKey> changed = new LinkedHashSet<>();
    private long time;
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store;

    StatsProcessor(SchemaIds schemas) {
        codec = new AvroCodec<>(PairStatistics.class, "luo.stats-value", schemas);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        // a task that is begun again after trouble keeps its processors, and not what they held
        held.clear();
        changed.clear();
        CommitStore counts = newContext.getStateStore(LedgerTopology.STATS_STORE);
        store = counts.open(newContext, this::write);
    }

    @Override
    public void process(Record<Object, Object> record) {
        time = Math.max(time, record.timestamp());
        switch (record.value()) {
            case UpdateSettled settled ->
                change(
                        FleetStats.key(settled, StatsKey.DEFAULT_WINDOW_MICROS),
                        before -> before.plus(settled.update()));
            case FindingRaised raised ->
                change(
                        FleetStats.key(raised, StatsKey.DEFAULT_WINDOW_MICROS),
                        before -> before.plus(raised.finding().kind().id()));
            default -> throw new IllegalStateException("nothing to count: " + record.value());
        }
    }

    private void change(StatsKey key, UnaryOperator<PairStats> how) {
        PairStats before = held.get(key);
        held.put(key, how.apply(before == null ? stored(key) : before));
        changed.add(key);
        if (held.size() > MOST_HELD) {
            write();
        }
    }

    private PairStats stored(StatsKey key) {
        if (store == null) {
            throw new IllegalStateException("not initialised");
        }
        byte[] value = store.get(Bytes.wrap(utf8(key.text())));
        return value == null ? PairStats.NONE : PairStats.decode(value);
    }

    /** Writes and tells every count that has changed, once. */
    private void write() {
        changed.forEach(key -> write(key, held.getOrDefault(key, PairStats.NONE)));
        changed.clear();
        if (held.size() > MOST_HELD) {
            held.clear();
        }
    }

    private void write(StatsKey key, PairStats stats) {
        if (store == null || context == null) {
            throw new IllegalStateException("not initialised");
        }
        store.put(Bytes.wrap(utf8(key.text())), stats.encode());
        int part = context.taskId().partition();
        byte[] value = codec.encode(StatsRecords.part(key, part, stats));
        context.forward(new Record<>(utf8(key.text() + "/" + part), value, time));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
