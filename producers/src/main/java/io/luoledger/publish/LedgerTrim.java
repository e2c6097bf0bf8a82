package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.ClusterException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
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
     * @param heldBack by partition, the group that stood in the way and where it stands
     */
    public record Trimmed(Map<Integer, Long> begins, Map<Integer, String> heldBack) {}

    /**
     * Deletes the records of each partition below an offset, as far as every group that reads the ledger has done with
     * them. A group that has committed nothing in a partition holds back all of it.
     *
     * @param below offset by partition
     */
    public Trimmed trim(Map<Integer, Long> below) {
        return Trouble.explain(client, () -> {
            try (Admin admin = Admin.create(client.base())) {
                Map<Integer, Long> until = new TreeMap<>(below);
                Map<Integer, String> heldBack = new TreeMap<>();
                for (LedgerGroups.Standing group : new LedgerGroups(client, admin).all()) {
                    until.replaceAll((partition, offset) -> {
                        Long done = group.offset(partition);
                        if (done != null && done >= offset) {
                            return offset;
                        }
                        heldBack.put(
                                partition,
                                "group " + group.group()
                                        + (done == null
                                                ? ", which has committed nothing there"
                                                : " at offset " + done));
                        return done == null ? 0L : done;
                    });
                }
                return new Trimmed(deleted(admin, until), heldBack);
            }
        });
    }

    private Map<Integer, Long> deleted(Admin admin, Map<Integer, Long> until) {
        Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
        until.forEach((partition, offset) -> deletions.put(
                new TopicPartition(Topics.EVENTS.name(), partition), RecordsToDelete.beforeOffset(offset)));
        Map<Integer, Long> begins = new TreeMap<>();
        admin.deleteRecords(deletions)
                .lowWatermarks()
                .forEach((partition, deleted) -> begins.put(
                        partition.partition(), Trouble.get(client, deleted).lowWatermark()));
        return begins;
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
