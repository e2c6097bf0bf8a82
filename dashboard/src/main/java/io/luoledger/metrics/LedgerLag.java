package io.luoledger.metrics;

import io.luoledger.ledger.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * How many records of luo.events wait for this instance: from what is processed and committed to the end of the ledger. What
 * Kafka's consumers call their lag ends where they have fetched to, however long that lies in memory.
 */
public final class LedgerLag {
    private static final int TIMEOUT_MILLIS = 2_000;

    private final Supplier<KafkaStreams> streams;
    private final Admin admin;
    private final String group;

    public LedgerLag(Supplier<KafkaStreams> streams, Admin admin, String group) {
        this.streams = streams;
        this.admin = admin;
        this.group = group;
    }

    /** By partition of the ledger, those that this instance works on; empty when the cluster doesn't say. */
    public Map<Integer, Long> now() {
        Set<TopicPartition> own = streams.get().metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .filter(partition -> partition.topic().equals(Topics.EVENTS.name()))
                .collect(Collectors.toSet());
        if (own.isEmpty()) {
            return Map.of();
        }
        try {
            // first what is done: what is done meanwhile can't make it negative
            Map<TopicPartition, @Nullable OffsetAndMetadata> done = admin.listConsumerGroupOffsets(
                            Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(own)),
                            new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MILLIS))
                    .partitionsToOffsetAndMetadata(group)
                    .get();
            Map<TopicPartition, Long> begins = offsets(own, OffsetSpec.earliest());
            Map<Integer, Long> lag = new HashMap<>();
            offsets(own, OffsetSpec.latest()).forEach((partition, end) -> {
                OffsetAndMetadata committed = done.get(partition);
                long next = committed == null ? begins.getOrDefault(partition, 0L) : committed.offset();
                lag.put(partition.partition(), Math.max(0, end - next));
            });
            return lag;
        } catch (ExecutionException e) {
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which)),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(TIMEOUT_MILLIS))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
