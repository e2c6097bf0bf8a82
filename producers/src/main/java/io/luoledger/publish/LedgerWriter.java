package io.luoledger.publish;

import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to the ledger on a cluster. Not thread-safe. Life:
 *
 * <ol>
 *   <li>{@link #open}: takes over from an older writer of the same name, reads where every host's ledger ends;
 *   <li>{@link #append} a draft, or {@link #appendRecorded} an event of another ledger: events collect; a full batch is
 *       written in one transaction, together with the new head of each of its hosts, while the next one collects. What the
 *       ledger holds already is skipped and counted;
 *   <li>{@link #complete}: writes the rest and says what was done;
 *   <li>{@link #close}: what was not written by then never will be.
 * </ol>
 *
 * <p>A transaction lives only as long as its batch is sent, so a slow source never holds one open. One batch at a time is
 * on its way: its trouble shows when the next one is full, or at the flush. All trouble with the cluster is a {@link
 * ClusterException} that says what was acknowledged; after it the writer is of no use, and the same work done again
 * from the beginning writes nothing twice.
 */
public final class LedgerWriter implements AutoCloseable {
    /** What a transaction may hold, so that it stays far below the producer's buffer. Unit: bytes. */
    private static final int MAX_BATCH_BYTES = 16 * 1024 * 1024;

    /** Room is left for the record's own header below the topic's limit. Unit: bytes. */
    private static final int MAX_EVENT_BYTES = 1_000_000;

    private static final int MAX_CLAIM_ATTEMPTS = 5;

    private final ClientSettings client;
    private final WriterSettings settings;
    private final ClusterSchemas schemas;
    private final EventCodec codec;
    private final HeadCodec headCodec;
    private final Acknowledged acknowledged = new Acknowledged();
    private final Map<String, HostLedger> hosts = new HashMap<>();
    private final Map<String, CopiedHost> copied = new HashMap<>();
    private final ExecutorService committer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("luo-ledger-writer").daemon().factory());
    private List<ProducerRecord<String, byte[]>> batch = new ArrayList<>();
    private final Map<String, HostLedger> batchHosts = new LinkedHashMap<>();
    private @Nullable Sending sending;
    private final TransactionalProducer producer;
    private final HeadsTopic heads;
    private volatile @Nullable ClusterException failure;
    /** Whether heads were read since the last batch was handed over: then a host that is new here is known as it is now. */
    private boolean caughtUp = true;

    private long batchBytes;
    private long skipped;

    /**
     * What goes into one transaction.
     *
     * @param heads the new head of each host
     * @param ends the last sequence of each host
     */
    private record Batch(
            List<ProducerRecord<String, byte[]>> events,
            List<ProducerRecord<String, byte[]>> heads,
            Map<String, Long> ends) {}

    /** A batch on its way. Until it has arrived, the committer's thread alone uses the producer. */
    private record Sending(Batch batch, Future<?> committed) {}

    private LedgerWriter(ClientSettings client, WriterSettings settings) {
        this.client = client;
        this.settings = settings;
        this.schemas = new ClusterSchemas(client);
        schemas.announce();
        this.codec = new EventCodec(schemas);
        this.headCodec = new HeadCodec(schemas);
        this.producer = new TransactionalProducer(client, settings.transactionalId(), settings.transactionTimeout());
        try {
            // first fence the older writer of this name, then read: nothing of it can come later
            producer.takeOver();
            heads = new HeadsTopic(client, settings.name(), headCodec);
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    /** Opens a writer on a cluster that has its topics. */
    public static LedgerWriter open(ClientSettings client, WriterSettings settings) {
        // every client of this writer is as patient as the writer
        ClientSettings patient = client.withTimeout(settings.timeout());
        return Trouble.explain(patient, () -> new LedgerWriter(patient, settings));
    }

    /** Appends the draft as its host's next event, unless the ledger holds it already. May wait for the cluster. */
    public void append(Draft draft) {
        requireUsable();
        HostLedger host = hostOf(draft.host());
        if (host.mustAskTheLedger(draft.source())) {
            // what this writer has in hand is to be found there, too
            flush();
            askTheLedger(reader -> reader.teach(host));
        }
        if (judged(() -> host.holds(draft.source()))) {
            skipped++;
            return;
        }
        EventCodec.Sealed sealed = codec.sealed(host.head(), draft);
        enqueue(host, sealed.event(), codec.encode(sealed));
    }

    /**
     * Appends an event of another ledger as it is, sequence and chain kept. The other ledger's events of a host must
     * come in order. What this ledger holds already is compared and skipped. What a newer version wrote is passed on as
     * it is, also where this one can't read it.
     *
     * @throws UnreadableInputException when the event doesn't continue what this ledger has of its host, or exceeds the limits
     *     of an event
     */
    public void appendRecorded(RecordedEvent recorded) {
        requireUsable();
        LiveUpdateEvent event = recorded.event();
        HostLedger host = hostOf(event.host());
        CopiedHost copy = copied.computeIfAbsent(event.host(), name -> new CopiedHost(name, host.head()));
        if (judged(() -> copy.accept(recorded)) == CopiedHost.Verdict.PRESENT) {
            skipped++;
            return;
        }
        enqueue(host, event, judged(() -> encoded(recorded)));
    }

    /** Writes what has collected. After this call it is acknowledged. */
    public void flush() {
        requireUsable();
        handOver();
        settle();
        settings.progress().acknowledged(acknowledged.events(), skipped);
    }

    /** Lets the committer write what has collected, once it has written what it was given before. */
    private void handOver() {
        settle();
        if (batch.isEmpty()) {
            return;
        }
        List<ProducerRecord<String, byte[]>> newHeads = new ArrayList<>();
        Map<String, Long> ends = new LinkedHashMap<>();
        batchHosts.forEach((name, host) -> {
            newHeads.add(new ProducerRecord<>(Topics.HEADS.name(), name, headCodec.encode(host, settings.name())));
            ends.put(name, host.head().nextSequence() - 1);
        });
        Batch full = new Batch(batch, newHeads, ends);
        sending = new Sending(full, committer.submit(() -> commit(full)));
        batch = new ArrayList<>();
        batchHosts.clear();
        batchBytes = 0;
        caughtUp = false;
    }

    /** Waits for the batch that is on its way, and counts it. */
    private void settle() {
        Sending awaited = sending;
        if (awaited == null) {
            return;
        }
        sending = null;
        guarded(() -> result(awaited.committed()));
        awaited.batch().ends().forEach(acknowledged::upTo);
        acknowledged.add(awaited.batch().events().size());
    }

    private static @Nullable Object result(Future<?> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    /** Writes the rest, and compares what {@link #appendRecorded} skipped but could not compare on the way. */
    public WriteSummary complete() {
        flush();
        compareShorterCopies();
        return new WriteSummary(acknowledged.events(), skipped, acknowledged.hosts());
    }

    @Override
    public void close() {
        // the batch on its way is let finish: it needs producer and heads until then
        committer.close();
        schemas.close();
        producer.close();
        if (heads != null) {
            heads.close();
        }
    }

    /** What is wrong with an event is told together with what is safe. */
    private <T> T judged(Supplier<T> judgement) {
        try {
            return judgement.get();
        } catch (UnreadableInputException e) {
            settle();
            throw new UnreadableInputException(e.getMessage() + acknowledged.state(), e);
        }
    }

    private HostLedger hostOf(String name) {
        HostLedger known = hosts.get(name);
        if (known == null) {
            known = guarded(() -> readHost(name));
            hosts.put(name, known);
        }
        return known;
    }

    private HostLedger readHost(String name) {
        if (!heads.follows(name)) {
            // who is waited for may wait for this writer's own transaction
            settle();
            heads.follow(name, settings.openTransactionPatience());
        }
        if (!caughtUp) {
            refuseTold(heads.catchUp());
            caughtUp = true;
        }
        Optional<HeadsTopic.Foreign> open = heads.openClaim(name);
        if (open.isPresent()) {
            // what stands behind it can't be read before this writer's own transaction has ended, too
            settle();
            refuseTold(heads.await(open.get(), settings.openTransactionPatience()));
        }
        return heads.take(name)
                .orElseGet(() ->
                        heads.isLost(name) ? askTheLedger(reader -> reader.hostOf(name)) : HostLedger.empty(name));
    }

    /** With the batch that is on its way settled: what is told to be acknowledged is all that is. */
    private void refuseTold(List<HeadsTopic.Foreign> moved) {
        if (!moved.isEmpty()) {
            settle();
        }
        refuseMoved(moved);
    }

    private <T> T askTheLedger(java.util.function.Function<LedgerReader, T> question) {
        try (LedgerReader reader = new LedgerReader(client)) {
            return question.apply(reader);
        }
    }

    private byte[] encoded(RecordedEvent recorded) {
        EventCodec.requireWithinLimits(recorded.event());
        return codec.encode(recorded);
    }

    private void enqueue(HostLedger host, LiveUpdateEvent event, byte[] value) {
        if (value.length > MAX_EVENT_BYTES) {
            settle();
            throw new UnreadableInputException(
                    "host " + event.host() + ", sequence " + event.sequence() + ": an event of " + value.length
                            + " bytes, expected at most " + MAX_EVENT_BYTES + acknowledged.state());
        }
        host.appended(event);
        batch.add(new ProducerRecord<>(Topics.EVENTS.name(), event.host(), value));
        batchHosts.put(event.host(), host);
        batchBytes += value.length;
        if (batch.size() >= settings.batchEvents() || batchBytes >= MAX_BATCH_BYTES) {
            handOver();
            settings.progress().acknowledged(acknowledged.events(), skipped);
        }
    }

    private void commit(Batch full) {
        for (int attempt = 1; attempt <= MAX_CLAIM_ATTEMPTS; attempt++) {
            refuseMoved(heads.catchUpWithOthers());
            Optional<HeadsTopic.Foreign> earlier = tryCommit(full);
            if (earlier.isEmpty()) {
                return;
            }
            // somebody else was first: when their transaction comes to nothing, this one may try again
            refuseMoved(heads.await(earlier.get(), settings.openTransactionPatience()));
        }
        throw fail("another writer keeps claiming the same hosts", null);
    }

    /** Sends the batch and commits it, or gives the claim that came before and aborts it. */
    private Optional<HeadsTopic.Foreign> tryCommit(Batch full) {
        producer.begin();
        full.heads().forEach(producer::sendClaim);
        full.events().forEach(producer::send);
        Optional<HeadsTopic.Foreign> earlier = heads.claimedBefore(producer.claimed());
        if (earlier.isPresent()) {
            producer.abort();
        } else {
            producer.commit();
        }
        return earlier;
    }

    private void refuseMoved(List<HeadsTopic.Foreign> moved) {
        if (!moved.isEmpty()) {
            HeadsTopic.Foreign first = moved.getFirst();
            throw fail(
                    "host " + first.host() + " has a second writer: writer \"" + first.writer()
                            + "\" appended to it while writer \"" + settings.name()
                            + "\" was at work; expected one writer at a time for a host",
                    null);
        }
    }

    private void compareShorterCopies() {
        Map<String, Long> open = new HashMap<>();
        copied.forEach((name, copy) -> copy.notCompared().ifPresent(sequence -> open.put(name, sequence)));
        if (open.isEmpty()) {
            return;
        }
        Map<String, ChainHash> chains = askTheLedger(reader -> reader.chainsAt(open));
        open.keySet().forEach(name -> {
            CopiedHost copy = copied.get(name);
            if (copy != null) {
                copy.compare(chains.get(name));
            }
        });
    }

    private void requireUsable() {
        if (failure != null) {
            throw failure;
        }
    }

    private <T extends @Nullable Object> T guarded(Supplier<T> action) {
        try {
            return action.get();
        } catch (KafkaException e) {
            if (TransactionalProducer.isShutOut(e)) {
                throw fail(
                        "another process took over as writer \"" + settings.name() + "\" of the cluster at "
                                + client.bootstrapServers()
                                + ", so this one was shut out; expected one writer of a name at a time",
                        e);
            }
            throw fail(Trouble.sentence(client, e), e);
        }
    }

    private ClusterException fail(String sentence, @Nullable Throwable cause) {
        String message = client.redact(sentence) + acknowledged.sentence();
        // the cause's own message could show what is redacted here
        failure = new ClusterException(message);
        if (cause != null) {
            failure.setStackTrace(cause.getStackTrace());
        }
        return failure;
    }

    /** The newest event that this writer knows of a host, written or not. */
    LedgerHead headOf(String host) {
        return hostOf(host).head();
    }
}
