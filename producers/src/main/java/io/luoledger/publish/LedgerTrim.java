package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.UnreadableInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes events off the ledger on a cluster, for good: the beginning of each partition of luo.events, never further than
 * every consumer group that reads the ledger has come.
 */
public final class LedgerTrim {
    private final ClientSettings client;

    public LedgerTrim(ClientSettings client) {
        this.client = client;
    }

    /**
     * What was done.
     *
     * @param begins the first offset that each partition has now
     * @param heldBack group by partition that stood in the way, with where it stands
     */
    public record Trimmed(Map<Integer, Long> begins, Map<Integer, String> heldBack) {}

    /**
     * Deletes the records of each partition below an offset.
     *
     * @param below offset by partition
     */
    public Trimmed trim(Map<Integer, Long> below) {
        return Trouble.explain(client, () -> {
            try (Admin admin = Admin.create(client.base())) {
                Map<Integer, Long> begins = new TreeMap<>(below);
                Map<Integer, String> heldBack = new TreeMap<>();
                readers(admin)
                        .forEach((group, offsets) -> offsets.forEach((partition, offset) -> {
                            if (offset < begins.getOrDefault(partition, 0L)) {
                                begins.put(partition, offset);
                                heldBack.put(partition, "group " + group + " at offset " + offset);
                            }
                        }));
                Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
                begins.forEach((partition, offset) -> deletions.put(
                        new TopicPartition(Topics.EVENTS.name(), partition), RecordsToDelete.beforeOffset(offset)));
                Trouble.get(client, admin.deleteRecords(deletions).all());
                return new Trimmed(begins, heldBack);
            }
        });
    }

    /** Where each group that reads the ledger stands: offset by partition. */
    private Map<String, Map<Integer, Long>> readers(Admin admin) {
        Map<String, Map<Integer, Long>> readers = new TreeMap<>();
        for (GroupListing group : Trouble.get(
                client, admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())) {
            Map<TopicPartition, OffsetAndMetadata> offsets = Trouble.get(
                    client, admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata());
            offsets.forEach((partition, offset) -> {
                if (partition.topic().equals(Topics.EVENTS.name()) && offset != null) {
                    readers.computeIfAbsent(group.groupId(), id -> new TreeMap<>())
                            .put(partition.partition(), offset.offset());
                }
            });
        }
        return readers;
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
        } catch (UnreadableInputException e) {
            return OptionalLong.empty();
        }
    }
}
