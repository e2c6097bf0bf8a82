package io.luoledger.publish;

import io.luoledger.ledger.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.wire.UnreadableInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What one writer knows of luo.heads.
 *
 * <p>Two writers of different names can't fence each other, so a host's head is also a claim. A writer's transaction
 * holds the new head of each host it appends to. Before it commits, the writer reads the partition up to its own head
 * without waiting for open transactions: when another writer's head stands between what it knew and its own, the other
 * one came first, and this one gives way. Of two claims in one partition exactly one is first, so two writers never
 * both commit a successor of the same event.
 *
 * <pre>
 *   known heads ... | other's claim (open, committed or aborted) | own claim (open)
 *                   ^ position of the committed reader             ^ offset of the own record
 * </pre>
 */
final class HeadsTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** A host's head that somebody else wrote. */
    record Foreign(String host, String writer, TopicPartition partition, long offset) {}

    private final String writer;
    private final Duration timeout;
    private final Consumer<String, byte[]> committed;
    private final Consumer<String, byte[]> uncommitted;
    private final List<TopicPartition> partitions;
    private final Map<String, byte[]> heads = new HashMap<>();
    /** Hosts whose head somebody deleted; no writer of the ledger does. */
    private final Set<String> deleted = new HashSet<>();

    private final HeadCodec codec;
    /** Whether between the last claims there was something that isn't this writer's. */
    private boolean othersAtWork;

    HeadsTopic(ClientSettings client, String writer, HeadCodec codec) {
        this.writer = writer;
        this.codec = codec;
        this.timeout = client.timeout();
        committed = consumer(client, "read_committed");
        uncommitted = consumer(client, "read_uncommitted");
        partitions = committed.partitionsFor(Topics.HEADS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        committed.assign(partitions);
        committed.seekToBeginning(partitions);
    }

    static Consumer<String, byte[]> consumer(ClientSettings client, String isolation) {
        return consumer(client, isolation, new StringDeserializer());
    }

    static <K> Consumer<K, byte[]> consumer(ClientSettings client, String isolation, Deserializer<K> keys) {
        Map<String, Object> config = client.base();
        config.put("isolation.level", isolation);
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "earliest");
        config.put("allow.auto.create.topics", "false");
        // a fetch that waits at the broker for news holds up whatever this client asks next
        config.put("fetch.max.wait.ms", "20");
        config.put("client.id", "luo-ledger-" + isolation);
        return new KafkaConsumer<>(config, keys, new ByteArrayDeserializer());
    }

    /** Behind everything that was written to these partitions, also by transactions that are open or not marked yet. */
    static Map<TopicPartition, Long> writtenEnds(ClientSettings client, Collection<TopicPartition> partitions) {
        try (Consumer<String, byte[]> everything = consumer(client, "read_uncommitted")) {
            return everything.endOffsets(partitions);
        }
    }

    /**
     * Reads everything that was written before this call, and waits for what is open. A commit is acknowledged a moment
     * before it can be read: a writer that begins right behind another must not miss it.
     */
    void catchUpWithAll(Duration atMost) {
        Map<TopicPartition, Long> ends = uncommitted.endOffsets(partitions);
        readTo(committed, ends, this::learn, atMost);
    }

    private void learn(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            heads.remove(record.key());
            deleted.add(record.key());
        } else {
            heads.put(record.key(), record.value());
            deleted.remove(record.key());
        }
    }

    /** The published head of a host, as of the last {@link #catchUp}. */
    Optional<HostLedger> headOf(String host) {
        return Optional.ofNullable(heads.get(host)).map(codec::decode);
    }

    /** Whether somebody deleted a host's head, or put something else in its place, as of the last {@link #catchUp}. */
    boolean isLost(String host) {
        byte[] record = heads.get(host);
        return record == null ? deleted.contains(host) : !isHead(record);
    }

    private boolean isHead(byte[] record) {
        try {
            codec.writerOf(record);
            return true;
        } catch (UnreadableInputException e) {
            return false;
        }
    }

    /** Every published head that can be read, as of the last {@link #catchUp}, by host. */
    Map<String, LedgerHead> all() {
        Map<String, LedgerHead> all = new HashMap<>();
        heads.forEach((host, record) -> {
            if (isHead(record)) {
                all.put(host, codec.decode(record).head());
            }
        });
        return all;
    }

    /** What {@link #catchUp} says, unless nobody but this writer was seen since: then there is nothing to be read. */
    List<Foreign> catchUpWithOthers(Set<String> hosts) {
        return othersAtWork ? catchUp(hosts) : List.of();
    }

    /** Reads every committed head that is new, and gives those that other writers wrote to these hosts. */
    List<Foreign> catchUp(Set<String> hosts) {
        othersAtWork = false;
        Map<TopicPartition, Long> ends = committed.endOffsets(partitions);
        List<Foreign> moved = new ArrayList<>();
        readTo(
                committed,
                ends,
                record -> {
                    learn(record);
                    foreign(record, hosts).ifPresent(moved::add);
                },
                timeout);
        return moved;
    }

    /**
     * Whether another writer claimed one of these hosts before this one did. What nobody else wrote to needn't be read again.
     *
     * @param own offset and partition of the head that this writer just sent for each host
     */
    Optional<Foreign> claimedBefore(Map<String, Claim> own) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        own.values().forEach(claim -> ends.merge(claim.partition(), claim.offset(), Math::max));
        uncommitted.assign(ends.keySet());
        ends.keySet().forEach(partition -> uncommitted.seek(partition, committed.position(partition)));
        List<Foreign> earlier = new ArrayList<>();
        readTo(
                uncommitted,
                ends,
                record -> {
                    othersAtWork |= !isOwn(record);
                    Claim mine = own.get(record.key());
                    if (mine != null && record.offset() < mine.offset()) {
                        foreign(record, own.keySet()).ifPresent(earlier::add);
                    }
                },
                timeout);
        if (!othersAtWork) {
            ends.forEach(committed::seek);
        }
        return earlier.stream().findFirst();
    }

    private boolean isOwn(ConsumerRecord<String, byte[]> record) {
        return record.value() != null
                && isHead(record.value())
                && codec.writerOf(record.value()).equals(writer);
    }

    /** Where this writer's claim of a host stands. */
    record Claim(TopicPartition partition, long offset) {}

    /** Waits until the transaction that holds this record is committed or aborted; gives foreign heads of the hosts. */
    List<Foreign> await(Foreign claim, Set<String> hosts, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        List<Foreign> moved = new ArrayList<>(catchUp(hosts));
        while (committed.position(claim.partition()) <= claim.offset()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("writer " + claim.writer() + " keeps a transaction open");
            }
            committed.poll(POLL).forEach(record -> {
                learn(record);
                foreign(record, hosts).ifPresent(moved::add);
            });
        }
        return moved;
    }

    private Optional<Foreign> foreign(ConsumerRecord<String, byte[]> record, Collection<String> hosts) {
        if (record.value() == null || !hosts.contains(record.key())) {
            return Optional.empty();
        }
        String by = codec.writerOf(record.value());
        return by.equals(writer)
                ? Optional.empty()
                : Optional.of(new Foreign(
                        record.key(), by, new TopicPartition(record.topic(), record.partition()), record.offset()));
    }

    private void readTo(
            Consumer<String, byte[]> consumer,
            Map<TopicPartition, Long> ends,
            java.util.function.Consumer<ConsumerRecord<String, byte[]>> each,
            Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var records = consumer.poll(POLL);
            records.forEach(each);
            if (!records.isEmpty()) {
                deadline = System.nanoTime() + atMost.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new TimeoutException("no answer while reading " + Topics.HEADS.name());
            }
        }
    }

    @Override
    public void close() {
        var quick = org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1));
        committed.close(quick);
        uncommitted.close(quick);
    }
}
