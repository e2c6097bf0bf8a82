package io.luoledger.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.memory.DumpFile;
import io.luoledger.abi.memory.DumpReader;
import io.luoledger.abi.memory.DumpReader.Block;
import io.luoledger.abi.memory.DumpReader.Dump;
import io.luoledger.abi.memory.DumpReader.DumpedFile;
import io.luoledger.abi.memory.DumpReader.DumpedSession;
import io.luoledger.abi.memory.PreservedMemory;
import io.luoledger.abi.report.DumpJson;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.files.OutputFile;
import io.luoledger.glossary.Causes;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.view.EventFields;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads preserved memory. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        description =
                "Reads a dump of preserved memory by a kernel's descriptor. Exit code 1 when the descriptor doesn't fit it,"
                        + " or systemd couldn't read its mapping of units.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiDecodeCommand extends JudgingCommand {
    @Parameters(paramLabel = "DUMP", description = "Pages in hex by address (JSON), or raw physical memory.")
    private Path file;

    @Option(
            names = "--kernel",
            required = true,
            paramLabel = "KERNEL",
            description = "The kernel that left it: a release, a file, a source tree or a git reference.")
    private String kernel;

    @Option(
            names = "--root",
            paramLabel = "ADDRESS",
            description = "Physical address of the first session block (default: found by scanning).")
    private @Nullable String root;

    @Option(names = "--as", paramLabel = "KERNEL", description = "Say what this kernel would make of the same bytes.")
    private @Nullable String as;

    @Option(
            names = "--fd-store",
            paramLabel = "FILE",
            description = "Write what token 0 of session systemd holds to this file, for import systemd.")
    private @Nullable Path fdStore;

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        AbiSources sources = options.sources();
        AbiDescriptor descriptor = sources.load(kernel);
        AbiDescriptor reader = as == null ? null : sources.load(as);
        options.requireTree(sources);
        PreservedMemory memory = DumpFile.read(AbiSources.bytes(file), file.toString(), descriptor.pageSize());
        Dump dump = dump(memory, descriptor);
        PrintWriter out = out();
        FdStoreDump store = FdStoreDump.of(memory, dump);
        if (fdStore != null) {
            write(fdStore, store);
        }
        ObjectNode tree = DumpJson.tree(descriptor.release(), dump);
        FdStoreMapped mapping = store.mapping();
        if (mapping != null) {
            tree.set("fdStore", new ObjectMapper().valueToTree(EventFields.of(mapping)));
        }
        if (!json) {
            text(out, descriptor.release(), dump);
            store.print(out);
        }
        if (reader != null) {
            other(out, tree, descriptor, reader, memory);
        }
        if (json) {
            exact().print(DumpJson.render(tree));
        }
        return dump.problems().isEmpty() && store.readable() ? ExitCode.OK : ExitCode.FOUND;
    }

    private Dump dump(PreservedMemory memory, AbiDescriptor descriptor) {
        Long address = address();
        try {
            return DumpReader.read(memory, descriptor, address);
        } catch (UnreadableInputException e) {
            throw new UnreadableInputException(file + ": " + e.getMessage(), e);
        }
    }

    private void write(Path target, FdStoreDump store) {
        byte[] contents = store.contents();
        if (contents == null) {
            throw new UnreadableInputException(file + ": " + store.missing() + "; nothing was written to " + target);
        }
        try (OutputFile output = ForceOption.create(target, List.of(file.toString()), false)) {
            output.guarded(() -> store.writeTo(output));
            output.complete();
        }
    }

    private @Nullable Long address() {
        if (root == null) {
            return null;
        }
        try {
            return Long.decode(root);
        } catch (NumberFormatException e) {
            throw new UsageException("--root " + root + ": expected an address such as 0xd64000");
        }
    }

    /** The verdict on the pair, and what reading the same bytes by the other kernel's layouts gives. */
    private void other(
            PrintWriter out, ObjectNode tree, AbiDescriptor descriptor, AbiDescriptor reader, PreservedMemory memory) {
        PairVerdict verdict = SimulatedReader.gate().check(descriptor, reader);
        ObjectNode node = tree.putObject("as")
                .put("kernel", reader.release())
                .put("outcome", verdict.outcome().name())
                .put("consequence", verdict.consequence());
        if (!json) {
            out.printf("as %s: %s, %s%n", reader.release(), verdict.outcome(), Causes.of(verdict.consequence()));
        }
        try {
            Dump read = DumpReader.read(memory, reader, address());
            node.set("read", DumpJson.tree(reader.release(), read));
            if (!json) {
                text(out, "the same bytes by the layouts of " + reader.release(), read);
            }
        } catch (UnreadableInputException e) {
            node.put("unreadable", e.getMessage());
            if (!json) {
                out.println("  by its layouts nothing is found: " + e.getMessage());
            }
        }
    }

    private static void text(PrintWriter out, String kernel, Dump dump) {
        out.println(kernel);
        for (Block<DumpedSession> block : dump.sessions()) {
            out.printf("  session block 0x%x: %s%n", block.pa(), Counts.of(block.count(), "session"));
            for (DumpedSession session : block.entries()) {
                out.printf("    session %s: %s%n", session.name(), Counts.of(session.count(), "file"));
                session.blocks().forEach(files -> files.entries().forEach(one -> file(out, one)));
            }
        }
        dump.flbs().forEach(flb -> out.printf("  flb %s: data 0x%x, count %d%n", flb.name(), flb.data(), flb.count()));
        dump.problems().forEach(problem -> out.println("  ERROR " + problem));
    }

    private static void file(PrintWriter out, DumpedFile one) {
        out.printf("      token 0x%x %s data 0x%x%n", one.token(), one.compatible(), one.data());
        if (one.memfd() != null) {
            out.printf(
                    "        size %d pos %d seals 0x%x flags 0x%x, %s%n",
                    one.memfd().size(),
                    one.memfd().pos(),
                    one.memfd().seals(),
                    one.memfd().flags(),
                    Counts.of(one.memfd().nrFolios(), "folio"));
        }
    }
}
