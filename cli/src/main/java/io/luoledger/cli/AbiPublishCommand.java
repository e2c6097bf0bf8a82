package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.source.AbiCodec;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.KernelPublisher;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells the stream processors of kernels. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = {
            "Puts descriptors on luo.abi: the stream processors judge the next live updates by them.",
            "A running processor picks a new one up at once; until one is published the built-in catalogue serves."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiPublishCommand extends LedgerCommand {
    @Parameters(
            paramLabel = "KERNEL",
            arity = "0..*",
            description = "Releases of the catalogue, files (descriptor, BTF, vmlinux), source trees or git references."
                    + " Default: every kernel of the catalogue that is complete.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--release",
            paramLabel = "NAME",
            description =
                    "Publish it as this release: what 'uname -r' says, or its first two numbers. One KERNEL only.")
    private @Nullable String release;

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Override
    public Integer call() {
        if (release != null && names.size() != 1) {
            throw new UsageException("--release names one KERNEL, and " + names.size() + " are given");
        }
        List<AbiDescriptor> kernels = kernels();
        PrintWriter out = out();
        PrintWriter err = err();
        for (AbiDescriptor kernel : kernels) {
            if (!kernel.incomplete().isEmpty()) {
                Warnings.say(
                        err,
                        kernel.release()
                                + " is incomplete, no pair with it will be COMPATIBLE: "
                                + String.join("; ", kernel.incomplete()));
            }
        }
        try (Cluster cluster = Cluster.open(kafka, err)) {
            cluster.prepareTopics(err);
            KernelPublisher.publish(cluster.client(), schemas -> {
                AbiCodec codec = new AbiCodec(schemas);
                Map<String, byte[]> encoded = new LinkedHashMap<>();
                kernels.forEach(kernel -> encoded.put(kernel.release(), codec.encode(kernel)));
                return encoded;
            });
            TextTable table = new TextTable(0);
            kernels.forEach(kernel -> table.row(
                    kernel.release(),
                    kernel.confidence().name().toLowerCase(Locale.ROOT),
                    Counts.of(kernel.structs().size(), "struct") + ", "
                            + Counts.of(kernel.guards().size(), "guard"),
                    kernel.source()));
            table.print(out);
            out.println(Counts.of(kernels.size(), "descriptor") + " published on "
                    + Topics.ABI.name() + " of the cluster at "
                    + cluster.client().bootstrapServers());
        }
        return ExitCode.OK;
    }

    private List<AbiDescriptor> kernels() {
        AbiSources sources = options.sources();
        if (names.isEmpty()) {
            options.requireTree(sources);
            return Catalogue.names().stream()
                    .map(name -> Catalogue.find(name).orElseThrow())
                    .filter(AbiDescriptor::isComplete)
                    .toList();
        }
        Map<String, AbiDescriptor> kernels = new LinkedHashMap<>();
        for (String name : names) {
            AbiDescriptor loaded = sources.load(name);
            AbiDescriptor kernel = release == null ? loaded : loaded.withRelease(release);
            if (kernels.put(kernel.release(), kernel) != null) {
                throw new UsageException(name + ": " + kernel.release() + " is given twice");
            }
        }
        options.requireTree(sources);
        return List.copyOf(kernels.values());
    }
}
