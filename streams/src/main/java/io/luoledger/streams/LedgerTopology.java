package io.luoledger.streams;

import io.luoledger.abi.AbiGate;
import io.luoledger.core.EntityReader;
import io.luoledger.core.Ledger;
import io.luoledger.judge.AbiJudgements;
import io.luoledger.ledger.Topics;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.SchemaTable;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The stream processors. Every node and store has a name:
 *
 * <pre>
 * luo.events -> events -> decode -> ledger (ledger-entities) -> view     -> luo.view
 *                           |                                \-> findings -> luo.findings
 *                           |                                 \-> updates  -> luo.updates
 *                           |                                  \-> abi-judge
 *                           \-> abi-judge (abi-boot-trails, abi-digests) -> findings -> luo.findings
 *                           |       reads abi-kernels
 *                           |    ledger, abi-judge -> count (pair-stats) -> stats -> luo.stats
 * decode, ledger, abi-judge -> dead-letters -> luo.events.dlq
 * luo.abi -> abi -> abi-keep (abi-kernels, the same on every instance)
 * </pre>
 */
public final class LedgerTopology {
    /** The store with the states of entities. */
    public static final String STORE = "ledger-entities";

    /** The store with the published descriptors, by kernel release. */
    static final String ABI_STORE = "abi-kernels";
    /** The store with what the ABI judge keeps of each host. */
    static final String TRAIL_STORE = "abi-boot-trails";
    /** The store with the digest of what the ABI judge said of each host. */
    static final String LINK_STORE = "abi-digests";
    /** The store with the statistics of this partition, by kernel pair and window. */
    static final String STATS_STORE = "pair-stats";

    static final String EVENTS_SOURCE = "events";
    static final String DECODE_PROCESSOR = "decode";
    static final String LEDGER_PROCESSOR = "ledger";
    static final String ABI_SOURCE = "abi";
    static final String ABI_KEEP_PROCESSOR = "abi-keep";
    static final String ABI_JUDGE_PROCESSOR = "abi-judge";
    static final String VIEW_SINK = "view";
    static final String FINDINGS_SINK = "findings";
    static final String UPDATES_SINK = "updates";
    static final String STATS_PROCESSOR = "count";
    static final String STATS_SINK = "stats";
    static final String DEAD_LETTERS_SINK = "dead-letters";

    /**
     * How it is built.
     *
     * @param retentionUpdates how many later live updates a settled one is kept for
     * @param storeInMemory whether the states are kept in memory (faster, restored from the changelog on each start)
     *     instead of on disk
     * @param plan releases of the kernels that hosts are to boot next, where nothing else was announced
     * @param partitions how many the ledger has, so that copies of events outside their host's partition are told from
     *     events; 0 where nobody knows
     * @param gate judges pairs of kernels
     */
    public record Config(int retentionUpdates, boolean storeInMemory, List<String> plan, int partitions, AbiGate gate) {

        public Config {
            plan = List.copyOf(plan);
        }

        /** On disk, as long as a ledger keeps by default. */
        public Config(AbiGate gate) {
            this(Ledger.DEFAULT_RETENTION_UPDATES, false, gate);
        }

        public Config(int retentionUpdates, boolean storeInMemory, AbiGate gate) {
            this(retentionUpdates, storeInMemory, List.of(), 0, gate);
        }

        public Config withPlan(List<String> releases) {
            return new Config(retentionUpdates, storeInMemory, releases, partitions, gate);
        }

        public Config withPartitions(int number) {
            return new Config(retentionUpdates, storeInMemory, plan, number, gate);
        }
    }

    private LedgerTopology() {}

    /** With the schema ids that this version knows by itself. */
    public static Topology build(Config config) {
        return build(config, SchemaTable.builtIn(), Observer.NONE);
    }

