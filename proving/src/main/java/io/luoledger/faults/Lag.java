package io.luoledger.faults;

import io.luoledger.cluster.HarnessException;
import io.luoledger.cluster.Patience;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far the processors are, as the cluster has it. */
final class Lag implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Admin admin;
    private final String group;

    Lag(ClientSettings client, String group) {
        this.admin = Admin.create(client.base());
        this.group = group;
    }

    /** Where what is committed ends, by partition of the ledger. */
    Map<TopicPartition, Long> ends() {
        return Patience.ask(this::askEnds);
    }

    private Map<TopicPartition, Long> askEnds() {
        int partitions = get(admin.describeTopics(List.of(Topics.EVENTS.name())).allTopicNames())
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
        Map<TopicPartition, OffsetSpec> all = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(Topics.EVENTS.name(), partition),
                        partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(all, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(TIMEOUT_MILLIS))
                        .all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** How many records the processors still have to process before they are at these ends. */
    long behind(Map<TopicPartition, Long> ends) {
        Map<TopicPartition, @Nullable OffsetAndMetadata> done =
                Patience.ask(() -> get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
        return ends.entrySet().stream()
                .mapToLong(end -> {
                    OffsetAndMetadata committed = done.get(end.getKey());
                    return Math.max(0, end.getValue() - (committed == null ? 0 : committed.offset()));
                })
                .sum();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new HarnessException("the cluster doesn't say how far the processors are: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HarnessException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
