package io.luoledger.publish;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger as it stands on a cluster: committed events only, each host's in its order. An event counts under its
 * host's key and in its host's partition, as the stream processors have it: a copy elsewhere is left out. Not
 * thread-safe.
 */
public final class LedgerReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Who asks for the latest events waits for them. */
    private static final long MOST_LOOKED_BACK = 20_000;

    /** One record of luo.events. */
    public sealed interface Entry {
        int partition();

        long offset();

        /** An event. */
        record Event(int partition, long offset, RecordedEvent recorded) implements Entry {}

        /**
         * Something else, or an event where it doesn't belong: it isn't part of anybody's ledger.
         *
         * @param known whether it was read, so that it can't be what is missing of the ledger that its key names
         */
        record Unreadable(ConsumerRecord<byte[], byte[]> record, boolean known, String reason) implements Entry {
            @Override
            public int partition() {
                return record.partition();
            }

            @Override
            public long offset() {
                return record.offset();
            }

            /** The record's key as text; null when it has none. */
            public @Nullable String key() {
                return keyOf(record);
            }

            /** "partition 3, offset 17: bytes left behind the end of the record". */
            public String text() {
                return "partition " + partition() + ", offset " + offset() + ": " + reason;
            }
        }
    }

    /** Takes entries as they are read. */
    @FunctionalInterface
    public interface Sink {
        /** Returns false when it wants no more. */
        boolean take(Entry entry);
    }

    private final ClientSettings client;
    private final Consumer<byte[], byte[]> consumer;
    private final ClusterSchemas schemas;
    private final EventCodec codec;
    private int partitionCount;

    public LedgerReader(ClientSettings client) {
        this.client = client;
        this.schemas = new ClusterSchemas(client);
        this.codec = new EventCodec(schemas);
        this.consumer = Trouble.explain(
                client, () -> HeadsTopic.consumer(client, "read_committed", "none", new ByteArrayDeserializer()));
    }

    /** What the writers of this ledger said that they write with: for a file that is to hold all of it. */
    public Collection<Schema> schemas() {
        return schemas.announced();
    }

    /**
     * Reads what is in the ledger at this moment, partition by partition, and nothing that comes later.
     *
     * @param host only this host's events
     */
    public void snapshot(Optional<String> host, Sink sink) {
        Trouble.explain(client, () -> {
            List<TopicPartition> partitions = partitionsOf(host);
            Map<TopicPartition, Long> ends = CommittedEnds.of(client, consumer, partitions);
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                if (!readTo(partition, ends.getOrDefault(partition, 0L), host, sink)) {
                    return null;
                }
            }
            return null;
        });
    }

    /**
     * The latest events of a host, oldest first, as far as they are among the last {@link #MOST_LOOKED_BACK} records of its
     * partition.
     *
     * @param most how many
     */
    public List<LiveUpdateEvent> latest(String host, int most) {
        return Trouble.explain(client, () -> {
            Deque<LiveUpdateEvent> latest = new ArrayDeque<>();
            List<TopicPartition> partitions = partitionsOf(Optional.of(host));
            TopicPartition partition = partitions.getFirst();
            long end = CommittedEnds.of(client, consumer, partitions).getOrDefault(partition, 0L);
            long begin = consumer.beginningOffsets(partitions).getOrDefault(partition, 0L);
            consumer.assign(partitions);
            consumer.seek(partition, Math.max(begin, end - MOST_LOOKED_BACK));
            readTo(partition, end, Optional.of(host), entry -> {
                if (entry instanceof Entry.Event event) {
                    latest.addLast(event.recorded().event());
                    if (latest.size() > most) {
                        latest.removeFirst();
                    }
                }
                return true;
            });
            return List.copyOf(latest);
        });
    }

    /**
     * Reads everything from the beginning and then goes on with what comes, until told to stop.
     *
     * @param warn told, once each time, that the cluster gives no answer: it goes on when it does
     * @throws ClusterException when the ledger is no longer the one that was followed
     */
    public void follow(
            Optional<String> host, BooleanSupplier stopped, Sink sink, java.util.function.Consumer<String> warn) {
        Trouble.explain(client, () -> {
            List<TopicPartition> partitions = partitionsOf(host);
            try (FollowedTopics topics = new FollowedTopics(client, List.of(Topics.EVENTS))) {
                String ignored = topics.renew();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                boolean answering = true;
                while (!stopped.getAsBoolean()) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        if (wanted(record, host) && !sink.take(entryOf(record))) {
                            return null;
                        }
                    }
                    switch (topics.look()) {
                        case FollowedTopics.Look.Nothing n -> {}
                        case FollowedTopics.Look.Same same -> answering = true;
                        case FollowedTopics.Look.Changed changed ->
                            throw new ClusterException(
                                    changed.what() + ": what comes later isn't the ledger that was followed");
                        case FollowedTopics.Look.NoAnswer none -> {
                            if (answering) {
                                warn.accept(none.reason() + ": what comes later is shown when it answers");
                            }
                            answering = false;
                        }
                    }
                }
            }
            return null;
        });
    }

    /** How many records lie in the ledger at this moment, markers of transactions included: for progress only. */
    public long records() {
        return Trouble.explain(client, () -> {
            List<TopicPartition> partitions = partitionsOf(Optional.empty());
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            return consumer.endOffsets(partitions).entrySet().stream()
                    .mapToLong(end -> end.getValue() - begins.getOrDefault(end.getKey(), 0L))
                    .sum();
        });
    }

    /** Where each host's ledger ends, as its writers published it: asked before a snapshot, it must be found there. */
    public Map<String, LedgerHead> publishedHeads() {
        return Trouble.explain(client, () -> {
            HeadCodec headCodec = new HeadCodec(schemas);
            try (HeadsTopic heads = new HeadsTopic(client, "reader", headCodec)) {
                heads.followAll(client.timeout());
                return heads.all();
            }
        });
    }

    /** The offset of each partition's first record: above 0 where the ledger was trimmed. */
    public Map<Integer, Long> begins() {
        return Trouble.explain(client, () -> {
            Map<Integer, Long> begins = new HashMap<>();
            consumer.beginningOffsets(partitionsOf(Optional.empty()))
                    .forEach((partition, offset) -> begins.put(partition.partition(), offset));
            return begins;
        });
    }

    private List<TopicPartition> partitionsOf(Optional<String> host) {
        List<PartitionInfo> known = consumer.partitionsFor(Topics.EVENTS.name());
        if (known.isEmpty()) {
            throw new UnreadableInputException("the cluster at " + client.bootstrapServers() + " has no topic "
                    + Topics.EVENTS.name() + ": no ledger has been written there yet");
        }
        List<TopicPartition> all = known.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
        partitionCount = all.size();
        return host.map(name -> List.of(all.get(partitionOf(name, all.size())))).orElse(all);
    }

    /** The default partitioner's choice: where a keyed record goes. */
    static int partitionOf(String host, int partitions) {
        return Utils.toPositive(Utils.murmur2(host.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    private boolean readTo(TopicPartition partition, long end, Optional<String> host, Sink sink) {
        long deadline = System.nanoTime() + client.timeout().toNanos();
        long last = -1;
        while (consumer.position(partition) < end) {
            var records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < end && wanted(record, host) && !sink.take(entryOf(record))) {
                    return false;
                }
            }
            long position = consumer.position(partition);
            if (position != last) {
                last = position;
                deadline = System.nanoTime() + client.timeout().toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new TimeoutException("no answer while reading " + partition + " at offset " + position);
            }
        }
        return true;
    }

    private static boolean wanted(ConsumerRecord<byte[], byte[]> record, Optional<String> host) {
        return host.isEmpty() || host.get().equals(keyOf(record));
    }

    private static @Nullable String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    private Entry entryOf(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return new Entry.Unreadable(record, true, "no value, expected an event");
        }
        RecordedEvent event;
        try {
            event = codec.decode(record.value());
        } catch (UnreadableInputException e) {
            return new Entry.Unreadable(record, false, String.valueOf(e.getMessage()));
        }
        String astray = astray(record, event.event());
        return astray == null
                ? new Entry.Event(record.partition(), record.offset(), event)
                : new Entry.Unreadable(record, true, astray);
    }

    /** Why the event doesn't count here, null when it does. */
    private @Nullable String astray(ConsumerRecord<byte[], byte[]> record, LiveUpdateEvent event) {
        String key = keyOf(record);
        if (!event.host().equals(key)) {
            return "sequence " + event.sequence() + " of host " + event.host() + " under "
                    + (key == null ? "no key" : "key \"" + key + "\"") + ", expected the event's host";
        }
        int home = partitionOf(event.host(), partitionCount);
        return record.partition() == home
                ? null
                : "sequence " + event.sequence() + " of host " + event.host()
                        + " outside its host's partition, expected" + " partition " + home;
    }

    /** Tells the host what the ledger holds of each of its sources, and gives it back. Reads the host's partition. */
    HostLedger teach(HostLedger host) {
        SourceScan scan = scan(host.host());
        host.learn(scan.sources, scan.trimmed);
        return host;
    }

    /**
     * Where a host's ledger ends, as its events tell it: for a host whose published head is lost. Reads the host's partition.
     *
     * @throws UnreadableInputException when the ledger was trimmed and nothing of the host is left
     */
    HostLedger hostOf(String host) {
        SourceScan scan = scan(host);
        int partition = partitionOf(host, partitionCount);
        if (scan.head.nextSequence() == 0 && begins().getOrDefault(partition, 0L) > 0) {
            throw new UnreadableInputException("host " + host + ": its head on " + Topics.HEADS.name()
                    + " was deleted or overwritten by another program, and the ledger was trimmed: nobody can tell where"
                    + " the host's ledger ends");
        }
        return HostLedger.of(host, scan.head, scan.sources, scan.trimmed, ForgottenSources.ANY);
    }

    private SourceScan scan(String host) {
        SourceScan scan = new SourceScan();
        snapshot(Optional.of(host), entry -> {
            if (entry instanceof Entry.Event event) {
                scan.accept(event.recorded().event());
            }
            return true;
        });
        return scan;
    }

    /** One host's head and sources, as its events tell them in the order of the ledger. */
    private static final class SourceScan {
        private LedgerHead head = LedgerHead.EMPTY;
        private final Map<String, SourceProgress> sources = new LinkedHashMap<>();
        private boolean begun;
        private boolean trimmed;

        void accept(LiveUpdateEvent event) {
            trimmed |= !begun && event.sequence() > 0;
            begun = true;
            if (event.sequence() >= head.nextSequence()) {
                head = LedgerHead.after(event);
            }
            String id = event.source().id();
            // the youngest goes to the end
            SourceProgress known = sources.remove(id);
            SourceProgress progress = known == null ? SourceProgress.nothing() : known;
            sources.put(id, progress);
            if (trimmed) {
                progress.arrivedBehindTheTrimmed(event.source().position());
            } else {
                progress.arrived(event.source().position());
            }
        }
    }

    /**
     * The recorded chain at one sequence of each of these hosts. Reads the ledger once.
     *
     * @param sequences host to sequence
     */
    Map<String, ChainHash> chainsAt(Map<String, Long> sequences) {
        Map<String, ChainHash> chains = new HashMap<>();
        snapshot(Optional.empty(), entry -> {
            if (entry instanceof Entry.Event event) {
                var known = event.recorded().event();
                Long wanted = sequences.get(known.host());
                if (wanted != null && wanted == known.sequence()) {
                    chains.put(known.host(), known.chain());
                }
            }
            return chains.size() < sequences.size();
        });
        return chains;
    }

    @Override
    public void close() {
        schemas.close();
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
