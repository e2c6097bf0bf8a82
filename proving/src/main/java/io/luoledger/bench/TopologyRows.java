package io.luoledger.bench;

import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.streams.Observer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The whole topology beside small ones on the same ledger, exactly once, one thread, the same settings: from the first event
 * to the last one of the ledger. Starting and taking partitions isn't part of it.
 */
final class TopologyRows {
    private static final String OUT_TOPIC = "bench.out";
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

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
                        setting -> new Streaming(setting, TopologyRows::count)),
                new Row.Ratio(
                        "topology-pass",
                        "the whole topology, exactly once / a pass-through, one thread",
                        Row.Bound.AT_LEAST,
                        Row.Clock.CPU,
                        0.5,
                        0.1,
                        setting -> new Streaming(setting, TopologyRows::pass)));
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
                .to(OUT_TOPIC, Produced.with(Serdes.ByteArray(), Serdes.Long()));
        return builder.build();
    }

    private static Topology pass(Observer seen) {
        StreamsBuilder builder = new StreamsBuilder();
        events(builder, seen).to(OUT_TOPIC, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }

    private static KStream<byte[], byte[]> events(StreamsBuilder builder, Observer seen) {
        return builder.stream(Topics.EVENTS.name(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .peek((host, event) -> seen.event());
    }

    /** From the first event that a topology sees to the last. */
    private static final class Stretch implements Observer {
        private final long events;
        private final AtomicLong seen = new AtomicLong();
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile Cost.@Nullable Watch watch;
        private volatile @Nullable Cost cost;

        Stretch(long events) {
            this.events = events;
        }

        @Override
        public void event() {
            long now = seen.incrementAndGet();
            Cost.Watch running = watch;
            if (running == null) {
                watch = Cost.Watch.start();
            } else if (now == events) {
                cost = running.stop(events);
                done.countDown();
            }
        }

        Cost await() throws InterruptedException {
            boolean inTime = done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Cost measured = cost;
            if (!inTime || measured == null) {
                throw new IllegalStateException(seen.get() + " of " + events + " events were processed in time");
            }
            return measured;
        }
    }

    private static final class Streaming implements Contest {
        private final EmbeddedBroker broker = EmbeddedBroker.temporary();
        private final Path state = Files.createTempDirectory("luo-ledger-bench-");
        private final ClusterSchemas schemas = new ClusterSchemas(broker.client());
        private final Function<Observer, Topology> other;
        private final long events;
        private int runs;

        Streaming(Setting setting, Function<Observer, Topology> other) throws Exception {
            this.other = other;
            try (Admin admin = Admin.create(broker.client().base());
                    LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
                admin.createTopics(List.of(new NewTopic(OUT_TOPIC, PARTITIONS, (short) 1)))
                        .all()
                        .get();
                Input.drafts(setting.events()).forEach(writer::append);
                events = writer.complete().appended();
            }
        }

        @Override
        public Cost ours() throws Exception {
            return run(seen -> LedgerTopology.build(new LedgerTopology.Config(SimulatedReader.gate()), schemas, seen));
        }

        @Override
        public Cost theirs() throws Exception {
            return run(other);
        }

        private Cost run(Function<Observer, Topology> topology) throws Exception {
            ProcessorSettings settings = ProcessorSettings.of(SimulatedReader.gate(), "bench-" + runs++, state);
            Stretch stretch = new Stretch(events);
            try (KafkaStreams streams =
                    new KafkaStreams(topology.apply(stretch), settings.properties(broker.client(), null))) {
                streams.start();
                return stretch.await();
            }
        }

        @Override
        public void close() throws Exception {
            schemas.close();
            broker.close();
            try (Stream<Path> files = Files.walk(state)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
