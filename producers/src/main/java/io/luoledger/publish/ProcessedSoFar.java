package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far the ledger is processed: what their own topics say reaches no further. */
public final class ProcessedSoFar {
    private static final Duration POLL = Duration.ofMillis(100);

    private ProcessedSoFar() {}

    /**
     * How many records of luo.events this group still has to process, markers of transactions included: 0 when every event is.
     * Empty when no such group reads the ledger. Asked before its topics are read, it is no less than what is missing there.
     */
    public static OptionalLong waiting(ClientSettings client, String group) {
        return Trouble.explain(client, () -> {
            try (Admin admin = Admin.create(client.base());
                    KafkaConsumer<byte[], byte[]> consumer = consumer(client)) {
                LedgerGroups groups = new LedgerGroups(client, admin);
                // a group that one may not see isn't listed: that it isn't there has to be asked
                groups.requireVisible(group);
                Optional<LedgerGroups.Standing> standing = groups.all().stream()
                        .filter(one -> one.group().equals(group))
                        .findFirst();
                return standing.isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(waiting(client, consumer, standing.get()));
            }
        });
    }

    private static KafkaConsumer<byte[], byte[]> consumer(ClientSettings client) {
        Map<String, Object> config = client.base();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        config.put("fetch.max.wait.ms", "20");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static long waiting(
            ClientSettings client, KafkaConsumer<byte[], byte[]> consumer, LedgerGroups.Standing standing) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.EVENTS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        long[] waiting = new long[1];
        CommittedEnds.of(client, consumer, partitions).forEach((partition, end) -> {
            Long done = standing.offset(partition.partition());
            long next = Math.max(done == null ? 0 : done, begins.getOrDefault(partition, 0L));
            if (next < end && anyBetween(consumer, partition, next, end)) {
                waiting[0] += end - next;
            }
        });
        return waiting[0];
    }

    /** Whether there is a record: what lies behind the last one may be the marker of its transaction alone. */
    private static boolean anyBetween(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long to) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        while (consumer.position(partition) < to) {
            if (!consumer.poll(POLL).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
