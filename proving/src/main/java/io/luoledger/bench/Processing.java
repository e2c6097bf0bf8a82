package io.luoledger.bench;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StateRebuild;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.streams.Observer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.jspecify.annotations.Nullable;

/** A ledger on an embedded broker, processed again and again, each time by an application of its own. */
final class Processing implements AutoCloseable {
    /** Where a topology that isn't the ledger's own may write to. */
    static final String OUT_TOPIC = "bench.out";

    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int COMMIT_POLL_MILLIS = 10;

    private final EmbeddedBroker broker = EmbeddedBroker.temporary();
    private final Path state = Files.createTempDirectory("luo-ledger-bench-");
    private final ClusterSchemas schemas = new ClusterSchemas(broker.client());
    private final Admin admin = Admin.create(broker.client().base());
    private final long events;
    /** Behind the last event of each partition. */
    private final Map<TopicPartition, Long> ends;

    private int directories;
    private int applications;

    Processing(Setting setting) throws Exception {
        try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
            admin.createTopics(List.of(new NewTopic(OUT_TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            Input.drafts(setting.events()).forEach(writer::append);
            events = writer.complete().appended();
        }
        ends = ends();
    }

    private Map<TopicPartition, Long> ends() throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(List.of(Topics.EVENTS.name()))
                .allTopicNames()
                .get()
                .values()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> latest.put(
                                new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> found = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> {
            if (end.offset() > 0) {
                // the last record ends a transaction, and nobody sees it
                found.put(partition, end.offset() - 1);
            }
        });
        return found;
    }

    /** By the ledger's own topology. */
    Cost ledger() throws Exception {
        return run(this::ownTopology);
    }

    private Topology ownTopology(Observer seen) {
        return LedgerTopology.build(new LedgerTopology.Config(SimulatedReader.gate()), schemas, seen);
    }

    /** From where a topology has all of its partitions until all of the ledger is committed: starting isn't part of it. */
    Cost run(Function<Observer, Topology> topology) throws Exception {
        applications++;
        Stretch stretch = new Stretch(events);
        try (KafkaStreams streams =
                new KafkaStreams(topology.apply(stretch), settings().properties(broker.client()))) {
            streams.setStateListener(stretch);
            streams.start();
            stretch.awaitLast();
            awaitCommit();
            Cost cost = stretch.stop();
            // the next one, and a rebuild, find nobody at work
            boolean ignored = streams.close(CloseOptions.timeout(PATIENCE)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            return cost;
        }
    }

    /** What is held or cached until then is part of the work. */
    private void awaitCommit() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isCommitted()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("what was processed was not committed in time");
            }
            Thread.sleep(COMMIT_POLL_MILLIS);
        }
    }

    private boolean isCommitted() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(applicationId())
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = committed.get(end.getKey());
            return offset != null && offset.offset() >= end.getValue();
        });
    }

    private String applicationId() {
        return "bench-" + applications;
    }

    private ProcessorSettings settings() {
        return ProcessorSettings.of(SimulatedReader.gate(), applicationId(), state.resolve("of-" + directories));
    }

    /** Restores the states of the application that ran last where there is nothing of them: what lies between begin and end. */
    Cost restored() throws Exception {
        directories++;
        Restoring restoring = new Restoring(events);
        try (KafkaStreams streams =
                new KafkaStreams(ownTopology(Observer.NONE), settings().properties(broker.client()))) {
            streams.setGlobalStateRestoreListener(restoring);
            CountDownLatch running = new CountDownLatch(1);
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    running.countDown();
                }
            });
            streams.start();
            if (!running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("states were not restored in time");
            }
            boolean ignored = streams.close(CloseOptions.timeout(PATIENCE)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            return restoring.cost();
        }
    }

    /** Makes the states of the application that ran last of the ledger anew. */
    Cost rebuilt() throws Exception {
        return Cost.of(() -> {
            StateRebuild.run(broker.client(), settings(), schemas);
            return events;
        });
    }

    @Override
    public void close() {
        admin.close();
        schemas.close();
        broker.close();
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The thread that processes begins with the partitions that it has, while it still opens the stores of the others: what
     * it does until then doesn't count. A ledger that is done by then counts whole.
     */
    private static final class Stretch implements Observer, KafkaStreams.StateListener {
        private final long events;
        private final CountDownLatch done = new CountDownLatch(1);
        private long seen;
        private long uncounted;
        private Cost.@Nullable Watch watch;
        private boolean running;

        Stretch(long events) {
            this.events = events;
        }

        @Override
        public synchronized void onChange(KafkaStreams.State now, KafkaStreams.State before) {
            if (now == KafkaStreams.State.RUNNING && !running && done.getCount() > 0) {
                running = true;
                watch = null;
            }
        }

        @Override
        public synchronized void event() {
            if (watch == null) {
                uncounted = seen;
                watch = Cost.Watch.start();
            }
            seen++;
            if (seen == events) {
                done.countDown();
            }
        }

        void awaitLast() throws InterruptedException {
            if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the " + events + " events were not processed in time");
            }
        }

        synchronized Cost stop() {
            return Objects.requireNonNull(watch).stop(events - uncounted);
        }
    }

    /** From where the first store begins to be restored to where the last one is. */
    private static final class Restoring implements StateRestoreListener {
        private final long events;
        private Cost.@Nullable Watch watch;
        private @Nullable Cost cost;

        Restoring(long events) {
            this.events = events;
        }

        @Override
        public synchronized void onRestoreStart(TopicPartition changelog, String store, long from, long to) {
            if (watch == null) {
                watch = Cost.Watch.start();
            }
        }

        @Override
        public void onBatchRestored(TopicPartition changelog, String store, long end, long number) {
            // the end tells
        }

        @Override
        public synchronized void onRestoreEnd(TopicPartition changelog, String store, long total) {
            cost = watch == null ? null : watch.stop(events);
        }

        synchronized Cost cost() {
            if (cost == null) {
                throw new IllegalStateException("there was nothing to be restored");
            }
            return cost;
        }
    }
}
