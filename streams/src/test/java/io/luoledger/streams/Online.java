package io.luoledger.streams;

import io.luoledger.avro.EntityState;
import io.luoledger.avro.Finding;
import io.luoledger.avro.UpdateSummary;
import io.luoledger.core.EntityReader;
import io.luoledger.judge.AbiJudgements;
import io.luoledger.ledger.Topics;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.stats.PairStats;
import io.luoledger.store.StoredByFormat4.Stored;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.SchemaTable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The topology, driven in this process. */
final class Online implements AutoCloseable {
    static final LedgerTopology.Config IN_MEMORY = new LedgerTopology.Config(8, true, SimulatedReader.gate());

    private final TopologyTestDriver driver;
    private final EventCodec codec = new EventCodec();
    final TestInputTopic<byte[], byte[]> input;
    final TestInputTopic<byte[], byte[]> abi;
    final TestOutputTopic<byte[], byte[]> deadLetters;

    Online() {
        this(SchemaTable.builtIn());
    }

    /** @param schemas what the processors know of schema ids */
    Online(SchemaIds schemas) {
        this(IN_MEMORY, schemas);
    }

    Online(LedgerTopology.Config config, SchemaIds schemas) {
        Properties settings = LedgerTopology.settings("test", "nowhere:1");
        driver = new TopologyTestDriver(LedgerTopology.build(config, schemas, Observer.NONE), settings);
        input = driver.createInputTopic(Topics.EVENTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
        abi = driver.createInputTopic(Topics.ABI.name(), new ByteArraySerializer(), new ByteArraySerializer());
        deadLetters = output(Topics.DEAD_LETTERS);
    }

    private TestOutputTopic<byte[], byte[]> output(Topics topic) {
        return driver.createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void publish(List<RecordedEvent> log) {
        for (RecordedEvent event : log) {
            input.pipeInput(event.event().host().getBytes(StandardCharsets.UTF_8), codec.encode(event.event()));
        }
    }

    EntityReader entities() {
        return new StoreReader(stored());
    }

    private CommitStore stored() {
        return (CommitStore) Objects.requireNonNull(driver.getAllStateStores().get(LedgerTopology.STORE));
    }

    private KeyValueStore<Bytes, byte[]> bytes(String name) {
        return driver.getAllStateStores().get(name) instanceof CommitStore store
                ? store.bytes()
                : driver.getKeyValueStore(name);
    }

    AbiJudgements abiJudgements() {
        return StoreLinks.judgements(
                driver.getKeyValueStore(LedgerTopology.LINK_STORE),
                driver.getKeyValueStore(LedgerTopology.TRAIL_STORE));
    }

    /** Puts into the stores what was stored before. */
    void fill(Map<String, List<Stored>> stores) {
        stores.forEach((name, records) -> {
            KeyValueStore<Bytes, byte[]> store = bytes(name);
            records.forEach(record -> store.put(Bytes.wrap(record.key()), record.value()));
        });
    }

    /** How many hosts are stored by older formats. */
    Map<Integer, Long> olderHosts() {
        return new StoreReader(stored()).olderHosts();
    }

    /** What is counted, by kernel pair and window. */
    Map<String, PairStats> counts() {
        Map<String, PairStats> counts = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all =
                bytes(LedgerTopology.STATS_STORE).all()) {
            all.forEachRemaining(entry ->
                    counts.put(new String(entry.key.get(), StandardCharsets.UTF_8), PairStats.decode(entry.value)));
        }
        return counts;
    }

    List<String> findings() {
        var read = new AvroCodec<>(Finding.class, "luo.findings-value", SchemaTable.builtIn());
        return output(Topics.FINDINGS).readValuesToList().stream()
                .map(read::decode)
                .map(one -> text(one.getId(), one.getHost(), one.getSubject(), one.getFound()))
                .toList();
    }

    Map<String, UpdateSummary> updates() {
        var read = new AvroCodec<>(UpdateSummary.class, "luo.updates-value", SchemaTable.builtIn());
        Map<String, UpdateSummary> latest = new LinkedHashMap<>(lastUpdates);
        output(Topics.UPDATES)
                .readRecordsToList()
                .forEach(record ->
                        latest.put(new String(record.key(), StandardCharsets.UTF_8), read.decode(record.value())));
        lastUpdates.putAll(latest);
        return latest;
    }

    private final Map<String, UpdateSummary> lastUpdates = new LinkedHashMap<>();

    Map<String, EntityState> view() {
        var read = new AvroCodec<>(EntityState.class, "luo.view-value", SchemaTable.builtIn());
        output(Topics.VIEW).readRecordsToList().forEach(record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                lastView.remove(key);
            } else {
                lastView.put(key, read.decode(record.value()));
            }
        });
        return lastView;
    }

    private final Map<String, EntityState> lastView = new LinkedHashMap<>();

    @Override
    public void close() {
        driver.close();
    }

    static String text(String id, String host, String subject, String found) {
        return id + " " + host + " " + subject + " " + found;
    }
}
