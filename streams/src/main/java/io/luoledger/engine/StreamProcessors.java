package io.luoledger.engine;

import io.luoledger.core.EntityReader;
import io.luoledger.files.DiskSpace;
import io.luoledger.judge.AbiJudgements;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.CommittedEnds;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.Trouble;
import io.luoledger.store.StateFormatException;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.LedgerException;
import io.luoledger.wire.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream processors of this process. Life: {@link #start} on a cluster that has its topics, then they work until
 * {@link #close}, or until something fails that trying again doesn't mend ({@link #awaitEnd} tells).
 *
 * <pre>
 * the cluster doesn't answer       a new thread goes on where the last transaction ended, as soon as it answers
 * it gave up a transaction         the same, at once: this instance stood still for longer than one may last
 * a state that can't be read       they stop, the states are made of the ledger anew, and they go on
 * a local store that is damaged    it is thrown away and restored from the cluster, which has the same
 * anything else                    they end
 * </pre>
 */
public final class StreamProcessors implements AutoCloseable {
    public static final String DEFAULT_APPLICATION_ID = "luo-ledger";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(StreamProcessors.class);

    private final ClientSettings client;
    private final ProcessorSettings settings;
    private final ClusterSchemas schemas;
    private final ProcessorWatch watch;
    /** What mends the states while nobody works on them; null: nothing has to be mended. */
    private final AtomicReference<@Nullable Runnable> mending = new AtomicReference<>();

    private volatile KafkaStreams streams;
    private boolean mended;
    private boolean closed;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private StreamProcessors(
            ClientSettings client, ProcessorSettings settings, ClusterSchemas schemas, ProcessorWatch watch) {
        this.client = client;
        this.settings = settings;
        this.schemas = schemas;
        this.watch = watch;
        streams = open();
    }

    private KafkaStreams open() {
        KafkaStreams opened = new KafkaStreams(
                LedgerTopology.build(config(client, settings), schemas, watch), settings.properties(client));
        opened.setUncaughtExceptionHandler(this::uncaught);
        opened.setStateListener((now, before) -> {
            watch.state(now);
            if (now == KafkaStreams.State.ERROR && mending.get() != null) {
                new Thread(this::mend, "luo-ledger mending").start();
            } else if (now == KafkaStreams.State.ERROR
                    || (now == KafkaStreams.State.NOT_RUNNING && mending.get() == null)) {
                ended.countDown();
            }
        });
        return opened;
    }

    private StreamThreadExceptionResponse uncaught(Throwable problem) {
        if (passes(problem)) {
            watch.threadReplaced();
            LOG.warn(
                    "{}",
                    client.redact(
                            causedBy(problem, RetriableException.class)
                                    ? "the cluster doesn't answer (" + root(problem)
                                            + "): processing goes on when it does"
                                    : "the cluster gave up a transaction, which took too long (" + root(problem)
                                            + "): what was in it is done again"));
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        if (causedBy(problem, StateFormatException.class) && mayMend(this::makeAnew)) {
            LOG.warn("{}: the states are made anew of the ledger", root(problem));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (LocalStores.areDamaged(problem) && mayMend(this::discardStores)) {
            tellDamage(problem);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        failure.compareAndSet(null, problem);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Whether it was the cluster that didn't answer, or not in time: that passes, and what was not committed is done again. */
    public static boolean passes(Throwable problem) {
        return causedBy(problem, RetriableException.class)
                || causedBy(problem, InvalidTxnStateException.class)
                || causedBy(problem, TransactionAbortableException.class);
    }

    private static boolean causedBy(Throwable problem, Class<? extends Throwable> kind) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Several threads may stumble at once; what was mended just now and still can't be read isn't mended by more of it. */
    private synchronized boolean mayMend(Runnable how) {
        return mending.get() != null || (!mended && !closed && mending.compareAndSet(null, how));
    }

    private void mend() {
        try {
            close(streams, CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
            Objects.requireNonNull(mending.get()).run();
            goOn(open());
            LOG.warn("the states are there again: processing goes on");
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            ended.countDown();
        }
    }

    private void makeAnew() {
        watch.rebuilding(true);
        StateRebuild.run(client, settings, schemas);
        watch.rebuilding(false);
    }

    private void discardStores() {
        streams.cleanUp();
    }

    private void tellDamage(Throwable problem) {
        LOG.warn(
                "the local states in {} are damaged ({}): they are restored from the cluster",
                settings.stateDirectory(),
                root(problem));
    }

    private synchronized void goOn(KafkaStreams fresh) {
        mended = true;
        mending.set(null);
        if (closed) {
            close(fresh, CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
        } else {
            streams = fresh;
            fresh.start();
        }
    }

    /** Stores are opened before a thread begins: what is damaged there shows at once. */
    private void begin() {
        try {
            streams.start();
        } catch (ProcessorStateException e) {
            if (!LocalStores.areDamaged(e) || !mayMend(this::discardStores)) {
                throw e;
            }
            tellDamage(e);
            close(streams, CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
            discardStores();
            goOn(open());
        }
    }

    private static void close(KafkaStreams streams, CloseOptions.GroupMembershipOperation membership) {
        // whether it was in time tells nobody anything
        boolean ignored = streams.close(CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(membership));
    }

    /** Starts them. */
    public static StreamProcessors start(ClientSettings client, ProcessorSettings settings) {
        return start(client, settings, ProcessorWatch.NONE);
    }

    public static StreamProcessors start(ClientSettings client, ProcessorSettings settings, ProcessorWatch watch) {
        ClusterSchemas schemas = new ClusterSchemas(client);
        schemas.announce();
        StreamProcessors processors = null;
        try {
            processors = new StreamProcessors(client, settings, schemas, watch);
            processors.begin();
            return processors;
        } catch (RuntimeException | Error e) {
            // whatever it failed of: nothing of it stays
            if (processors != null) {
                processors.streams.close(Duration.ZERO);
            }
            if (e instanceof KafkaException) {
                throw new ClusterException(client.redact("the stream processors can't start with state directory "
                        + settings.stateDirectory() + ": " + whyNot(settings, e)));
            }
            throw e;
        }
    }

    private static String whyNot(ProcessorSettings settings, Throwable problem) {
        if (DiskSpace.isFull(problem)) {
            return DiskSpace.left(settings.stateDirectory());
        }
        return problem instanceof ProcessorStateException
                ? root(problem)
                : problem.getMessage() + "; expected a directory that no other process uses (--state-dir)";
    }

    private static LedgerTopology.Config config(ClientSettings client, ProcessorSettings settings) {
        try (LedgerReader ledger = new LedgerReader(client)) {
            return new LedgerTopology.Config(settings.gate())
                    .withPlan(settings.plan())
                    .withPartitions(ledger.begins().size());
        }
    }

    /** Those that run at the time: others after their states were made anew. For questions alone. */
    public KafkaStreams streams() {
        return streams;
    }

    public ProcessorSettings settings() {
        return settings;
    }

    /** Waits until they end by themselves, which only trouble makes them, or are closed. */
    public void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throwFailure();
    }

    /** Waits until everything that is in the ledger at this moment has been processed and committed. */
    public void awaitCaughtUp(Duration atMost) {
        Trouble.explain(client, () -> {
            try (Admin admin = Admin.create(client.base());
                    KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                Map<TopicPartition, Long> ends = CommittedEnds.of(
                        client,
                        consumer,
                        consumer.partitionsFor(Topics.EVENTS.name()).stream()
                                .map(info -> new TopicPartition(info.topic(), info.partition()))
                                .toList());
                awaitCaughtUp(admin, consumer, ends, System.nanoTime() + atMost.toNanos());
            }
            return null;
        });
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = client.base();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        config.put("fetch.max.wait.ms", "20");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void awaitCaughtUp(
            Admin admin, KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, long deadline) {
        while (true) {
            throwFailure();
            Map<TopicPartition, Long> done = committed(admin);
            Map<TopicPartition, Long> open = ends.entrySet().stream()
                    .filter(end -> done.getOrDefault(end.getKey(), 0L) < end.getValue())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            if (open.entrySet().stream()
                    .noneMatch(end -> eventsBetween(
                            consumer, end.getKey(), done.getOrDefault(end.getKey(), 0L), end.getValue()))) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new ClusterException("the stream processors haven't caught up in time: partitions "
                        + open.keySet() + " are still open (state " + streams.state() + ")");
            }
            pause();
        }
    }

    private Map<TopicPartition, Long> committed(Admin admin) {
        try {
            Map<TopicPartition, @Nullable OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                            settings.applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get();
            return offsets.entrySet().stream()
                    .filter(entry -> entry.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> Objects.requireNonNull(entry.getValue()).offset()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e);
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    /** The end of a partition may be a transaction's marker, which nobody processes: only events count. */
    private static boolean eventsBetween(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        consumer.assign(java.util.List.of(partition));
        consumer.seek(partition, from);
        while (consumer.position(partition) < end) {
            if (!consumer.poll(POLL).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    /** What this process keeps. Waits while it is being restored or moved. */
    public EntityReader view(Duration atMost) {
        return kept(atMost, LedgerTopology::view);
    }

    /** What the ABI judge said, and by what; waits as {@link #view} does. */
    public AbiJudgements abiJudgements(Duration atMost) {
        return kept(atMost, LedgerTopology::abiJudgements);
    }

    private <T> T kept(Duration atMost, Function<KafkaStreams, T> question) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            throwFailure();
            try {
                return question.apply(streams);
            } catch (InvalidStateStoreException e) {
                if (System.nanoTime() > deadline) {
                    throw new ClusterException("the view isn't there in time: " + e.getMessage(), e);
                }
                pause();
            }
        }
    }

    private void throwFailure() {
        Throwable problem = failure.get();
        if (problem instanceof LedgerException refused) {
            // it says itself what is to be done
            throw new ClusterException(
                    client.redact("the stream processors had to stop: " + refused.getMessage()), refused);
        }
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException missing) {
                throw new ClusterException("the stream processors had to stop: "
                        + Trouble.whileProcessing(client, missing).getMessage());
            }
            if (cause instanceof MissingSourceTopicException) {
                throw new ClusterException("the stream processors had to stop: topic " + Topics.EVENTS.name()
                        + " was deleted, and the ledger with it; expected it back from its archive, in a new cluster");
            }
        }
        if (problem != null) {
            String reason = DiskSpace.isFull(problem) ? DiskSpace.left(settings.stateDirectory()) : root(problem);
            throw new ClusterException(client.redact("the stream processors had to stop: " + reason
                    + ". What was processed is kept; run the same command again to go on."));
        }
    }

    private static String root(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null && !(root instanceof LedgerException || root instanceof StateFormatException)) {
            root = root.getCause();
        }
        // it stands within a sentence
        return Reason.of(root).replaceFirst("\\.$", "");
    }

    /** Stops in good order; another process, or the next start, goes on at once. May be called twice. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        close(
                streams,
                settings.leaves()
                        ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                        : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
        schemas.close();
        ended.countDown();
    }
}
