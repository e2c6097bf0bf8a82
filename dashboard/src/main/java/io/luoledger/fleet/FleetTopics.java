package io.luoledger.fleet;

import io.luoledger.avro.LedgerHead;
import io.luoledger.avro.UpdateView;
import io.luoledger.finding.Finding;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.report.LogDamage;
import io.luoledger.streams.Letter;
import io.luoledger.streams.PublishedFindings;
import io.luoledger.streams.PublishedStats;
import io.luoledger.streams.PublishedUpdates;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows what the processors publish of a fleet, all partitions of it, and tells an index of every host that changed. Life:
 * opened; {@link #follow} by a thread of its own, until it is told to stop. It is in no group and commits nothing. What it
 * keeps grows with the hosts, their live updates and their findings, as their index does, up to a bound: pages mustn't take
 * the memory that the processors beside them need.
 */
final class FleetTopics implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MOST_LETTERS = 20;
    private static final int MOST_REASONS = 20;
    private static final List<Topics> FOLLOWED =
            List.of(Topics.HEADS, Topics.UPDATES, Topics.FINDINGS, Topics.STATS, Topics.DEAD_LETTERS);

    private final FleetIndex index;
    private final long most;
    private long kept;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ClusterSchemas schemas;
    private final AvroCodec<LedgerHead> heads;
    private final PublishedUpdates updates;
    private final PublishedFindings findings;
    private final PublishedStats stats;
    private final EventCodec events;
    private final Map<String, Host> hosts = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private final List<String> unread = new ArrayList<>();
    private final Deque<Letter> letters = new ArrayDeque<>();
    private long letterCount;
    private volatile boolean stopped;

    /** What was published of one host. */
    private static final class Host {
        private final LinkedHashMap<ByteBuffer, UpdateView> updates = new LinkedHashMap<>();
        private final List<Finding> findings = new ArrayList<>();
        private long nextSequence;

        HostRow.Told told(String name) {
            UpdateView last = updates.isEmpty() ? null : updates.lastEntry().getValue();
            boolean cameUp = last != null && last.getToKernel() != null;
            return new HostRow.Told(
                    name,
                    last == null ? null : cameUp ? last.getToKernel() : last.getFromKernel(),
                    last == null ? null : (Long) (last.getLiveUpdate() - (cameUp ? 0 : 1)),
                    nextSequence,
                    List.copyOf(updates.values()),
                    findings);
        }
    }

    /** @param most how many hosts, live updates and findings are kept, all together */
    FleetTopics(ClientSettings client, FleetIndex index, long most) {
        this.index = index;
        this.most = most;
        Map<String, Object> config = client.base();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        config.put("allow.auto.create.topics", "false");
        config.put("client.id", "luo-ledger-dashboard");
        consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        schemas = new ClusterSchemas(client);
        heads = new AvroCodec<>(LedgerHead.class, "luo.heads-value", schemas);
        updates = new PublishedUpdates(schemas);
        findings = new PublishedFindings(schemas);
        stats = new PublishedStats(schemas);
        events = new EventCodec(schemas);
    }

    void follow() {
        try (consumer;
                schemas) {
            List<TopicPartition> all = FOLLOWED.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (!stopped) {
                hear(consumer.poll(POLL));
                requireBound();
            }
        } catch (WakeupException e) {
            // stopped
        }
    }

    private synchronized void requireBound() {
        if (kept > most) {
            throw new ClusterException("the fleet has more than " + most
                    + " hosts, live updates and findings, which would take the memory that the processors need; expected more"
                    + " of it (LUO_LEDGER_JAVA_OPTS=-Xmx...), or ask \"updates\" and \"findings\"");
        }
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
        }
        changed.forEach(name -> index.put(host(name).told(name), LogDamage.NONE));
        changed.clear();
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
            UpdateView update = updates.decode(record.value());
            ByteBuffer name = ByteBuffer.wrap(record.key());
            Host host = changed(update.getHost());
            // the newest word comes last
            kept += host.updates.remove(name) == null ? 1 : 0;
            host.updates.put(name, update);
        } else if (record.topic().equals(Topics.FINDINGS.name())) {
            Finding finding = findings.decode(record.value());
            changed(finding.host()).findings.add(finding);
            kept++;
        } else {
            LedgerHead head = heads.decode(record.value());
            changed(head.getHost()).nextSequence = head.getNextSequence();
        }
    }

    private void letter(ConsumerRecord<byte[], byte[]> record) {
        letterCount++;
        letters.addFirst(Letter.of(record, events));
        if (letters.size() > MOST_LETTERS) {
            letters.removeLast();
        }
    }

    private Host changed(String name) {
        changed.add(name);
        return host(name);
    }

    private Host host(String name) {
        return hosts.computeIfAbsent(name, first -> {
            kept++;
            return new Host();
        });
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
        stopped = true;
        consumer.wakeup();
    }
}
