package io.luoledger.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's producer as the ledger's writers use it: one transaction at a time, every wait bounded. */
final class TransactionalProducer implements AutoCloseable {
    private final Duration timeout;
    private final String transactionalId;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, Future<RecordMetadata>> claims = new LinkedHashMap<>();

    /**
     * @param transactionalId of two with the same, the younger shuts the older one out
     * @param transactionTimeout how long the cluster keeps a transaction open whose producer has gone
     */
    TransactionalProducer(ClientSettings client, String transactionalId, Duration transactionTimeout) {
        timeout = client.timeout();
        this.transactionalId = transactionalId;
        int millis = Math.toIntExact(client.timeout().toMillis());
        Map<String, Object> config = client.base();
        config.put("transactional.id", transactionalId);
        config.put("transaction.timeout.ms", Math.toIntExact(transactionTimeout.toMillis()));
        config.put("enable.idempotence", "true");
        config.put("acks", "all");
        config.put("request.timeout.ms", Math.min(millis / 2, 10_000));
        config.put("linger.ms", 5);
        config.put("delivery.timeout.ms", millis);
        config.put("max.block.ms", millis);
        // a batch of events of one kind compresses well, and lz4 costs next to nothing
        config.put("compression.type", "lz4");
        config.put("batch.size", 128 * 1024);
        config.put("client.id", transactionalId);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** Whether this says that a younger producer of the same name took over. */
    static boolean isShutOut(Throwable problem) {
        return problem instanceof ProducerFencedException
                || problem instanceof InvalidProducerEpochException
                || (problem.getCause() != null && isShutOut(problem.getCause()));
    }

    /** Shuts out an older writer of the same name, and finishes what it left open. */
    void takeOver() {
        permitted(producer::initTransactions);
    }

    void begin() {
        claims.clear();
        producer.beginTransaction();
    }

    private void permitted(Runnable action) {
        try {
            action.run();
        } catch (TransactionalIdAuthorizationException e) {
            throw new MissingRightException(AclOperation.WRITE, "transactional id " + transactionalId, e);
        } catch (AuthorizationException e) {
            throw MissingRightException.of(e, AclOperation.WRITE);
        }
    }

    /** Sends a host's new head; its place is known after {@link #claimed}. */
    void sendClaim(ProducerRecord<String, byte[]> head) {
        claims.put(head.key(), sent(head));
    }

    void send(ProducerRecord<String, byte[]> event) {
        // a failure on the way shows at the claims, or at the latest at the commit
        @SuppressWarnings({"unused", "FutureReturnValueIgnored"})
        Future<RecordMetadata> later = sent(event);
    }

    /** What failed at once is told at once: every further record would wait as long for a cluster that has gone. */
    private Future<RecordMetadata> sent(ProducerRecord<String, byte[]> record) {
        Future<RecordMetadata> sent = producer.send(record);
        if (sent.isDone()) {
            get(sent, 0);
        }
        return sent;
    }

    /** Waits until the claims are with the cluster; gives where they stand. Events may still be on their way. */
    Map<String, HeadsTopic.Claim> claimed() {
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<String, HeadsTopic.Claim> places = new HashMap<>();
        claims.forEach((host, claim) -> {
            RecordMetadata written = get(claim, deadline - System.nanoTime());
            places.put(
                    host,
                    new HeadsTopic.Claim(new TopicPartition(written.topic(), written.partition()), written.offset()));
        });
        return places;
    }

    /** Not by a flush: while the coordinator of transactions is away, that waits for ever. */
    private static RecordMetadata get(Future<RecordMetadata> future, long nanos) {
        try {
            return future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("what was sent is not acknowledged", e);
        } catch (ExecutionException e) {
            throw MissingRightException.ofSending(e.getCause());
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    void commit() {
        permitted(producer::commitTransaction);
    }

    void abort() {
        producer.abortTransaction();
    }

    /** What is open is left to the cluster, which aborts it: never waits for a cluster that has gone. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
