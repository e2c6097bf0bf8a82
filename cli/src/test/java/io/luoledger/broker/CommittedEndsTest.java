package io.luoledger.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.CommittedEnds;
import io.luoledger.wire.ClusterException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a snapshot counts as there. Every test has a topic of its own. */
class CommittedEndsTest {
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.temporary();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldLeaveOutATransactionThatNobodyHasBeenToldOf() throws Exception {
        // Given
        TopicPartition partition = topic("open");
        try (KafkaProducer<String, String> done = producer("open-done");
                KafkaProducer<String, String> open = producer("open-open")) {
            done.beginTransaction();
            send(done, partition);
            done.commitTransaction();
            long before = end(broker.client(), partition);
            open.beginTransaction();
            send(open, partition);

            // When
            long end = end(broker.client(), partition);

            // Then
            assertThat(end).isEqualTo(before).isEqualTo(2); // the record and its marker
        }
    }

    @Test
    void shouldRefuseAnAnswerWithoutWhatWasAcknowledgedBehindAnOpenTransaction() throws Exception {
        // Given
        TopicPartition partition = topic("behind");
        try (KafkaProducer<String, String> open = producer("behind-open");
                KafkaProducer<String, String> done = producer("behind-done")) {
            open.beginTransaction();
            send(open, partition);
            done.beginTransaction();
            send(done, partition);
            done.commitTransaction();

            // When / Then
            assertThatThrownBy(() -> end(broker.client().withTimeout(Duration.ofSeconds(1)), partition))
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("the cluster at " + broker.bootstrapServer()
                            + " holds back behind-0 from offset 0 for an open transaction before others that are"
                            + " complete, still after 1 s: what was acknowledged can't all be read yet. Try again, or"
                            + " with a longer --timeout; if it stays so, kafka-transactions find-hanging tells more");
        }
    }

    @Test
    void shouldWaitUntilWhatIsBehindAnOpenTransactionCanBeRead() throws Exception {
        // Given
        TopicPartition partition = topic("wait");
        try (KafkaProducer<String, String> open = producer("wait-open");
                KafkaProducer<String, String> done = producer("wait-done")) {
            open.beginTransaction();
            send(open, partition);
            done.beginTransaction();
            send(done, partition);
            done.commitTransaction();

            // When
            CompletableFuture<Long> end = CompletableFuture.supplyAsync(() -> end(broker.client(), partition));
            open.commitTransaction();

            // Then
            assertThat(end.get()).isEqualTo(4);
        }
    }

    @Test
    void shouldHoldEveryCommitThatWasAcknowledged() throws Exception {
        // Given
        TopicPartition partition = topic("acknowledged");
        try (KafkaProducer<String, String> producer = producer("acknowledged")) {
            for (int turn = 1; turn <= 20; turn++) {
                producer.beginTransaction();
                send(producer, partition);
                producer.commitTransaction();

                // When / Then
                assertThat(end(broker.client(), partition)).isEqualTo(2L * turn);
            }
        }
    }

    private static TopicPartition topic(String name) throws Exception {
        try (Admin admin = Admin.create(broker.client().base())) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        return new TopicPartition(name, 0);
    }

    private static KafkaProducer<String, String> producer(String name) {
        Map<String, Object> config = broker.client().base();
        config.put("transactional.id", name);
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    private static void send(KafkaProducer<String, String> producer, TopicPartition partition) throws Exception {
        Future<RecordMetadata> sent =
                producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), "key", "value"));
        producer.flush();
        sent.get();
    }

    private static long end(ClientSettings client, TopicPartition partition) {
        Map<String, Object> config = client.base();
        config.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return CommittedEnds.of(client, consumer, List.of(partition)).getOrDefault(partition, -1L);
        }
    }
}