    /**
     * The same, and somebody listens.
     *
     * @param schemas what the ids in the cluster's records stand for, and which to write under
     */
    public static Topology build(Config config, SchemaIds schemas, Observer observer) {
        Ledger ledger = new Ledger(config.retentionUpdates());
        ByteArraySerializer bytes = new ByteArraySerializer();
        KeyValueBytesStoreSupplier supplier =
                config.storeInMemory() ? Stores.inMemoryKeyValueStore(STORE) : Stores.persistentKeyValueStore(STORE);
        Topology topology = new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        EVENTS_SOURCE,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.EVENTS.name())
                .addProcessor(
                        DECODE_PROCESSOR,
                        () -> new DecodeProcessor(schemas, config.partitions(), observer),
                        EVENTS_SOURCE)
                .addProcessor(LEDGER_PROCESSOR, () -> new LedgerProcessor(ledger, schemas, observer), DECODE_PROCESSOR)
                .addStateStore(CommitStore.builder(supplier), LEDGER_PROCESSOR)
                .addSink(VIEW_SINK, Topics.VIEW.name(), bytes, bytes, LEDGER_PROCESSOR)
                .addSink(UPDATES_SINK, Topics.UPDATES.name(), bytes, bytes, LEDGER_PROCESSOR);
        addAbiJudge(topology, config, schemas, observer);
        addStats(topology, config, schemas);
        return topology.addSink(
                        DEAD_LETTERS_SINK,
                        Topics.DEAD_LETTERS.name(),
                        bytes,
                        bytes,
                        DECODE_PROCESSOR,
                        LEDGER_PROCESSOR,
                        ABI_JUDGE_PROCESSOR)
                .addSink(FINDINGS_SINK, Topics.FINDINGS.name(), bytes, bytes, LEDGER_PROCESSOR, ABI_JUDGE_PROCESSOR);
    }

    private static void addStats(Topology topology, Config config, SchemaIds schemas) {
        topology.addProcessor(STATS_PROCESSOR, () -> new StatsProcessor(schemas), LEDGER_PROCESSOR, ABI_JUDGE_PROCESSOR)
                .addStateStore(
                        CommitStore.builder(
                                config.storeInMemory()
                                        ? Stores.inMemoryKeyValueStore(STATS_STORE)
                                        : Stores.persistentKeyValueStore(STATS_STORE)),
                        STATS_PROCESSOR)
                .addSink(
                        STATS_SINK,
                        Topics.STATS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        STATS_PROCESSOR);
    }

    private static void addAbiJudge(Topology topology, Config config, SchemaIds schemas, Observer observer) {
        AtomicLong changes = new AtomicLong();
        topology.addGlobalStore(
                        // a few hundred descriptors at most, read from the topic on each start
                        Stores.keyValueStoreBuilder(
                                        Stores.inMemoryKeyValueStore(ABI_STORE), Serdes.Bytes(), Serdes.ByteArray())
                                .withLoggingDisabled(),
                        ABI_SOURCE,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.ABI.name(),
                        ABI_KEEP_PROCESSOR,
                        () -> new KernelsProcessor(changes))
                .addProcessor(
                        ABI_JUDGE_PROCESSOR,
                        () -> new AbiJudgeProcessor(changes, config.plan(), config.gate(), schemas, observer),
                        // the ledger's child first: what an event did is judged before the event itself
                        LEDGER_PROCESSOR,
                        DECODE_PROCESSOR)
                .addStateStore(perHost(TRAIL_STORE, config), ABI_JUDGE_PROCESSOR)
                .addStateStore(perHost(LINK_STORE, config), ABI_JUDGE_PROCESSOR);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> perHost(String name, Config config) {
        return Stores.keyValueStoreBuilder(
                        config.storeInMemory()
                                ? Stores.inMemoryKeyValueStore(name)
                                : Stores.persistentKeyValueStore(name),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }

    /**
     * Settings of the stream processors: exactly once. The caller adds where states are kept ({@code state.dir}) and what
     * its cluster asks for.
     */
    public static Properties settings(String applicationId, String bootstrapServers) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return settings;
    }

    /**
     * What this instance keeps, while it runs: for views, open questions and the digest. Throws Kafka's
     * InvalidStateStoreException while the stores are being restored or moved.
     */
    public static EntityReader view(KafkaStreams streams) {
        return new StoreReader(
                streams.store(StoreQueryParameters.fromNameAndType(STORE, QueryableStoreTypes.keyValueStore())));
    }

    /** What the ABI judge said of the hosts that this instance keeps, and by what. Throws as {@link #view} does. */
    public static AbiJudgements abiJudgements(KafkaStreams streams) {
        return StoreLinks.judgements(
                streams.store(StoreQueryParameters.fromNameAndType(LINK_STORE, QueryableStoreTypes.keyValueStore())),
                streams.store(StoreQueryParameters.fromNameAndType(TRAIL_STORE, QueryableStoreTypes.keyValueStore())));
    }

    /**
     * The same of one partition of the ledger.
     *
     * @param stale whether a standby copy will do, which may be a little behind
     */
    public static EntityReader view(KafkaStreams streams, int partition, boolean stale) {
        var query = StoreQueryParameters.fromNameAndType(STORE, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                .withPartition(partition);
        return new StoreReader(streams.store(stale ? query.enableStaleStores() : query));
    }

    /**
     * Whether this instance runs without work: others keep every host. One that joins late stands by, with copies at most,
     * until it has caught up and work is dealt anew.
     */
    public static boolean keepsNone(KafkaStreams streams) {
        return streams.state() == KafkaStreams.State.RUNNING
                && streams.metadataForLocalThreads().stream()
                        .allMatch(thread -> thread.activeTasks().isEmpty());
    }

    /** Who keeps a host: the instances as far as this one knows of them. */
    public static KeyQueryMetadata keepers(KafkaStreams streams, String host) {
        // as the ledger is partitioned: by the host's name
        return streams.queryMetadataForKey(STORE, host, new StringSerializer());
    }
}
