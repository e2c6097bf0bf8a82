package io.luoledger.bench;

import io.luoledger.ledger.Topics;
import io.luoledger.streams.Observer;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The whole topology beside small ones on the same ledger, exactly once, one thread, the same settings, until
 * all of it is committed. Starting and taking partitions isn't part of it.
 */
final class TopologyRows {
    private TopologyRows() {}

    static List<Row> rows() {
        return List.of(
                new Row.Ratio(
                        "topology-count",
                        "the whole topology, exactly once / a keyed count with RocksDB and cache, one thread",
                        Row.Bound.AT_LEAST,
                        Row.Clock.CPU,
                        0.6,
                        0.12,
                        setting -> beside(setting, TopologyRows::count)),
                new Row.Ratio(
                        "topology-pass",
                        "the whole topology, exactly once / a pass-through, one thread",
                        Row.Bound.AT_LEAST,
                        Row.Clock.CPU,
                        0.5,
                        0.2,
                        setting -> beside(setting, TopologyRows::pass)));
    }

    private static Contest beside(Setting setting, Function<Observer, Topology> other) throws Exception {
        Processing processing = new Processing(setting);
        return new Contest() {
            @Override
            public Cost ours() throws Exception {
                return processing.ledger();
            }

            @Override
            public Cost theirs() throws Exception {
                return processing.run(other);
            }

            @Override
            public void close() {
                processing.close();
            }
        };
    }

    private static Topology count(Observer seen) {
        StreamsBuilder builder = new StreamsBuilder();
        events(builder, seen)
                .groupByKey(Grouped.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .count(Materialized.<byte[], Long, KeyValueStore<Bytes, byte[]>>as("counts")
                        .withCachingEnabled()
                        .withKeySerde(Serdes.ByteArray())
                        .withValueSerde(Serdes.Long()))
                .toStream()
                .to(Processing.OUT_TOPIC, Produced.with(Serdes.ByteArray(), Serdes.Long()));
        return builder.build();
    }

    private static Topology pass(Observer seen) {
        StreamsBuilder builder = new StreamsBuilder();
        events(builder, seen).to(Processing.OUT_TOPIC, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }

    private static KStream<byte[], byte[]> events(StreamsBuilder builder, Observer seen) {
        return builder.stream(Topics.EVENTS.name(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .peek((host, event) -> seen.event());
    }
}
