package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.files.OutputFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a descriptor of a kernel. */
@Command(name = "import", mixinStandardHelpOptions = true, description = "Makes the descriptor of a kernel.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiImportCommand extends LedgerCommand {
    static final class From {
        @Option(
                names = "--source",
                paramLabel = "TREE",
                description = "Kernel source tree, or a git reference of one (with --repository).")
        private @Nullable String source;

        @Option(
                names = "--btf",
                paramLabel = "FILE",
                description = "vmlinux or vmlinuz, or raw BTF such as /sys/kernel/btf/vmlinux.")
        private @Nullable Path btf;

        @Option(
                names = "--json",
                paramLabel = "FILE",
                description = "A descriptor, a list of structs by source, or one kernel's recorded facts.")
        private @Nullable Path json;
    }

    @ArgGroup(multiplicity = "1")
    private From from;

    @Option(
            names = "--release",
            paramLabel = "NAME",
            description = "What the kernel is called; of a list, which one to take.")
    private @Nullable String release;

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Option(names = "-o", paramLabel = "FILE", description = "Where to write (default: standard output).")
    private @Nullable Path output;

    @Mixin
    private final ForceOption force = new ForceOption();

    @Override
    public Integer call() {
        if (output != null) {
            force.require(output, read());
        }
        AbiSources sources = options.sources();
        List<AbiDescriptor> found = descriptors(sources);
        options.requireTree(sources);
        String text = found.size() == 1 ? Descriptors.toJson(found.getFirst()) : Descriptors.toJson(found);
        PrintWriter err = err();
        for (AbiDescriptor descriptor : found) {
            if (!descriptor.incomplete().isEmpty()) {
                err.println(descriptor.release() + ": incomplete: " + String.join("; ", descriptor.incomplete()));
            }
            if (!descriptor.assumed().isEmpty()) {
                err.println(descriptor.release() + ": assumed: " + String.join("; ", descriptor.assumed()));
            }
        }
        if (output == null || output.toString().equals("-")) {
            exact().print(text);
        } else {
            try (OutputFile file = force.create(output, read())) {
                file.writer().print(text);
                file.complete();
            }
        }
        return ExitCode.OK;
    }

    private List<String> read() {
        return Stream.of(options.guards(), from.btf, from.json)
                .filter(Objects::nonNull)
                .map(Path::toString)
                .toList();
    }

    private List<AbiDescriptor> descriptors(AbiSources sources) {
        if (from.json != null) {
            List<AbiDescriptor> all = Descriptors.fromJson(AbiSources.bytes(from.json), from.json.toString(), release);
            return release != null && all.size() == 1 ? List.of(all.getFirst().withRelease(release)) : all;
        }
        if (from.btf != null) {
            return List.of(sources.btf(from.btf, release));
        }
        String source = Objects.requireNonNull(from.source);
        if (Files.isDirectory(Path.of(source))) {
            return List.of(sources.tree(DirectoryTree.at(Path.of(source)), release));
        }
        DirectoryTree.refuseHeader(Path.of(source));
        return List.of(sources.tree(
                GitTree.find(options.repository(), source)
                        .orElseThrow(() -> new UnreadableInputException(
                                source + ": no such directory, and no git reference with include/linux/kho/abi")),
                release == null ? source : release));
    }
}
