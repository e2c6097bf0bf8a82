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
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was settled and found, by kernel pair and window. Every partition of the ledger counts for itself: a pair's
 * hosts lie in all of them, and the parts of a window are merged by whoever reads them, so nothing has to be sent around.
 */
final class StatsProcessor implements Processor<Object, Object, byte[], byte[]> {
    private final AvroCodec<PairStatistics> codec;
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store;

    StatsProcessor(SchemaIds schemas) {
        codec = new AvroCodec<>(PairStatistics.class, "luo.stats-value", schemas);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        store = newContext.getStateStore(LedgerTopology.STATS_STORE);
    }

    @Override
    public void process(Record<Object, Object> record) {
        switch (record.value()) {
            case UpdateSettled settled -> {
                StatsKey key = FleetStats.key(settled, StatsKey.DEFAULT_WINDOW_MICROS);
                put(key, before(key).plus(settled.update()), record.timestamp());
            }
            case FindingRaised raised -> {
                StatsKey key = FleetStats.key(raised, StatsKey.DEFAULT_WINDOW_MICROS);
                put(key, before(key).plus(raised.finding().kind().id()), record.timestamp());
            }
            default -> throw new IllegalStateException("nothing to count: " + record.value());
        }
    }

    private PairStats before(StatsKey key) {
        if (store == null) {
            throw new IllegalStateException("not initialised");
        }
        byte[] stored = store.get(Bytes.wrap(utf8(key.text())));
        return stored == null ? PairStats.NONE : PairStats.decode(stored);
    }

    private void put(StatsKey key, PairStats stats, long timestamp) {
        if (store == null || context == null) {
            throw new IllegalStateException("not initialised");
        }
        store.put(Bytes.wrap(utf8(key.text())), stats.encode());
        int part = context.taskId().partition();
        byte[] value = codec.encode(StatsRecords.part(key, part, stats));
        context.forward(new Record<>(utf8(key.text() + "/" + part), value, timestamp));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
