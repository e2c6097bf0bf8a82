package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.ClusterException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Topics that are followed for long outside of a group, and whether they are still the ones that they were: a consumer goes
 * on without a word where one is deleted, made anew or given more partitions. Life: {@link #renew} before they are read,
 * {@link #look} while they are. Not thread-safe.
 */
public final class FollowedTopics implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ClientSettings client;
    private final List<String> names;
    private final Admin admin;
    private Map<String, Known> known = Map.of();
    private @Nullable Map<String, KafkaFuture<TopicDescription>> asked;
    private long askedAt;
    private @Nullable String suspected;

    /** What a look at them tells. */
    public sealed interface Look {
        /** It is too early to tell. */
        record Nothing() implements Look {}

        record Same() implements Look {}

        /** What is read isn't what was read so far. */
        record Changed(String what) implements Look {}

        record NoAnswer(String reason) implements Look {}
    }

    private record Known(Uuid id, int partitions) {}

    public FollowedTopics(ClientSettings client, Collection<Topics> topics) {
        this.client = client;
        names = topics.stream().map(Topics::name).toList();
        admin = Trouble.explain(client, () -> Admin.create(client.base()));
    }

    /**
     * Looks them up.
     *
     * @return what changed since they were looked up before, null when nothing did
     * @throws ClusterException when one isn't there
     */
    public @Nullable String renew() {
        Map<String, Known> found = found(admin.describeTopics(names).topicNameValues());
        for (String name : names) {
            if (!found.containsKey(name)) {
                throw new ClusterException("there is no topic " + name + " yet");
            }
        }
        String change = known.isEmpty() ? null : change(found);
        known = found;
        asked = null;
        askedAt = System.nanoTime();
        suspected = null;
        return change;
    }

    /** As they were looked up last. */
    public List<TopicPartition> partitions() {
        return known.entrySet().stream()
                .flatMap(topic -> IntStream.range(0, topic.getValue().partitions())
                        .mapToObj(number -> new TopicPartition(topic.getKey(), number)))
                .toList();
    }

    /**
     * Looks whether they are as they were looked up last. It waits for nothing: now and then a question goes out, and a later
     * call tells the answer. A broker may be late with its knowledge, so a change is told when it was seen twice.
     */
    public Look look() {
        Map<String, KafkaFuture<TopicDescription>> answer = asked;
        if (answer == null) {
            if (System.nanoTime() - askedAt >= EVERY.toNanos()) {
                asked = admin.describeTopics(names).topicNameValues();
                askedAt = System.nanoTime();
            }
            return new Look.Nothing();
        }
        if (!answer.values().stream().allMatch(KafkaFuture::isDone)) {
            return new Look.Nothing();
        }
        asked = null;
        String change;
        try {
            change = change(found(answer));
        } catch (ClusterException e) {
            return new Look.NoAnswer(String.valueOf(e.getMessage()));
        }
        boolean again = change != null && change.equals(suspected);
        suspected = change;
        if (change == null) {
            return new Look.Same();
        }
        return again ? new Look.Changed(change) : new Look.Nothing();
    }

    private @Nullable String change(Map<String, Known> found) {
        return known.entrySet().stream()
                .flatMap(
                        topic -> Stream.ofNullable(change(topic.getKey(), topic.getValue(), found.get(topic.getKey()))))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String change(String topic, Known before, @Nullable Known now) {
        if (now == null) {
            return "topic " + topic + " was deleted";
        }
        if (!now.id().equals(before.id())) {
            return "topic " + topic + " was deleted and made anew";
        }
        return now.partitions() == before.partitions()
                ? null
                : "topic " + topic + " has " + now.partitions() + " partitions now, " + before.partitions() + " before";
    }

    /** Those that are there. */
    private Map<String, Known> found(Map<String, KafkaFuture<TopicDescription>> described) {
        Map<String, Known> found = new TreeMap<>();
        described.forEach((name, future) -> {
            try {
                TopicDescription topic = future.get();
                found.put(name, new Known(topic.topicId(), topic.partitions().size()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw Trouble.of(client, e.getCause() == null ? e : e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted while waiting for " + client.bootstrapServers(), e);
            }
        });
        return found;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
