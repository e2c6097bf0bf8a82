package io.luoledger.publish;

import io.luoledger.wire.UnreadableInputException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a topic holds at this moment, committed records only. */
public final class TopicSnapshot {
    private static final Duration POLL = Duration.ofMillis(100);

    private TopicSnapshot() {}

    /** Throws {@link UnreadableInputException} where the cluster has no such topic: a snapshot never makes it. */
    public static void read(ClientSettings client, String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        if (!readIfThere(client, topic, sink)) {
            throw new UnreadableInputException("the cluster at " + client.bootstrapServers() + " has no topic " + topic
                    + ": no ledger has been written there yet");
        }
    }

    /** The same; false where there is no such topic. */
    public static boolean readIfThere(
            ClientSettings client, String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        return Trouble.explain(client, () -> {
            Map<String, Object> config = client.base();
            config.put("isolation.level", "read_committed");
            config.put("enable.auto.commit", "false");
            config.put("allow.auto.create.topics", "false");
            config.put("fetch.max.wait.ms", "20");
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                if (partitions.isEmpty()) {
                    return false;
                }
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = CommittedEnds.of(client, consumer, partitions);
                while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                    consumer.poll(POLL).forEach(sink);
                }
            }
            return true;
        });
    }
}
