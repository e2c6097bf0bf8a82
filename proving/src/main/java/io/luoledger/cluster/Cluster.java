package io.luoledger.cluster;

import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * A Kafka cluster as it is promised to lose nothing: three nodes, each broker and controller, three copies of everything,
 * two of which have to have a record before it is acknowledged. Time-outs are Kafka's own. Life: {@link #start}ed with its
 * topics made; its nodes may be ended and started one by one; {@link #close} leaves nothing.
 */
public final class Cluster implements AutoCloseable {
    public static final String IMAGE = "apache/kafka:4.3.1";
    public static final int NODES = 3;
    private static final short COPIES = 3;
    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(60);
    private static final String ID = "5L6g3nShT-eMCtK--X86sw";

    private final List<Container> nodes;
    private final Admin admin;
    private final ClientSettings client;

    private Cluster(List<Container> nodes) {
        this.nodes = nodes;
        this.client = new ClientSettings(bootstrapServers(), Map.of(), CLIENT_TIMEOUT);
        this.admin = Admin.create(client.base());
    }

    /**
     * Starts it and makes the topics.
     *
     * @param prefix of its containers' names
     * @param disks directories of this machine where nodes keep their data, by number; in their containers otherwise
     */
    public static Cluster start(Network network, String prefix, int partitions, Map<Integer, Path> disks) {
        List<String> addresses = new ArrayList<>();
        for (int node = 1; node <= NODES; node++) {
            addresses.add(network.address());
        }
        List<Container> nodes = new ArrayList<>();
        try {
            for (int node = 1; node <= NODES; node++) {
                nodes.add(Container.create(
                        network,
                        prefix + "-broker-" + node,
                        addresses.get(node - 1),
                        options(node, addresses, disks.get(node)),
                        IMAGE,
                        List.of()));
            }
            nodes.forEach(Container::start);
            Cluster cluster = new Cluster(nodes);
            cluster.awaitNodes();
            List<String> ignored = TopicSetup.ensure(cluster.client, partitions, COPIES);
            cluster.awaitWhole();
            return cluster;
        } catch (RuntimeException e) {
            nodes.forEach(Container::close);
            throw e;
        }
    }

    private static List<String> options(
            int node, List<String> addresses, @org.jspecify.annotations.Nullable Path disk) {
        List<String> voters = new ArrayList<>();
        for (int voter = 1; voter <= NODES; voter++) {
            voters.add(voter + "@" + addresses.get(voter - 1) + ":9093");
        }
        List<String> options = new ArrayList<>();
        environment(
                options,
                Map.ofEntries(
                        Map.entry("CLUSTER_ID", ID),
                        Map.entry("KAFKA_NODE_ID", String.valueOf(node)),
                        Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                        Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", String.join(",", voters)),
                        Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                        Map.entry("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093"),
                        Map.entry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://" + addresses.get(node - 1) + ":9092"),
                        Map.entry("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                        Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "PLAINTEXT"),
                        Map.entry("KAFKA_LOG_DIRS", "/var/lib/kafka/data"),
                        Map.entry("KAFKA_DEFAULT_REPLICATION_FACTOR", String.valueOf(COPIES)),
                        Map.entry("KAFKA_MIN_INSYNC_REPLICAS", "2"),
                        Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", String.valueOf(COPIES)),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", String.valueOf(COPIES)),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2"),
                        // fewer than Kafka's 50 each: a small machine takes seconds to move them
                        Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "3"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "3"),
                        Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
                        Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
                        Map.entry("KAFKA_HEAP_OPTS", "-Xmx384m"),
                        Map.entry("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")));
        if (disk != null) {
            options.addAll(List.of("--volume", disk + ":/var/lib/kafka/data"));
        }
        return options;
    }

    private static void environment(List<String> options, Map<String, String> values) {
        values.forEach((name, value) -> options.addAll(List.of("--env", name + "=" + value)));
    }

    public String bootstrapServers() {
        return nodes.stream().map(node -> node.address() + ":9092").collect(Collectors.joining(","));
    }

    /** How this machine's clients reach it. */
    public ClientSettings client() {
        return client;
    }

    /** By its number, from 1. */
    public Container node(int number) {
        return nodes.get(number - 1);
    }

    /** The node that leads this partition, as the cluster has it at this moment. */
    public int leader(String topic, int partition) {
        return Patience.ask(() -> describe(List.of(topic)).values().iterator().next().partitions().stream()
                .filter(one -> one.partition() == partition && one.leader() != null)
                .findFirst()
                .map(one -> one.leader().id())
                .orElseThrow(() -> new HarnessException("partition " + partition + " of " + topic + " has no leader")));
    }

    /** The node that leads the controllers. */
    public int controller() {
        return Patience.ask(
                () -> get(admin.describeMetadataQuorum().quorumInfo()).leaderId());
    }

    private void awaitNodes() {
        await(
                "all " + NODES + " nodes",
                () -> get(admin.describeCluster().nodes()).size() == NODES);
    }

    /** Waits until every node is there, and every partition has all of its copies in sync. */
    public void awaitWhole() {
        awaitNodes();
        await(
                "every copy in sync",
                () -> describe(get(admin.listTopics().names())).values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(Cluster::isWhole));
    }

    private static boolean isWhole(TopicPartitionInfo partition) {
        return partition.leader() != null
                && partition.isr().size() == partition.replicas().size();
    }

    private Map<String, TopicDescription> describe(Collection<String> topics) {
        return get(admin.describeTopics(topics).allTopicNames());
    }

    private static void await(String what, BooleanSupplier condition) {
        Object ignored = Patience.ask(() -> {
            if (!condition.getAsBoolean()) {
                throw new HarnessException("the cluster doesn't come to have " + what);
            }
            return what;
        });
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new HarnessException("the cluster doesn't answer: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HarnessException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        nodes.forEach(Container::close);
    }
}
