package io.luoledger.cli;

import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.CommittedEnds;
import io.luoledger.publish.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a topic holds at this moment, committed records only. */
final class TopicSnapshot {
    private static final Duration POLL = Duration.ofMillis(100);

    private TopicSnapshot() {}

    static void read(ClientSettings client, String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Trouble.explain(client, () -> {
            Map<String, Object> config = client.base();
            config.put("isolation.level", "read_committed");
            config.put("enable.auto.commit", "false");
            config.put("fetch.max.wait.ms", "20");
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = CommittedEnds.of(client, consumer, partitions);
                while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                    consumer.poll(POLL).forEach(sink);
                }
            }
            return null;
        });
    }
}
