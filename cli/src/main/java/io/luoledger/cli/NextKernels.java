package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.source.AbiCodec;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.KernelPublisher;
import io.luoledger.publish.TopicSetup;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The kernels that hosts are to boot next, from any source. */
final class NextKernels {
    @Option(
            names = "--next",
            paramLabel = "KERNEL",
            split = ",",
            description = "Kernels that the hosts are to boot next, unless one is announced for a host: judges before"
                    + " the kexec whether they can take what is held. A release, a file, a source tree or a git"
                    + " reference.")
    private List<String> next = List.of();

    @Mixin
    private final SourceOptions options = new SourceOptions();

    /**
     * What the option says, looked up.
     *
     * @param names by which they are judged
     * @param given those of them that neither the catalogue nor the cluster has
     */
    record Plan(List<String> names, Map<String, AbiDescriptor> given) {}

    /** Against the catalogue alone. */
    Plan plan() {
        return plan(Map.of());
    }

    private Plan plan(Map<String, AbiDescriptor> published) {
        AbiSources sources = options.sources();
        Map<String, AbiDescriptor> named = new LinkedHashMap<>(published);
        List<String> names = next.stream()
                .map(argument -> KnownKernels.name(argument, sources, named))
                .toList();
        options.requireTree(sources);
        named.keySet().removeAll(published.keySet());
        return new Plan(names, named);
    }

    /** Their names, for stream processors: what a cluster doesn't know is published on it, since every instance judges by it. */
    List<String> publish(ClientSettings client, PrintWriter out, PrintWriter err) {
        if (next.isEmpty()) {
            return plan().names();
        }
        Plan plan = plan(KnownKernels.published(client, err));
        if (!plan.given().isEmpty()) {
            TopicSetup.ensure(client, Topics.DEFAULT_PARTITIONS, TopicSetup.CLUSTER_DEFAULT_REPLICATION)
                    .forEach(warning -> Warnings.say(err, warning));
            KernelPublisher.publish(client, schemas -> {
                AbiCodec codec = new AbiCodec(schemas);
                Map<String, byte[]> encoded = new LinkedHashMap<>();
                plan.given().forEach((name, kernel) -> encoded.put(name, codec.encode(kernel)));
                return encoded;
            });
            plan.given().keySet().forEach(name -> out.println("kernel " + name + " published, for --next"));
        }
        return plan.names();
    }
}
