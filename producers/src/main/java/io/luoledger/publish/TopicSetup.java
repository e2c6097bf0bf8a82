package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.ClusterException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics of the catalogue that a cluster lacks, and looks whether those it has would keep the ledger. */
public final class TopicSetup {
    /** Leaves the number of copies to the cluster. */
    public static final short CLUSTER_DEFAULT_REPLICATION = -1;

    private static final int KNOWN_PAUSE_MILLIS = 20;

    private static final List<String> CHECKED =
            List.of("cleanup.policy", "retention.ms", "retention.bytes", "message.timestamp.type");

    /** What they say can be had again from the events, so that their owner may give them an end. */
    private static final Set<Topics> MAY_END = Set.of(Topics.FINDINGS, Topics.UPDATES);

    private TopicSetup() {}

    /**
     * Makes what is missing.
     *
     * @param partitions of the partitioned topics
     * @param replication copies of each, or {@link #CLUSTER_DEFAULT_REPLICATION}
     * @return warnings about topics that were there already, for people
     * @throws ClusterException when the cluster can't be reached, or when its luo.events would lose events
     */
    public static List<String> ensure(ClientSettings client, int partitions, short replication) {
        return Trouble.explain(client, () -> {
            try (Admin admin = Admin.create(client.base())) {
                Set<String> present = Trouble.get(client, admin.listTopics().names());
                List<NewTopic> missing = Topics.ALL.stream()
                        .filter(topic -> !present.contains(topic.name()))
                        .map(topic -> new NewTopic(
                                        topic.name(),
                                        Optional.of(topic.partitioned() ? partitions : 1),
                                        replication < 0 ? Optional.empty() : Optional.of(replication))
                                .configs(topic.config()))
                        .toList();
                Set<String> old = new HashSet<>(present);
                old.addAll(create(client, admin, missing));
                awaitKnown(client, admin);
                return check(client, admin, old);
            }
        });
    }

    /** Makes these; gives the names of those that somebody else had made. */
    private static Set<String> create(ClientSettings client, Admin admin, Collection<NewTopic> missing) {
        Set<String> present = new HashSet<>();
        Map<String, KafkaFuture<Void>> made = admin.createTopics(missing).values();
        made.forEach((name, future) -> {
            try {
                future.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    Throwable problem = e.getCause() instanceof AuthorizationException refused
                            ? new MissingRightException(AclOperation.CREATE, "topic " + name, refused)
                            : e;
                    throw new ClusterException(
                            "topic " + name + " can't be created: " + Trouble.sentence(client, problem));
                }
                present.add(name);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted while topic " + name + " was created", e);
            }
        });
        return present;
    }

    /** A topic that was just made, or a broker that just started, tells of its partitions only a moment later. */
    private static void awaitKnown(ClientSettings client, Admin admin) {
        List<String> names = Topics.ALL.stream().map(Topics::name).toList();
        long deadline = System.nanoTime() + client.timeout().toNanos();
        while (true) {
            try {
                boolean known = admin.describeTopics(names).allTopicNames().get().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition -> partition.leader() != null);
                if (known) {
                    return;
                }
                Thread.sleep(KNOWN_PAUSE_MILLIS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicAuthorizationException) {
                    // who may not look has to trust
                    return;
                }
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw Trouble.of(client, e.getCause() == null ? e : e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted while topics were made", e);
            }
            if (System.nanoTime() > deadline) {
                throw new ClusterException("the cluster doesn't give its topics a leader; expected one within "
                        + client.timeout().toSeconds() + " s");
            }
        }
    }

    private static List<String> check(ClientSettings client, Admin admin, Set<String> present) {
        List<ConfigResource> resources = Topics.ALL.stream()
                .filter(topic -> present.contains(topic.name()))
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .toList();
        List<String> warnings = new ArrayList<>();
        admin.describeConfigs(resources).values().forEach((resource, future) -> {
            try {
                check(byName(resource.name()), future.get(), warnings);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicAuthorizationException
                        || e.getCause() instanceof ClusterAuthorizationException) {
                    warnings.add("topic " + resource.name()
                            + ": its configuration may not be read, so nobody checked that it keeps what is written");
                } else {
                    throw Trouble.of(client, e.getCause() == null ? e : e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted while topics were checked", e);
            }
        });
        return warnings;
    }

    private static Topics byName(String name) {
        return Topics.ALL.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void check(Topics topic, Config config, List<String> warnings) {
        for (String name : CHECKED) {
            String expected = topic.config().get(name);
            var entry = config.get(name);
            if (expected == null || entry == null || expected.equals(entry.value()) || MAY_END.contains(topic)) {
                continue;
            }
            String problem = "topic " + topic.name() + " has " + name + "=" + entry.value() + ", expected " + expected;
            String cure = "kafka-configs --alter --topic " + topic.name() + " --add-config " + name + "=" + expected;
            if (topic.equals(Topics.EVENTS) && name.equals("cleanup.policy")) {
                throw new ClusterException(problem
                        + ": events of the ledger would be thrown away. Nothing was written; change it with " + cure);
            }
            warnings.add(problem + "; change it with " + cure);
        }
    }
}
