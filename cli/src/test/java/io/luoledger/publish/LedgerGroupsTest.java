package io.luoledger.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.ledger.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads the ledger and how far, asked of a real broker; and what that means for a trim. */
class LedgerGroupsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static EmbeddedBroker broker;
    private static Admin admin;

    @TempDir
    private Path temp;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.temporary();
        admin = Admin.create(broker.client().base());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(broker.client().base(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < 2; partition++) {
                for (int i = 0; i < 5; i++) {
                    producer.send(new ProducerRecord<>(Topics.EVENTS.name(), partition, null, new byte[] {1}))
                            .get();
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void shouldHoldBackEachPartitionByTheGroupThatHasDoneLeastThere() throws Exception {
        // Given: a group that has done with a part of one partition and never committed in the other
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                with(Map.of("group.id", "half-read")), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.commitSync(Map.of(partition(0), new OffsetAndMetadata(3)));
        }

        // When
        LedgerTrim trim = new LedgerTrim(broker.client());
        LedgerTrim.Trimmed held = trim.trim(Map.of(0, 4L, 1, 4L), Set.of(), until -> {});
        LedgerTrim.Trimmed again = trim.trim(Map.of(0, 2L), Set.of(), until -> {});

        // Then
        LedgerTrim.Reader reader = new LedgerTrim.Reader("half-read", false);
        assertThat(trim.readers()).contains(reader);
        assertThat(held.begins()).isEqualTo(Map.of(0, 3L, 1, 0L));
        assertThat(held.heldBack().values())
                .allMatch(one -> one.reader().equals(reader) && one.waitingSinceMillis() != null)
                .extracting(LedgerTrim.HeldBack::offset)
                .containsExactly(3L, null);
        // and what is gone already isn't told as if it were there
        assertThat(again.begins()).isEqualTo(Map.of(0, 3L));

        // When it is passed over
        LedgerTrim.Trimmed passed = trim.trim(Map.of(0, 4L), Set.of("half-read"), until -> {});

        // Then
        assertThat(passed).isEqualTo(new LedgerTrim.Trimmed(Map.of(0, 4L), Map.of()));
    }

    @Test
    void shouldCountAGroupThatHasBeenGivenAPartitionAndCommittedNothingYet() {
        // Given
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                with(Map.of("group.id", "newcomer", "enable.auto.commit", "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.EVENTS.name()));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100));
                return !consumer.assignment().isEmpty();
            });

            // When / Then
            assertThat(standing("newcomer")).contains(new LedgerGroups.Standing("newcomer", Map.of(), true));
        }
    }

    @Test
    void shouldCountShareGroups() throws Exception {
        // Given
        try (KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
                with(Map.of("group.id", "sharers")), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.EVENTS.name()));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100));
                return standing("sharers").isPresent();
            });
        }
        admin.alterShareGroupOffsets("sharers", Map.of(partition(0), 4L)).all().get();

        // When / Then
        assertThat(standing("sharers").orElseThrow().offset(0)).isEqualTo(4L);
    }

    @Test
    void shouldCountStreamsGroupsThatHaveCommittedNothingYet() {
        // Given
        StreamsBuilder topology = new StreamsBuilder();
        topology.stream(Topics.EVENTS.name());
        Properties settings = new Properties();
        settings.put("bootstrap.servers", broker.bootstrapServer());
        settings.put("application.id", "streamers");
        settings.put("group.protocol", "streams");
        settings.put("state.dir", temp.toString());
        settings.put("commit.interval.ms", "3600000");
        try (KafkaStreams streams = new KafkaStreams(topology.build(), settings)) {
            streams.start();

            // When / Then
            await().atMost(PATIENCE)
                    .until(() -> standing("streamers")
                            .equals(Optional.of(new LedgerGroups.Standing("streamers", Map.of(), true))));
        }
    }

    @Test
    void shouldLeaveOutGroupsThatReadSomethingElse() {
        // Given
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                with(Map.of("group.id", "others")), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.commitSync(Map.of(new TopicPartition(Topics.FINDINGS.name(), 0), new OffsetAndMetadata(0)));
        }

        // When / Then
        assertThat(standing("others")).isEmpty();
    }

    private static Optional<LedgerGroups.Standing> standing(String group) {
        return new LedgerGroups(broker.client(), admin)
                .all().stream()
                        .filter(standing -> standing.group().equals(group))
                        .findFirst();
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition(Topics.EVENTS.name(), number);
    }

    private static Map<String, Object> with(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(broker.client().base());
        config.putAll(more);
        return config;
    }
}
