package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.SchemasUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The topic luo.schemas: id to schema, added to and never changed. Life: whoever asks for what an id stands for has it
 * read on, with one consumer, from where it was read to before; closed with whoever asks. Safe to share between threads.
 */
final class SchemasTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Whoever adds does so under this name: there is one at a time. */
    static final String TRANSACTIONAL_ID = "luo-ledger-schemas";

    private static final Duration MARGIN = Duration.ofSeconds(15);
    private static final int MAX_ATTEMPTS = 20;

    private final ClientSettings client;
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private @Nullable Consumer<String, byte[]> consumer;

    SchemasTopic(ClientSettings client) {
        this.client = client;
    }

    /**
     * What the id stands for, null when that isn't told at this moment. Asks the cluster at most how far the topic goes,
     * and reads only what is new there.
     *
     * @throws SchemasUnavailableException when the cluster doesn't answer, or an id stands for two schemas
     */
    synchronized @Nullable Schema schemaOf(int id) {
        Schema told = schemas.get(id);
        if (told == null) {
            readOn();
            told = schemas.get(id);
        }
        return told;
    }

    /** What stands there at this moment; empty where the topic doesn't exist. Throws as {@link #schemaOf} does. */
    synchronized Map<Integer, Schema> all() {
        readOn();
        return new HashMap<>(schemas);
    }

    /** The same for who asks once. */
    static Map<Integer, Schema> read(ClientSettings client) {
        try (SchemasTopic topic = new SchemasTopic(client)) {
            return topic.all();
        }
    }

    private void readOn() {
        try {
            readTo(open());
        } catch (KafkaException e) {
            // what is broken is opened anew: it may be the connection
            close();
            String sentence = Trouble.of(client, e).getMessage();
            throw e instanceof RetriableException
                    ? new SchemasUnavailableException(String.valueOf(sentence), e)
                    : new SchemasUnavailableException(String.valueOf(sentence));
        } catch (SchemasUnavailableException e) {
            close();
            throw e;
        }
    }

    private void readTo(Consumer<String, byte[]> opened) {
        Set<TopicPartition> partitions = opened.assignment();
        Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
        long deadline = System.nanoTime() + client.timeout().toNanos();
        while (partitions.stream().anyMatch(one -> opened.position(one) < ends.getOrDefault(one, 0L))) {
            opened.poll(POLL).forEach(record -> learn(record, schemas));
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("no answer while reading " + Topics.SCHEMAS.name());
            }
        }
    }

    private Consumer<String, byte[]> open() {
        Consumer<String, byte[]> opened = consumer;
        if (opened == null || opened.assignment().isEmpty()) {
            close();
            opened = HeadsTopic.consumer(client, "read_committed");
            consumer = opened;
            List<TopicPartition> partitions = partitions(opened, Topics.SCHEMAS);
            opened.assign(partitions);
            opened.seekToBeginning(partitions);
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
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
