package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.SchemasUnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topic luo.schemas: id to schema, added to and never changed. */
final class SchemasTopic {
    private static final java.time.Duration POLL = java.time.Duration.ofMillis(100);

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

    /** Adds these; returns when the cluster has them. */
    static void append(ClientSettings client, Map<Integer, Schema> schemas) {
        Trouble.explain(client, () -> {
            Map<String, Object> config = client.base();
            config.put("enable.idempotence", "true");
            config.put("acks", "all");
            config.put("max.block.ms", Math.toIntExact(client.timeout().toMillis()));
            config.put("delivery.timeout.ms", Math.toIntExact(client.timeout().toMillis()));
            config.put(
                    "request.timeout.ms",
                    Math.min(Math.toIntExact(client.timeout().toMillis()) / 2, 10_000));
            config.put("compression.type", "lz4");
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
                var sent = schemas.entrySet().stream()
                        .map(one -> producer.send(new ProducerRecord<>(
                                Topics.SCHEMAS.name(), String.valueOf(one.getKey()), SchemaTable.text(one.getValue()))))
                        .toList();
                producer.flush();
                for (var one : sent) {
                    // the place on the topic says nothing to anybody
                    Object ignored = one.get();
                }
                return null;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
            } catch (InterruptedException e) {
                throw new org.apache.kafka.common.errors.InterruptException(e);
            }
        });
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
            schema = new Schema.Parser().parse(new String(record.value(), java.nio.charset.StandardCharsets.UTF_8));
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
