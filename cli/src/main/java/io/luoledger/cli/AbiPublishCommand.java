package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Guard;
import io.luoledger.abi.source.AbiCodec;
import io.luoledger.abi.source.GuardValues;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.KernelPublisher;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the stream processors of kernels. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = {
            "Puts descriptors on luo.abi: the stream processors judge the next live updates by them.",
            "A running processor picks a new one up at once; until one is published the built-in catalogue serves."
        })
final class AbiPublishCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

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

    @Option(
            names = "--guards",
            paramLabel = "FILE",
            description = "Guards for kernels whose source holds no strings (BTF).")
    private @Nullable Path guards;

    @Option(
            names = "--repository",
            paramLabel = "DIR",
            description = "Kernel repository of git references (default: the working directory).")
    private @Nullable Path repository;

    @Mixin
    private final HeaderOptions headers = new HeaderOptions();

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    AbiPublishCommand() {}

    @Override
    public Integer call() {
        if (release != null && names.size() != 1) {
            throw new UsageException("--release names one KERNEL, and " + names.size() + " are given");
        }
        List<AbiDescriptor> kernels = kernels();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        for (AbiDescriptor kernel : kernels) {
            if (!kernel.isComplete()) {
                err.println("luo-ledger: warning: " + kernel.release()
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
            kernels.forEach(kernel -> out.printf(
                    "%-24s %-7s %2d structs, %2d guards  %s%n",
                    kernel.release(),
                    kernel.confidence().name().toLowerCase(Locale.ROOT),
                    kernel.structs().size(),
                    kernel.guards().size(),
                    kernel.source()));
            out.println((kernels.size() == 1 ? "1 descriptor" : kernels.size() + " descriptors") + " published on "
                    + Topics.ABI.name() + " of the cluster at "
                    + cluster.client().bootstrapServers());
        }
        return ExitCode.OK;
    }

    private List<AbiDescriptor> kernels() {
        if (names.isEmpty()) {
            return Catalogue.names().stream()
                    .map(name -> Catalogue.find(name).orElseThrow())
                    .filter(AbiDescriptor::isComplete)
                    .toList();
        }
        List<Guard> given = guards == null ? List.of() : GuardValues.read(AbiSources.bytes(guards), guards.toString());
        AbiSources sources = new AbiSources(repository, given, headers.pageSize(), headers.configuration());
        Map<String, AbiDescriptor> kernels = new LinkedHashMap<>();
        for (String name : names) {
            AbiDescriptor loaded = sources.load(name);
            AbiDescriptor kernel = release == null ? loaded : loaded.withRelease(release);
            if (kernels.put(kernel.release(), kernel) != null) {
                throw new UsageException(name + ": " + kernel.release() + " is given twice");
            }
        }
        return List.copyOf(kernels.values());
    }
}
