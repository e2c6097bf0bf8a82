package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.SchemasUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic luo.schemas: id to schema, added to and never changed. */
final class SchemasTopic {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Whoever adds does so under this name: there is one at a time. */
    private static final String TRANSACTIONAL_ID = "luo-ledger-schemas";

    private static final Duration MARGIN = Duration.ofSeconds(15);
    private static final int MAX_ATTEMPTS = 20;

    private SchemasTopic() {}

    /**
     * What stands there at this moment; empty where the topic doesn't exist.
     *
     * @throws SchemasUnavailableException when an id stands for two schemas
     */
    static Map<Integer, Schema> read(ClientSettings client) {
        return Trouble.explain(client, () -> {
            Map<Integer, Schema> schemas = new HashMap<>();
            try (Consumer<String, byte[]> consumer = HeadsTopic.consumer(client, "read_committed")) {
                List<TopicPartition> partitions = partitions(consumer, Topics.SCHEMAS);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                long deadline = System.nanoTime() + client.timeout().toNanos();
                while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                    consumer.poll(POLL).forEach(record -> learn(record, schemas));
                    if (System.nanoTime() > deadline) {
                        throw new TimeoutException("no answer while reading " + Topics.SCHEMAS.name());
                    }
                }
            }
            return schemas;
        });
    }

    /** Whether a ledger was begun on this cluster. */
    static boolean hasEvents(ClientSettings client) {
        return Trouble.explain(client, () -> {
            try (Consumer<String, byte[]> consumer = HeadsTopic.consumer(client, "read_uncommitted")) {
                return consumer.endOffsets(partitions(consumer, Topics.EVENTS)).values().stream()
                        .anyMatch(end -> end > 0);
            }
        });
    }

    /** What somebody wants to add to what stands there. */
    @FunctionalInterface
    interface Addition {
        /**
         * The schemas that are missing.
         *
         * @throws SchemasUnavailableException when one of the ids stands for something else there
         */
        Map<Integer, Schema> missing(Map<Integer, Schema> there);
    }

    /**
     * Adds what is missing; returns when every reader finds it. Of several at the same time one comes first, and the
     * others see what it added before they add anything: each reads only after it has shut the ones before it out, so
     * what they had read, and not written yet, never is.
     */
    static void add(ClientSettings client, Addition addition) {
        if (addition.missing(read(client)).isEmpty()) {
            return;
        }
        Trouble.explain(client, () -> {
            for (int attempt = 1; !added(client, addition); attempt++) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new TimeoutException("others keep writing to " + Topics.SCHEMAS.name());
                }
            }
            awaitReadable(client, addition);
            return null;
        });
    }

    /** False when another process came in between. */
    private static boolean added(ClientSettings client, Addition addition) {
        try (TransactionalProducer producer = new TransactionalProducer(
                client, TRANSACTIONAL_ID, client.timeout().plus(MARGIN))) {
            producer.takeOver();
            Map<Integer, Schema> missing = addition.missing(read(client));
            if (!missing.isEmpty()) {
                producer.begin();
                missing.forEach((id, schema) -> producer.send(new ProducerRecord<>(
                        Topics.SCHEMAS.name(),
                        String.valueOf(id),
                        SchemaTable.text(schema).getBytes(StandardCharsets.UTF_8))));
                producer.commit();
            }
            return true;
        } catch (KafkaException e) {
            if (TransactionalProducer.isShutOut(e)) {
                return false;
            }
            throw e;
        }
    }

    /** A commit is acknowledged a moment before it can be read. */
    private static void awaitReadable(ClientSettings client, Addition addition) {
        long deadline = System.nanoTime() + client.timeout().toNanos();
        while (!addition.missing(read(client)).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("what was written to " + Topics.SCHEMAS.name() + " can't be read");
            }
        }
    }

    private static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, Topics topic) {
        try {
            return consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        } catch (UnknownTopicOrPartitionException e) {
            return List.of();
        }
    }

    /** What isn't an id and a schema says nothing of any id: whoever needs one finds it missing. */
    private static void learn(ConsumerRecord<String, byte[]> record, Map<Integer, Schema> schemas) {
        int id;
        Schema schema;
        try {
            id = Integer.parseInt(record.key());
            schema = new Schema.Parser().parse(new String(record.value(), StandardCharsets.UTF_8));
        } catch (RuntimeException | StackOverflowError e) {
            return;
        }
        Schema before = schemas.putIfAbsent(id, schema);
        if (before != null && !SchemaTable.sameForm(before, schema)) {
            throw new SchemasUnavailableException("schema id " + id + " stands for two schemas on "
                    + Topics.SCHEMAS.name() + ": " + before.getFullName() + ", and at offset " + record.offset() + " "
                    + schema.getFullName() + " of another form; expected one meaning for ever");
        }
    }
}
