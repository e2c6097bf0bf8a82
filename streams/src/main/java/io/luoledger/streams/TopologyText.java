package io.luoledger.streams;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;

/** The topology for people: as text and as a Mermaid flow chart. */
public final class TopologyText {
    private TopologyText() {}

    /** As Kafka Streams itself describes it. */
    public static String text(Topology topology) {
        return topology.describe().toString().stripTrailing();
    }

    /**
     * A node for programs.
     *
     * @param kind source, processor or sink
     * @param next names of the nodes that its records go to
     */
    public record Step(String name, String kind, List<String> topics, List<String> stores, List<String> next) {
        private static Step of(Node node) {
            List<String> next =
                    node.successors().stream().map(Node::name).sorted().toList();
            return switch (node) {
                case Source source ->
                    new Step(
                            node.name(),
                            "source",
                            source.topicSet().stream().sorted().toList(),
                            List.of(),
                            next);
                case Sink sink -> new Step(node.name(), "sink", List.of(sink.topic()), List.of(), next);
                case Processor processor ->
                    new Step(
                            node.name(),
                            "processor",
                            List.of(),
                            processor.stores().stream().sorted().toList(),
                            next);
                default -> throw new IllegalStateException("a node of another kind: " + node);
            };
        }
    }

    /** Every node, in the order of their names within what an instance does together. */
    public static List<Step> steps(Topology topology) {
        return nodes(topology.describe()).stream().map(Step::of).toList();
    }

    /** {@code flowchart LR}: topics as hexagons, stores as cylinders, processors as boxes. */
    public static String mermaid(Topology topology) {
        StringBuilder out = new StringBuilder("flowchart LR\n");
        for (Node node : nodes(topology.describe())) {
            String id = id(node.name());
            switch (node) {
                case Source source -> {
                    for (String topic : new TreeSet<>(source.topicSet())) {
                        line(out, topic(topic) + " --> " + id);
                    }
                    line(out, id + "([" + node.name() + "])");
                }
                case Sink sink -> {
                    line(out, id + "([" + node.name() + "])");
                    line(out, id + " --> " + topic(sink.topic()));
                }
                case Processor processor -> {
                    line(out, id + "[" + node.name() + "]");
                    for (String store : new TreeSet<>(processor.stores())) {
                        line(out, id + " <-.-> " + id(store) + "[(" + store + ")]");
                    }
                }
                default -> line(out, id + "[" + node.name() + "]");
            }
            node.successors().stream().map(Node::name).sorted().forEach(next -> line(out, id + " --> " + id(next)));
        }
        return out.toString().stripTrailing();
    }

    private static List<Node> nodes(TopologyDescription description) {
        Stream<Node> shared = description.subtopologies().stream()
                .sorted(Comparator.comparingInt(TopologyDescription.Subtopology::id))
                .flatMap(sub -> sub.nodes().stream().sorted(Comparator.comparing(Node::name)));
        // what every instance has for itself: any processor may read these stores
        Stream<Node> onEach = description.globalStores().stream()
                .sorted(Comparator.comparingInt(TopologyDescription.GlobalStore::id))
                .flatMap(store -> Stream.<Node>of(store.source(), store.processor()));
        return Stream.concat(shared, onEach).toList();
    }

    private static String topic(String name) {
        return "topic-" + id(name) + "{{" + name + "}}";
    }

    private static String id(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "-");
    }

    private static void line(StringBuilder out, String line) {
        out.append("    ").append(line).append('\n');
    }
}
