package io.luoledger.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * Tells whether a transaction that holds back the committed end of a partition may hide something acknowledged:
 *
 * <pre>
 *   committed end          written end
 *        v                      v
 *   -----|a1 a2 b1 b2 B a3 a4 --|      a: open transaction   B: marker that completed transaction b
 * </pre>
 *
 * <p>It hides nothing when its coordinator says that it is going on (nobody has told its writer of a commit), and when
 * no marker stands behind the committed end: then everything there belongs to transactions of that kind. A marker there
 * may also complete what lies before the committed end; nobody can tell, so it counts as hiding something.
 */
final class OpenTransactions implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** What holds back a partition, and why that may hide something acknowledged. */
    record Holder(TopicPartition partition, long offset, String why) {}

    private final ClientSettings client;
    private final Admin admin;
    private final Consumer<String, byte[]> everything;

    OpenTransactions(ClientSettings client) {
        this.client = client;
        this.admin = Admin.create(client.base());
        this.everything = HeadsTopic.consumer(client, "read_uncommitted");
    }

    /**
     * The first of these partitions where something acknowledged may be held back.
     *
     * @param behind partitions with their committed ends
     * @param written up to where it matters
     */
    Optional<Holder> withholding(Map<TopicPartition, Long> behind, Map<TopicPartition, Long> written) {
        if (behind.isEmpty()) {
            return Optional.empty();
        }
        Map<TopicPartition, List<ProducerState>> open = openOn(behind.keySet());
        // sampled after the look at what is open: whatever was completed by then has its marker before these ends
        Map<TopicPartition, Long> ends = everything.endOffsets(behind.keySet());
        Map<Long, Known> known = known(open.values().stream()
                .flatMap(List::stream)
                .map(ProducerState::producerId)
                .collect(Collectors.toSet()));
        for (var entry : new TreeMap<>(byName(behind)).entrySet()) {
            TopicPartition partition = entry.getValue();
            long from = behind.getOrDefault(partition, 0L);
            long end = written.getOrDefault(partition, 0L);
            Optional<String> why = open.getOrDefault(partition, List.of()).stream()
                    .filter(state -> state.currentTransactionStartOffset().orElse(end) < end)
                    .flatMap(state -> notGoingOn(state, partition, known.get(state.producerId())).stream())
                    .findFirst();
            if (why.isEmpty() && completedBetween(partition, from, ends.getOrDefault(partition, end))) {
                why = Optional.of("an open transaction before others that are complete");
            }
            if (why.isPresent()) {
                return Optional.of(new Holder(partition, from, why.get()));
            }
        }
        return Optional.empty();
    }

    private static Map<String, TopicPartition> byName(Map<TopicPartition, Long> behind) {
        return behind.keySet().stream().collect(Collectors.toMap(TopicPartition::toString, partition -> partition));
    }

    private Map<TopicPartition, List<ProducerState>> openOn(Collection<TopicPartition> partitions) {
        Map<TopicPartition, List<ProducerState>> open = new HashMap<>();
        get(admin.describeProducers(partitions).all())
                .forEach((partition, producers) -> open.put(
                        partition,
                        producers.activeProducers().stream()
                                .filter(state ->
                                        state.currentTransactionStartOffset().isPresent())
                                .toList()));
        return open;
    }

    /** A transaction as its coordinator has it. */
    private record Known(String transactionalId, TransactionDescription description) {}

    private Map<Long, Known> known(Set<Long> producers) {
        Map<Long, Known> known = new HashMap<>();
        if (producers.isEmpty()) {
            return known;
        }
        List<String> names = new ArrayList<>();
        get(admin.listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                        .all())
                .stream()
                .map(TransactionListing::transactionalId)
                .forEach(names::add);
        var descriptions = admin.describeTransactions(names);
        for (String name : names) {
            try {
                TransactionDescription description = get(descriptions.description(name));
                known.put(description.producerId(), new Known(name, description));
            } catch (TransactionalIdNotFoundException | TransactionalIdAuthorizationException e) {
                // then it isn't known
            }
        }
        return known;
    }

    /** Why a transaction doesn't count as one that nobody has been told of. */
    private static Optional<String> notGoingOn(
            ProducerState state, TopicPartition partition, @org.jspecify.annotations.Nullable Known known) {
        if (known == null) {
            return Optional.of("a transaction of producer " + state.producerId() + " that no coordinator tells of");
        }
        TransactionDescription said = known.description();
        if (said.state() == TransactionState.ONGOING
                && said.producerEpoch() == state.producerEpoch()
                && said.topicPartitions().contains(partition)) {
            return Optional.empty();
        }
        return Optional.of("the transaction of " + known.transactionalId() + " (" + said.state() + ")");
    }

    /** Whether a marker stands there. Nobody may read one: it shows as an offset without a record. */
    private boolean completedBetween(TopicPartition partition, long from, long end) {
        everything.assign(List.of(partition));
        everything.seek(partition, from);
        long deadline = System.nanoTime() + client.timeout().toNanos();
        long next = from;
        while (next < end) {
            var records = everything.poll(POLL);
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.offset() >= end) {
                    return false;
                }
                if (record.offset() != next) {
                    return true;
                }
                next = record.offset() + 1;
            }
            if (next < end && everything.position(partition) > next) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("no answer while reading " + partition + " at offset " + next);
            }
        }
        return false;
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        everything.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
