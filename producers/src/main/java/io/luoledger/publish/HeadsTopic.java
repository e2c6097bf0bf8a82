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
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
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
 *
 * <p>Offsets alone tell when nobody else wrote in between: then nothing is read. Behind this writer's own claims stands
 * the end of its transaction, one record that no reader sees.
 *
 * <p>Safe to share between the thread that asks for hosts and the one that commits: what one of them reads of another
 * writer, both hear of.
 */
final class HeadsTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** A host's head that somebody else wrote. */
    record Foreign(String host, String writer, TopicPartition partition, long offset) {}

    private final String writer;
    private final Duration timeout;
    private final Consumer<String, byte[]> committed;
    private final Consumer<String, byte[]> uncommitted;
    private final int partitionCount;
    /** What the committed reader reads: all that was asked for, and no more, as a ledger may have millions of hosts. */
    private final Set<TopicPartition> followed = new HashSet<>();

    private final Map<String, byte[]> heads = new HashMap<>();
    /** Hosts whose head somebody deleted; no writer of the ledger does. */
    private final Set<String> deleted = new HashSet<>();

    private final HeadCodec codec;
    /** The hosts that this writer goes on with. */
    private final Set<String> own = new HashSet<>();
    /** Heads of those hosts that others wrote meanwhile. */
    private final List<Foreign> moved = new ArrayList<>();
    /** What others claimed last of each host, as of the last {@link #catchUp}: it may be open still. */
    private final Map<String, Foreign> claimed = new HashMap<>();
    /** Partitions where one record behind the position is the end of this writer's own transaction. */
    private final Set<TopicPartition> ownEnds = new HashSet<>();
    /** Whether between the last claims there was something that isn't this writer's. */
    private boolean othersAtWork;

    HeadsTopic(ClientSettings client, String writer, HeadCodec codec) {
        this.writer = writer;
        this.codec = codec;
        this.timeout = client.timeout();
        committed = consumer(client, "read_committed");
        uncommitted = consumer(client, "read_uncommitted");
        partitionCount = committed.partitionsFor(Topics.HEADS.name()).size();
    }

    static Consumer<String, byte[]> consumer(ClientSettings client, String isolation) {
        return consumer(client, isolation, "earliest", new StringDeserializer());
    }

    /** @param lost where to go on when what comes next isn't there any more: "earliest", or "none" to be told */
    static <K> Consumer<K, byte[]> consumer(
            ClientSettings client, String isolation, String lost, Deserializer<K> keys) {
        Map<String, Object> config = client.base();
        config.put("isolation.level", isolation);
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", lost);
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

    /** Follows the heads of all hosts. */
    synchronized void followAll(Duration atMost) {
        follow(
                IntStream.range(0, partitionCount)
                        .mapToObj(number -> new TopicPartition(Topics.HEADS.name(), number))
                        .toList(),
                atMost);
    }

    /** Whether the head of this host is followed. */
    synchronized boolean follows(String host) {
        return followed.contains(partitionOf(host));
    }

    /** Follows the head of this host, and of all that share its partition. */
    synchronized void follow(String host, Duration atMost) {
        follow(List.of(partitionOf(host)), atMost);
    }

    private TopicPartition partitionOf(String host) {
        return new TopicPartition(Topics.HEADS.name(), LedgerReader.partitionOf(host, partitionCount));
    }

    /**
     * Reads everything that was written before this call, and waits for what is open. A commit is acknowledged a moment
     * before it can be read: a writer that begins right behind another must not miss it.
     */
    private void follow(Collection<TopicPartition> more, Duration atMost) {
        followed.addAll(more);
        // those that were followed before keep their place
        committed.assign(followed);
        committed.seekToBeginning(more);
        readCommitted(uncommitted.endOffsets(more), atMost);
    }

    private void readCommitted(Map<TopicPartition, Long> ends, Duration atMost) {
        // a poll may pass over the end of an own transaction in any partition
        ownEnds.clear();
        readTo(committed, ends, this::hear, atMost);
    }

    private void hear(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            heads.remove(record.key());
            deleted.add(record.key());
        } else {
            heads.put(record.key(), record.value());
            deleted.remove(record.key());
        }
        foreign(record, own).ifPresent(moved::add);
    }

    /**
     * The published head of a host that this writer goes on with from now on, as of the last {@link #catchUp}; empty where
     * there is none, or none that can be read.
     */
    synchronized Optional<HostLedger> take(String host) {
        own.add(host);
        byte[] record = heads.get(host);
        return record == null || !isHead(record) ? Optional.empty() : Optional.of(codec.decode(record));
    }

    /** Whether somebody deleted a host's head, or put something else in its place, as of the last {@link #catchUp}. */
    synchronized boolean isLost(String host) {
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
    synchronized Map<String, LedgerHead> all() {
        Map<String, LedgerHead> all = new HashMap<>();
        heads.forEach((host, record) -> {
            if (isHead(record)) {
                all.put(host, codec.decode(record).head());
            }
        });
        return all;
    }

    /** What {@link #catchUp} says, unless nobody but this writer was seen since: then there is nothing to be read. */
    synchronized List<Foreign> catchUpWithOthers() {
        return othersAtWork ? catchUp() : List.copyOf(moved);
    }

    /** Reads every committed head that is new, and gives those that other writers wrote to hosts of this one. */
    synchronized List<Foreign> catchUp() {
        othersAtWork = false;
        claimed.clear();
        // also what is open: a commit is acknowledged a moment before it can be read
        Map<TopicPartition, Long> ends = new HashMap<>(uncommitted.endOffsets(followed));
        ends.entrySet().removeIf(end -> end.getValue() <= committed.position(end.getKey()));
        if (!ends.isEmpty()) {
            readUncommitted(ends, this::hearClaim);
        }
        if (othersAtWork) {
            readCommitted(committed.endOffsets(ends.keySet()), timeout);
        }
        return List.copyOf(moved);
    }

    private void hearClaim(ConsumerRecord<String, byte[]> record) {
        if (isOwn(record)) {
            return;
        }
        othersAtWork = true;
        if (record.key() != null && record.value() != null && isHead(record.value())) {
            claimed.put(record.key(), foreign(record));
        }
    }

    /** What another writer claimed of this host and neither committed nor aborted yet, as of the last {@link #catchUp}. */
    synchronized Optional<Foreign> openClaim(String host) {
        return Optional.ofNullable(claimed.get(host))
                .filter(claim -> committed.position(claim.partition()) <= claim.offset());
    }

    /**
     * Whether another writer claimed one of these hosts before this one did. What nobody else wrote to needn't be read again.
     *
     * @param claims offset and partition of the head that this writer just sent for each host
     */
    synchronized Optional<Foreign> claimedBefore(Map<String, Claim> claims) {
        List<Foreign> earlier = new ArrayList<>(moved);
        earlier.removeIf(head -> !claims.containsKey(head.host()));
        Map<TopicPartition, LongSummaryStatistics> offsets = new HashMap<>();
        claims.values()
                .forEach(claim -> offsets.computeIfAbsent(claim.partition(), key -> new LongSummaryStatistics())
                        .accept(claim.offset()));
        Map<TopicPartition, Long> unsure = new HashMap<>();
        offsets.forEach((partition, written) -> {
            if (!areOnlyOwn(partition, written)) {
                unsure.put(partition, written.getMax());
            }
        });
        if (!unsure.isEmpty()) {
            readBefore(claims, unsure, earlier);
        }
        if (earlier.isEmpty() && !othersAtWork) {
            offsets.forEach((partition, written) -> {
                committed.seek(partition, written.getMax() + 1);
                ownEnds.add(partition);
            });
        }
        return earlier.stream().findFirst();
    }

    /** Whether nothing stands from the position to the last of these claims but they, and the end of the transaction before. */
    private boolean areOnlyOwn(TopicPartition partition, LongSummaryStatistics claims) {
        long before = claims.getMin() - committed.position(partition);
        return before <= (ownEnds.contains(partition) ? 1 : 0)
                && claims.getMax() - claims.getMin() == claims.getCount() - 1;
    }

    private void readBefore(Map<String, Claim> claims, Map<TopicPartition, Long> ends, List<Foreign> earlier) {
        readUncommitted(ends, record -> {
            othersAtWork |= !isOwn(record);
            Claim mine = claims.get(record.key());
            if (mine != null && record.offset() < mine.offset()) {
                foreign(record, claims.keySet()).ifPresent(earlier::add);
            }
        });
    }

    /** From where the committed reader stands. */
    private void readUncommitted(
            Map<TopicPartition, Long> ends, java.util.function.Consumer<ConsumerRecord<String, byte[]>> each) {
        uncommitted.assign(ends.keySet());
        ends.keySet().forEach(partition -> uncommitted.seek(partition, committed.position(partition)));
        readTo(uncommitted, ends, each, timeout);
    }

    private boolean isOwn(ConsumerRecord<String, byte[]> record) {
        return record.value() != null
                && isHead(record.value())
                && codec.writerOf(record.value()).equals(writer);
    }

    /** Where this writer's claim of a host stands. */
    record Claim(TopicPartition partition, long offset) {}

    /** Waits until the transaction that holds this record is committed or aborted; gives what {@link #catchUp} does. */
    synchronized List<Foreign> await(Foreign claim, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        catchUp();
        ownEnds.clear();
        while (committed.position(claim.partition()) <= claim.offset()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("writer " + claim.writer() + " keeps a transaction open");
            }
            committed.poll(POLL).forEach(this::hear);
        }
        return List.copyOf(moved);
    }

    private Optional<Foreign> foreign(ConsumerRecord<String, byte[]> record, Collection<String> hosts) {
        if (record.value() == null || !hosts.contains(record.key())) {
            return Optional.empty();
        }
        Foreign head = foreign(record);
        return head.writer().equals(writer) ? Optional.empty() : Optional.of(head);
    }

    private Foreign foreign(ConsumerRecord<String, byte[]> record) {
        return new Foreign(
                record.key(),
                codec.writerOf(record.value()),
                new TopicPartition(record.topic(), record.partition()),
                record.offset());
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
