package io.luoledger.fleet;

import io.luoledger.avro.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.FollowedTopics;
import io.luoledger.report.LogDamage;
import io.luoledger.streams.Letter;
import io.luoledger.streams.PublishedFindings;
import io.luoledger.streams.PublishedStats;
import io.luoledger.streams.PublishedUpdates;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the processors publish of a fleet, all partitions of it, and tells an index of every host that changed. Life:
 * opened; {@link #follow} by a thread of its own, until it is told to stop. It is in no group and commits nothing; when the
 * cluster fails it, it goes on later from where it was, and tells of that time. What it keeps is bounded, as pages mustn't
 * take the memory that the processors beside them need: of each host the newest; only where the hosts alone are too many it
 * stops.
 */
final class FleetTopics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetTopics.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int MOST_LETTERS = 20;
    private static final int MOST_REASONS = 20;
    private static final List<Topics> FOLLOWED =
            List.of(Topics.HEADS, Topics.UPDATES, Topics.FINDINGS, Topics.STATS, Topics.DEAD_LETTERS);

    private final FleetIndex index;
    private final PublishedHosts hosts;
    private final ClientSettings client;
    private final FollowedTopics topics;
    private final ClusterSchemas schemas;
    private final AvroCodec<LedgerHead> heads;
    private final PublishedUpdates updates;
    private final PublishedFindings findings;
    private final PublishedStats stats;
    private final EventCodec events;
    private final List<String> unread = new ArrayList<>();
    private final Deque<Letter> letters = new ArrayDeque<>();
    private long letterCount;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile FleetView.@Nullable Reading reading = new FleetView.Reading(0, 0);
    private volatile FleetView.@Nullable Absence away;
    private volatile @Nullable String full;

    /** @param most how many hosts, live updates and findings are kept, all together */
    FleetTopics(ClientSettings client, FleetIndex index, long most) {
        this.index = index;
        hosts = new PublishedHosts(most);
        this.client = client;
        topics = new FollowedTopics(client, FOLLOWED);
        schemas = new ClusterSchemas(client);
        heads = new AvroCodec<>(LedgerHead.class, "luo.heads-value", schemas);
        updates = new PublishedUpdates(schemas);
        findings = new PublishedFindings(schemas);
        stats = new PublishedStats(schemas);
        events = new EventCodec(schemas);
    }

    void follow() {
        try (schemas;
                topics) {
            while (stopped.getCount() > 0 && full == null) {
                try (KafkaConsumer<byte[], byte[]> opened = open()) {
                    consumer = opened;
                    hearAll(opened);
                } catch (WakeupException e) {
                    // stopped
                } catch (RuntimeException e) {
                    leave(e);
                } finally {
                    consumer = null;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        Map<String, Object> config = client.base();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        config.put("allow.auto.create.topics", "false");
        // never past what was deleted: it is noticed
        config.put("auto.offset.reset", "none");
        config.put("client.id", "luo-ledger-dashboard");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void hearAll(KafkaConsumer<byte[], byte[]> from) {
        if (topics.renew() != null) {
            forget();
        }
        List<TopicPartition> all = topics.partitions();
        from.assign(all);
        from.seekToBeginning(
                all.stream().filter(one -> !positions.containsKey(one)).toList());
        positions.forEach(from::seek);
        Map<TopicPartition, Long> ends = from.endOffsets(all);
        while (stopped.getCount() > 0 && full == null) {
            hear(from.poll(POLL));
            come();
            read(from, ends);
            requireBound();
            requireSame();
        }
    }

    private void requireSame() {
        switch (topics.look()) {
            case FollowedTopics.Look.Nothing n -> {}
            case FollowedTopics.Look.Same same -> {}
            case FollowedTopics.Look.Changed changed -> {
                forget();
                throw new ClusterException(changed.what());
            }
            case FollowedTopics.Look.NoAnswer none -> throw new ClusterException(none.reason());
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> from, Map<TopicPartition, Long> ends) {
        if (reading == null) {
            return;
        }
        long left = 0;
        long total = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            total += end.getValue();
            left += Math.max(0, end.getValue() - from.position(end.getKey()));
        }
        reading = left == 0 ? null : new FleetView.Reading(total - left, total);
    }

    private void leave(RuntimeException why) throws InterruptedException {
        FleetView.Absence known = away;
        String reason = client.redact(Reason.of(why));
        if (known != null && known.untilMicros() == null) {
            away = new FleetView.Absence(known.sinceMicros(), null, reason);
        } else {
            away = new FleetView.Absence(nowMicros(), null, reason);
            LOG.warn("what the processors publish isn't followed at this moment: {}; it is tried again", reason);
        }
        if (why instanceof InvalidOffsetException) {
            forget();
        }
        boolean ignored = stopped.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void come() {
        FleetView.Absence known = away;
        if (known != null && known.untilMicros() == null) {
            away = new FleetView.Absence(known.sinceMicros(), nowMicros(), known.reason());
            LOG.info("what the processors publish is followed again");
        }
    }

    private static long nowMicros() {
        return System.currentTimeMillis() * 1_000;
    }

    /** What comes next was deleted: all that is left is read anew, and what isn't there any more is no longer told. */
    private synchronized void forget() {
        // first: nobody may take what isn't read yet for absent
        reading = new FleetView.Reading(0, 0);
        positions.clear();
        hosts.forget();
        index.forget();
        unread.clear();
        letters.clear();
        letterCount = 0;
    }

    private synchronized void requireBound() {
        if (hosts.areTooMany()) {
            full = "the fleet has more than " + hosts.most()
                    + " hosts, live updates and findings, which would take the memory that the processors need; expected more"
                    + " of it (LUO_LEDGER_JAVA_OPTS=-Xmx...), or ask \"updates\" and \"findings\"";
            reading = null;
            LOG.error("what the processors publish can't be followed any more: {}", full);
        }
    }

    /** How far it is, null where all is here that there was when it began. */
    FleetView.@Nullable Reading reading() {
        return reading;
    }

    /** When it didn't follow last, null when it always did. */
    FleetView.@Nullable Absence away() {
        return away;
    }

    /** Why it doesn't follow any more, null as long as it does. */
    @Nullable
    String full() {
        return full;
    }

    private synchronized void hear(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                hear(record);
            } catch (UnreadableInputException e) {
                if (unread.size() < MOST_REASONS) {
                    unread.add(record.topic() + ", partition " + record.partition() + ", offset " + record.offset()
                            + ": " + e.getMessage());
                }
            }
            positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
        hosts.takeChanged().forEach(told -> index.put(told, LogDamage.NONE));
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
            letter(record);
        } else if (record.value() == null) {
            // nobody deletes of these but who trims
        } else if (record.topic().equals(Topics.STATS.name())) {
            PublishedStats.Part part = stats.decode(record.value());
            index.put(part.key(), part.part(), part.stats());
        } else if (record.topic().equals(Topics.UPDATES.name())) {
            hosts.updated(ByteBuffer.wrap(record.key()), updates.decode(record.value()));
        } else if (record.topic().equals(Topics.FINDINGS.name())) {
            hosts.found(findings.decode(record.value()));
        } else {
            LedgerHead head = heads.decode(record.value());
            hosts.ends(head.getHost(), head.getNextSequence());
        }
    }

    private void letter(ConsumerRecord<byte[], byte[]> record) {
        letterCount++;
        letters.addFirst(Letter.of(record, events));
        if (letters.size() > MOST_LETTERS) {
            letters.removeLast();
        }
    }

    /** What is known of each host, null where nothing was left out. */
    synchronized @Nullable Newest leftOut() {
        return hosts.leftOut();
    }

    synchronized long letterCount() {
        return letterCount;
    }

    /** The last ones, the newest first. */
    synchronized List<Letter> letters() {
        return List.copyOf(letters);
    }

    /** What is published and can't be read here. */
    synchronized List<String> unread() {
        return List.copyOf(unread);
    }

    @Override
    public void close() {
        stopped.countDown();
        KafkaConsumer<byte[], byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
    }
}
