package io.luoledger.engine;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.judge.AbiJudge;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.Trouble;
import io.luoledger.streams.RebuiltStates;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.SchemaIds;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Makes the states of the stream processors anew, in this version's format, where they are of another one: they are a fold
 * over the ledger, so the ledger is read from its beginning to where it was processed, and what comes of it is written to
 * the changelogs that every instance restores its stores from. Nothing is published: what was said stays said once, and the
 * processors go on where they stopped. Each partition is one transaction, so that a rebuild that is cut off is done again.
 */
public final class StateRebuild {
    private static final Duration POLL = Duration.ofMillis(100);
    /** The most that brokers grant, unless they are told otherwise. */
    private static final int TRANSACTION_MILLIS = 900_000;

    private final ClientSettings client;
    private final AbiGate gate;
    private final String application;
    private final List<String> plan;
    private final SchemaIds schemas;
    private final Duration session;

    private StateRebuild(ClientSettings client, ProcessorSettings settings, SchemaIds schemas) {
        this.client = client;
        this.gate = settings.gate();
        this.application = settings.applicationId();
        this.plan = settings.plan();
        this.schemas = schemas;
        this.session = Duration.ofSeconds(settings.sessionSeconds());
    }

    /**
     * Rebuilds the states of this application, of which no instance is at work.
     *
     * @throws ClusterException when others are at work, or the ledger's beginning isn't on the cluster any more
     */
    public static void run(ClientSettings client, ProcessorSettings settings, SchemaIds schemas) {
        Trouble.explain(client, () -> {
            new StateRebuild(client, settings, schemas).run();
            return null;
        });
    }

    private void run() {
        try (Admin admin = Admin.create(client.base());
                KafkaConsumer<byte[], byte[]> consumer = consumer();
                KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            awaitNobodyAtWork(admin);
            Map<TopicPartition, OffsetAndMetadata> processed = processed(admin);
            requireWhole(consumer, processed.keySet());
            AbiJudge.Kernels kernels = kernels();
            int partitions = consumer.partitionsFor(Topics.EVENTS.name()).size();
            processed.forEach((partition, done) -> {
                RebuiltStates states =
                        new RebuiltStates(schemas, kernels, plan, gate, partition.partition(), partitions);
                read(consumer, partition, done.offset(), states);
                producer.beginTransaction();
                states.stores().forEach((store, values) -> write(consumer, producer, partition, store, values));
                requireNobodyAtWork(admin);
                // the place stays where it is: together with the states, or not at all
                producer.sendOffsetsToTransaction(Map.of(partition, done), consumer.groupMetadata());
                producer.commitTransaction();
            });
        } catch (ProducerFencedException e) {
            throw new ClusterException(
                    "another instance rebuilds the states at this moment; start this one again when that one works", e);
        }
    }

    /** Where the processors stopped, by partition of the ledger. */
    private Map<TopicPartition, OffsetAndMetadata> processed(Admin admin) {
        Map<TopicPartition, OffsetAndMetadata> processed = new HashMap<>();
        get(admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata())
                .forEach((partition, done) -> {
                    if (done != null && partition.topic().equals(Topics.EVENTS.name())) {
                        processed.put(partition, done);
                    }
                });
        return processed;
    }

    /** A thread that died never said that it leaves: the group knows when it hasn't been heard of for a session. */
    private void awaitNobodyAtWork(Admin admin) {
        long deadline = System.nanoTime() + session.plus(client.timeout()).toNanos();
        while (atWork(state(admin)) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        requireNobodyAtWork(admin);
    }

    private GroupState state(Admin admin) {
        try {
            return get(admin.describeConsumerGroups(List.of(application)).all())
                    .values()
                    .iterator()
                    .next()
                    .groupState();
        } catch (GroupIdNotFoundException e) {
            return GroupState.DEAD;
        }
    }

    private static boolean atWork(GroupState state) {
        return state != GroupState.EMPTY && state != GroupState.DEAD;
    }

    private void requireNobodyAtWork(Admin admin) {
        GroupState state = state(admin);
        if (atWork(state)) {
            throw new ClusterException("states of the stream processors " + application
                    + " are of another format and have to be made anew, and other instances are at work (group "
                    + state + "); expected none: stop them, start this one, then the others again");
        }
    }

    private void requireWhole(KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        Map<Integer, Long> trimmed = new TreeMap<>();
        consumer.beginningOffsets(partitions).forEach((partition, begin) -> {
            if (begin > 0) {
                trimmed.put(partition.partition(), begin);
            }
        });
        if (!trimmed.isEmpty()) {
            throw new ClusterException("states of the stream processors " + application
                    + " are of another format, and the ledger that they would be made of was trimmed: it begins at"
                    + " offset " + trimmed.values().iterator().next() + " of partition "
                    + trimmed.keySet().iterator().next()
                    + ". What was before is in the archive that archive --trim wrote (its events-*.avro): import its"
                    + " parts in their order into a new cluster (import events), then what export gives of this one,"
                    + " and start the processors there; or go on with the version that wrote the states");
        }
    }

    private AbiJudge.Kernels kernels() {
        Map<String, AbiDescriptor> published = PublishedDescriptors.read(client, problem -> {
            // judged without it, as the processors would
        });
        return release -> PublishedDescriptors.find(published, release);
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end, RebuiltStates states) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(record -> {
                if (record.offset() < end) {
                    states.accept(record.key(), record.value());
                }
            });
        }
    }

    /** Writes every value, and deletes what stands there besides. */
    private void write(
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer,
            TopicPartition partition,
            String store,
            Map<Bytes, byte[]> values) {
        TopicPartition changelog = new TopicPartition(application + "-" + store + "-changelog", partition.partition());
        for (Bytes key : keys(consumer, changelog)) {
            if (!values.containsKey(key)) {
                send(producer, changelog, key, null);
            }
        }
        values.forEach((key, value) -> send(producer, changelog, key, value));
    }

    private static Set<Bytes> keys(KafkaConsumer<byte[], byte[]> consumer, TopicPartition changelog) {
        Set<Bytes> keys = new HashSet<>();
        consumer.assign(List.of(changelog));
        consumer.seekToBeginning(List.of(changelog));
        long end = consumer.endOffsets(List.of(changelog)).getOrDefault(changelog, 0L);
        while (consumer.position(changelog) < end) {
            consumer.poll(POLL).forEach(record -> keys.add(Bytes.wrap(record.key())));
        }
        return keys;
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, TopicPartition changelog, Bytes key, byte @Nullable [] value) {
        // what fails fails the commit
        Object ignored =
                producer.send(new ProducerRecord<>(changelog.topic(), changelog.partition(), key.get(), value));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = client.base();
        // it takes no part in the group's work: only its name goes with the place that is committed
        config.put("group.id", application);
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        config.put("fetch.max.wait.ms", "20");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> config = client.base();
        config.put("transactional.id", application + "-rebuild");
        config.put("transaction.timeout.ms", TRANSACTION_MILLIS);
        config.put("compression.type", "lz4");
        config.put("linger.ms", 20);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
