package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.ClusterException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DeletedRecords;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Takes events off the ledger on a cluster, for good: the beginning of each partition of luo.events, never further than
 * every consumer group that reads the ledger has come.
 */
public final class LedgerTrim {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ClientSettings client;

    public LedgerTrim(ClientSettings client) {
        this.client = client;
    }

    /**
     * A group that reads the ledger.
     *
     * @param alive whether it has a member now; one without may be abandoned, or only stopped for a while
     */
    public record Reader(String group, boolean alive) {}

    /**
     * What keeps a partition from being trimmed as far as it could be.
     *
     * @param reader the group that has done least there
     * @param offset the first that it hasn't done with, null when it has committed nothing there
     * @param waitingSinceMillis when the first event was written that it hasn't read; null when that isn't there to ask.
     *     Unit: milliseconds since 1970 (UTC)
     */
    public record HeldBack(
            Reader reader, @Nullable Long offset, @Nullable Long waitingSinceMillis) {}

    /**
     * What was done.
     *
     * @param begins the first offset that each partition has now
     * @param heldBack by partition, what stood in the way
     */
    public record Trimmed(Map<Integer, Long> begins, Map<Integer, HeldBack> heldBack) {}

    /** Every group that reads the ledger. */
    public List<Reader> readers() {
        return Trouble.explain(client, () -> {
            try (Admin admin = Admin.create(client.base())) {
                return new LedgerGroups(client, admin)
                        .all().stream()
                                .map(standing -> new Reader(standing.group(), standing.alive()))
                                .toList();
            }
        });
    }

    /**
     * Deletes the records of each partition below an offset, as far as every group that reads the ledger has done with
     * them. A group that has committed nothing in a partition holds back all of it.
     *
     * @param below offset by partition
     * @param passedOver groups that hold back nothing
     * @param before told below which offset of each partition records go, before they do; what it throws keeps them
     */
    public Trimmed trim(
            Map<Integer, Long> below, Set<String> passedOver, java.util.function.Consumer<Map<Integer, Long>> before) {
        return Trouble.explain(client, () -> {
            try (Admin admin = Admin.create(client.base())) {
                requireSeesEveryGroup(admin);
                Map<Integer, Long> until = new TreeMap<>(below);
                Map<Integer, LedgerGroups.Standing> least = new TreeMap<>();
                for (LedgerGroups.Standing group : new LedgerGroups(client, admin).all()) {
                    until.replaceAll((partition, offset) -> {
                        Long done = group.offset(partition);
                        if (passedOver.contains(group.group()) || (done != null && done >= offset)) {
                            return offset;
                        }
                        least.put(partition, group);
                        return done == null ? 0L : done;
                    });
                }
                before.accept(until);
                return new Trimmed(deleted(admin, until), heldBack(least));
            }
        });
    }

    /** Where groups are guarded, Kafka lists those that one may see and says nothing of the others: they would lose events. */
    private void requireSeesEveryGroup(Admin admin) {
        Set<AclOperation> may = Trouble.get(
                client,
                admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                        .authorizedOperations());
        if (may != null && !may.contains(AclOperation.DESCRIBE)) {
            throw new ClusterException("the cluster at " + client.bootstrapServers()
                    + " doesn't show every group that reads the ledger: this login lacks DESCRIBE on cluster;"
                    + " nothing was trimmed; luo-ledger cluster roles archive lists what is needed");
        }
    }

    private Map<Integer, HeldBack> heldBack(Map<Integer, LedgerGroups.Standing> least) {
        Map<Integer, HeldBack> held = new TreeMap<>();
        if (least.isEmpty()) {
            return held;
        }
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            least.forEach((partition, group) -> {
                Long offset = group.offset(partition);
                held.put(
                        partition,
                        new HeldBack(
                                new Reader(group.group(), group.alive()),
                                offset,
                                written(consumer, partition, offset)));
            });
        }
        return held;
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> config = client.base();
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", "false");
        config.put("max.poll.records", "1");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** When the first record from there on was written. */
    private @Nullable Long written(Consumer<byte[], byte[]> consumer, int number, @Nullable Long offset) {
        TopicPartition partition = new TopicPartition(Topics.EVENTS.name(), number);
        consumer.assign(List.of(partition));
        if (offset == null) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, offset);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
            return record.timestamp();
        }
        return null;
    }

    private Map<Integer, Long> deleted(Admin admin, Map<Integer, Long> until) {
        Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
        until.forEach((partition, offset) -> deletions.put(
                new TopicPartition(Topics.EVENTS.name(), partition), RecordsToDelete.beforeOffset(offset)));
        Map<Integer, Long> begins = new TreeMap<>();
        admin.deleteRecords(deletions)
                .lowWatermarks()
                .forEach((partition, deleted) -> begins.put(
                        partition.partition(), permitted(partition, deleted).lowWatermark()));
        return begins;
    }

    private DeletedRecords permitted(TopicPartition partition, KafkaFuture<DeletedRecords> deleted) {
        try {
            return deleted.get();
        } catch (ExecutionException e) {
            throw Trouble.of(
                    client,
                    e.getCause() instanceof AuthorizationException refused
                            ? new MissingRightException(AclOperation.DELETE, "topic " + partition.topic(), refused)
                            : e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while the ledger was trimmed", e);
        }
    }

    /** How many bytes the ledger takes on the cluster's disks, one copy of each partition; empty when nobody may ask. */
    public OptionalLong bytes() {
        try (Admin admin = Admin.create(client.base())) {
            List<Integer> brokers = Trouble.get(client, admin.describeCluster().nodes()).stream()
                    .map(node -> node.id())
                    .toList();
            Map<TopicPartition, Long> sizes = new HashMap<>();
            Trouble.get(client, admin.describeLogDirs(brokers).allDescriptions())
                    .values()
                    .forEach(directories -> directories
                            .values()
                            .forEach(directory -> directory.replicaInfos().forEach((partition, replica) -> {
                                if (partition.topic().equals(Topics.EVENTS.name())) {
                                    sizes.merge(partition, replica.size(), Math::max);
                                }
                            })));
            return OptionalLong.of(
                    sizes.values().stream().mapToLong(Long::longValue).sum());
        } catch (ClusterException e) {
            return OptionalLong.empty();
        }
    }
}
