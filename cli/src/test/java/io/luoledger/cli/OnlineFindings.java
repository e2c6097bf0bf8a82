package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.avro.Finding;
import io.luoledger.core.HostView;
import io.luoledger.core.OpenQuestions;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.replay.Replay;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.SchemaTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the stream processors published on luo.findings. */
final class OnlineFindings {
    private OnlineFindings() {}

    /** The same findings as those of the replay that don't wait for the log's end, each exactly once. */
    static void assertEachOnce(ClientSettings client, Replay replay) {
        List<String> expected = new ArrayList<>();
        replay.findings()
                .forEach(one -> expected.add(text(one.kind().id(), one.host(), one.subject(), one.evidence())));
        HostView.hosts(replay.entities())
                .forEach(host -> OpenQuestions.of(replay.entities(), host)
                        .forEach(open ->
                                expected.remove(text(open.kind().id(), open.host(), open.subject(), open.evidence()))));
        assertThat(read(client)).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> read(ClientSettings client) {
        AvroCodec<Finding> codec = new AvroCodec<>(Finding.class, "luo.findings-value", SchemaTable.builtIn());
        Map<String, Object> config = client.base();
        config.put("isolation.level", "read_committed");
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.FINDINGS.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = writtenEnds(client, partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    Finding finding = codec.decode(record.value());
                    found.add(text(finding.getId(), finding.getHost(), finding.getSubject(), finding.getEvidence()));
                });
            }
        }
        return found;
    }

    /** A commit shows a moment after it was acknowledged: everything written is waited for. */
    private static Map<TopicPartition, Long> writtenEnds(ClientSettings client, List<TopicPartition> partitions) {
        try (KafkaConsumer<byte[], byte[]> everything =
                new KafkaConsumer<>(client.base(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return everything.endOffsets(partitions);
        }
    }

    private static String text(String id, String host, String subject, List<Long> evidence) {
        return id + " " + host + " " + subject + " " + evidence;
    }
}
