package io.luoledger.ledger;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The topic catalogue: every topic, its partitions and its configuration, in one place.
 *
 * @param name the topic's name
 * @param key what its key is, for people
 * @param value what its value is: the full name of an Avro record
 * @param partitioned whether it has as many partitions as the ledger, else one
 * @param config the topic's own configuration
 */
public record Topics(String name, String key, String value, boolean partitioned, Map<String, String> config) {
    /** The ledger: never compacted, kept until archived and trimmed on command. */
    public static final Topics EVENTS = stamped(keptForEver("luo.events", "host", "io.luoledger.avro.LiveUpdateEvent"));
    /** What could not be read or judged, as it was received, with the reason in headers. */
    public static final Topics DEAD_LETTERS = keptForEver("luo.events.dlq", "as received", "as received");
    /** Where each host's ledger ends; what a writer reads first. */
    public static final Topics HEADS = stamped(compacted("luo.heads", "host", "io.luoledger.avro.LedgerHead"));
    /** What the schema ids in this cluster's records stand for: written before the first record of an id, never changed. */
    public static final Topics SCHEMAS =
            stamped(onePartition(keptForEver("luo.schemas", "schema id", "the schema, as JSON")));
    /** Preserved-state ABI of each kernel. */
    public static final Topics ABI = stamped(compacted("luo.abi", "kernel release", "io.luoledger.avro.AbiDescriptor"));
    /** The incoming-kernel view. */
    public static final Topics VIEW = compacted("luo.view", "host + entity", "io.luoledger.avro.EntityState");
    /** What the checks say. */
    public static final Topics FINDINGS = keptForEver("luo.findings", "host", "io.luoledger.avro.Finding");
    /** One record per finished, aborted or lost update. */
    public static final Topics UPDATES =
            compacted("luo.updates", "host + live-update number", "io.luoledger.avro.UpdateSummary");

    /** Statistics by kernel pair and window, in one part per partition of the ledger. */
    public static final Topics STATS =
            compacted("luo.stats", "kernel pair + window + part", "io.luoledger.avro.PairStatistics");

    public static final List<Topics> ALL =
            List.of(EVENTS, DEAD_LETTERS, HEADS, SCHEMAS, ABI, VIEW, FINDINGS, UPDATES, STATS);

    /** Partitions of a new ledger, unless told otherwise. */
    public static final int DEFAULT_PARTITIONS = 4;

    /** Largest record taken: an event is some hundred bytes, a descriptor some hundred kilobytes. Unit: bytes. */
    private static final String MAX_RECORD_BYTES = "1048576";

    private static Topics keptForEver(String name, String key, String value) {
        return new Topics(
                name,
                key,
                value,
                true,
                new TreeMap<>(Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "-1",
                        "retention.bytes", "-1",
                        "compression.type", "producer",
                        "max.message.bytes", MAX_RECORD_BYTES)));
    }

    /**
     * With the brokers' time on its records: hosts write to it, and brokers refuse what a clock that runs ahead has stamped.
     * When something was stands in the events.
     */
    private static Topics stamped(Topics topic) {
        Map<String, String> config = new TreeMap<>(topic.config());
        config.put("message.timestamp.type", "LogAppendTime");
        return new Topics(topic.name(), topic.key(), topic.value(), topic.partitioned(), config);
    }

    private static Topics onePartition(Topics topic) {
        return new Topics(topic.name(), topic.key(), topic.value(), false, topic.config());
    }

    private static Topics compacted(String name, String key, String value) {
        return new Topics(
                name,
                key,
                value,
                true,
                new TreeMap<>(Map.of("cleanup.policy", "compact", "max.message.bytes", MAX_RECORD_BYTES)));
    }
}
