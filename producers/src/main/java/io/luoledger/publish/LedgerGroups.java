package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * The groups that read luo.events on a cluster, of every kind that Kafka has: consumer groups of the classic and of the
 * new protocol, streams groups and share groups. A group reads the ledger when it has committed an offset in it, or when
 * a member has been given a partition of it.
 */
final class LedgerGroups {
    /**
     * Where a group stands.
     *
     * @param offsets the first offset that it hasn't done with, by partition; none where it has committed nothing yet
     * @param alive whether it has a member now
     */
    record Standing(String group, Map<Integer, Long> offsets, boolean alive) {
        /** Null when it has committed nothing in this partition: then it has everything of it still to read. */
        @Nullable
        Long offset(int partition) {
            return offsets.get(partition);
        }
    }

    private final ClientSettings client;
    private final Admin admin;

    LedgerGroups(ClientSettings client, Admin admin) {
        this.client = client;
        this.admin = admin;
    }

    /** Every group that reads the ledger. */
    List<Standing> all() {
        List<Standing> all = new ArrayList<>();
        for (String group : listed(ListGroupsOptions.forConsumerGroups())) {
            add(all, group, this::consumerOffsets, this::consumers);
        }
        for (String group : listed(ListGroupsOptions.forStreamsGroups())) {
            add(all, group, this::streamsOffsets, this::streams);
        }
        for (String group : listed(ListGroupsOptions.forShareGroups())) {
            add(all, group, this::shareOffsets, this::sharers);
        }
        return all;
    }

    /** Throws ClusterException where the login may not see it: such a group isn't listed. */
    void requireVisible(String group) {
        // who may ask hears nothing of a group that isn't there
        Readers ignored = consumers(group);
    }

    private void add(
            List<Standing> all,
            String group,
            Function<String, Map<TopicPartition, Long>> offsets,
            Function<String, Readers> readers) {
        Map<Integer, Long> ofTheLedger = new TreeMap<>();
        offsets.apply(group).forEach((partition, offset) -> {
            if (partition.topic().equals(Topics.EVENTS.name())) {
                ofTheLedger.put(partition.partition(), offset);
            }
        });
        Readers now = readers.apply(group);
        if (!ofTheLedger.isEmpty() || now.topics().contains(Topics.EVENTS.name())) {
            all.add(new Standing(group, ofTheLedger, now.members() > 0));
        }
    }

    /** Who is in a group now, and which topics they were given or ask for. */
    private record Readers(long members, Set<String> topics) {
        static Readers of(List<Readers> described) {
            Set<String> topics = new HashSet<>();
            described.forEach(one -> topics.addAll(one.topics()));
            return new Readers(described.stream().mapToLong(Readers::members).sum(), topics);
        }
    }

    /** A cluster that doesn't know a kind of group has none of it. */
    private List<String> listed(ListGroupsOptions kind) {
        return orElse(admin.listGroups(kind).all(), List.<GroupListing>of()).stream()
                .map(GroupListing::groupId)
                .sorted()
                .toList();
    }

    private Map<TopicPartition, Long> consumerOffsets(String group) {
        return committed(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    private Map<TopicPartition, Long> streamsOffsets(String group) {
        return committed(admin.listStreamsGroupOffsets(Map.of(group, new ListStreamsGroupOffsetsSpec()))
                .partitionsToOffsetAndMetadata(group));
    }

    private Map<TopicPartition, Long> committed(KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> asked) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        orElse(asked, Map.of()).forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    private Map<TopicPartition, Long> shareOffsets(String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        orElse(
                        admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                                .partitionsToOffsetInfo(group),
                        Map.of())
                .forEach((partition, offset) -> {
                    if (offset != null && offset.startOffset() >= 0) {
                        offsets.put(partition, offset.startOffset());
                    }
                });
        return offsets;
    }

    private Readers consumers(String group) {
        return Readers.of(describe(admin.describeConsumerGroups(List.of(group))
                        .describedGroups()
                        .get(group))
                .stream()
                .map(description -> given(
                        description.members(), member -> member.assignment().topicPartitions()))
                .toList());
    }

    private Readers streams(String group) {
        return Readers.of(describe(admin.describeStreamsGroups(List.of(group))
                        .describedGroups()
                        .get(group))
                .stream()
                .map(description -> new Readers(
                        description.members().size(),
                        description.subtopologies().stream()
                                .flatMap(subtopology -> subtopology.sourceTopics().stream())
                                .collect(Collectors.toSet())))
                .toList());
    }

    private Readers sharers(String group) {
        return Readers.of(describe(admin.describeShareGroups(List.of(group))
                        .describedGroups()
                        .get(group))
                .stream()
                .map(description -> given(
                        description.members(), member -> member.assignment().topicPartitions()))
                .toList());
    }

    /** @param partitions that a member was given */
    private static <M> Readers given(Collection<M> members, Function<M, Set<TopicPartition>> partitions) {
        return new Readers(
                members.size(),
                members.stream()
                        .flatMap(member -> partitions.apply(member).stream())
                        .map(TopicPartition::topic)
                        .collect(Collectors.toSet()));
    }

    private <T> List<T> describe(@Nullable KafkaFuture<T> description) {
        return description == null ? List.of() : orElse(description.thenApply(List::of), List.<T>of());
    }

    /** What a group that has gone since, or a kind of group that the cluster doesn't know, would say is nothing. */
    private <T> T orElse(KafkaFuture<T> future, T nothing) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException
                    || e.getCause() instanceof UnsupportedVersionException) {
                return nothing;
            }
            throw Trouble.of(
                    client,
                    e.getCause() instanceof AuthorizationException refused
                            ? MissingRightException.of(refused, AclOperation.DESCRIBE)
                            : e);
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }
}
