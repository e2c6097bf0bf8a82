package io.luoledger.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.FollowedTopics;
import io.luoledger.publish.FollowedTopics.Look;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.TopicSetup;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.ClusterException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that others delete, make anew and enlarge while they are read: a consumer of Kafka says nothing of it. */
class FollowedTopicsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private static Path temp;

    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.temporary();
        admin = Admin.create(broker.client().base());
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    private static void delete(Topics topic) throws Exception {
        admin.deleteTopics(List.of(topic.name())).all().get();
        await().atMost(PATIENCE)
                .until(() -> admin.listTopics().names().get().stream().noneMatch(topic.name()::equals));
    }

    /** Another test may have deleted the ledger. */
    private static void ensure() {
        TopicSetup.ensure(broker.client(), Topics.DEFAULT_PARTITIONS, TopicSetup.CLUSTER_DEFAULT_REPLICATION);
    }

    private static FollowedTopics follow(Topics topic) {
        FollowedTopics followed = new FollowedTopics(broker.client(), List.of(topic));
        assertThat(followed.renew()).isNull();
        return followed;
    }

    private static Look told(FollowedTopics followed) {
        return await().atMost(PATIENCE).until(followed::look, look -> !(look instanceof Look.Nothing));
    }

    @Test
    void shouldTellWhatOthersDoToThem() throws Exception {
        // Given
        try (FollowedTopics same = follow(Topics.HEADS);
                FollowedTopics deleted = follow(Topics.UPDATES);
                FollowedTopics anew = follow(Topics.FINDINGS);
                FollowedTopics more = follow(Topics.STATS)) {
            int before = more.partitions().size();

            // When
            delete(Topics.UPDATES);
            delete(Topics.FINDINGS);
            admin.createTopics(List.of(new NewTopic(Topics.FINDINGS.name(), before, (short) 1)))
                    .all()
                    .get();
            admin.createPartitions(Map.of(Topics.STATS.name(), NewPartitions.increaseTo(before + 2)))
                    .all()
                    .get();

            // Then
            assertThat(told(same)).isEqualTo(new Look.Same());
            assertThat(told(deleted)).isEqualTo(new Look.Changed("topic luo.updates was deleted"));
            assertThatExceptionOfType(ClusterException.class)
                    .isThrownBy(deleted::renew)
                    .withMessage("there is no topic luo.updates yet");
            assertThat(told(anew)).isEqualTo(new Look.Changed("topic luo.findings was deleted and made anew"));
            assertThat(told(more))
                    .isEqualTo(new Look.Changed(
                            "topic luo.stats has " + (before + 2) + " partitions now, " + before + " before"));
            assertThat(more.renew()).isNotNull();
            assertThat(more.partitions()).hasSize(before + 2);
            assertThat(more.renew()).isNull();
        }
    }

    @Test
    void shouldEndFollowingALedgerThatWasTrimmedBeforeItWasRead() throws Exception {
        // Given: a reader that is late
        ensure();
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch trimmed = new CountDownLatch(1);
        CompletableFuture<Void> following = following(() -> false, entry -> {
            late.countDown();
            return reached(trimmed);
        });
        TopicPartition partition = new TopicPartition(Topics.EVENTS.name(), 0);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(broker.client().base(), new ByteArraySerializer(), new ByteArraySerializer())) {
            send(producer, partition);
            assertThat(reached(late)).isTrue();
            for (int more = 0; more < 5; more++) {
                send(producer, partition);
            }
        }

        // When
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(6)))
                .all()
                .get();
        trimmed.countDown();

        // Then
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> following.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .withCauseInstanceOf(ClusterException.class)
                .withMessageContaining("no longer holds what comes next: it was trimmed or lost while it was read");
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, TopicPartition partition) throws Exception {
        producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), new byte[] {1}, new byte[] {2}))
                .get();
    }

    private static boolean reached(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static CompletableFuture<Void> following(BooleanSupplier stopped, LedgerReader.Sink sink) {
        return CompletableFuture.runAsync(() -> {
            try (LedgerReader reader = new LedgerReader(broker.client())) {
                reader.follow(Optional.empty(), stopped, sink, warning -> {});
            }
        });
    }

    @Test
    void shouldEndFollowingALedgerThatWasDeleted() throws Exception {
        // Given
        ensure();
        CountDownLatch polled = new CountDownLatch(2);
        CompletableFuture<Void> following = following(
                () -> {
                    polled.countDown();
                    return false;
                },
                entry -> true);
        assertThat(reached(polled)).isTrue();
        try (StreamProcessors processors = StreamProcessors.start(
                broker.client(), ProcessorSettings.of(SimulatedReader.gate(), "deprived", temp))) {
            processors.awaitCaughtUp(PATIENCE);

            // When
            delete(Topics.EVENTS);

            // Then
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> following.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .withCauseInstanceOf(ClusterException.class)
                    .withMessageEndingWith(
                            "topic luo.events was deleted: what comes later isn't the ledger that was followed");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThatExceptionOfType(ClusterException.class)
                                    .isThrownBy(() -> processors.awaitCaughtUp(PATIENCE))
                                    .withMessage(
                                            "the stream processors had to stop: topic luo.events was deleted, and the ledger with it; expected it back from its archive, in a new cluster"));
        }
    }
}
