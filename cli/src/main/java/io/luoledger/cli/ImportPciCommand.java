package io.luoledger.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.event.PciAddress;
import io.luoledger.pci.PciImport;
import io.luoledger.pci.PciKernel;
import io.luoledger.publish.WriteSummary;
import io.luoledger.text.InputText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import pci}: where a host's PCI functions were before the kexec and are after it becomes a log of events. */
@Command(
        name = "pci",
        mixinStandardHelpOptions = true,
        description = "Turns enumerations of a host's PCI functions, before and after the kexec, into events.",
        footer = {
            "",
            "FILE holds a function a line, kernel by kernel and moment by moment; --sysfs reads the running kernel's.",
            "Example:",
            "  luo-ledger import pci --host h1 pci.jsonl -o h1.avro"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ImportPciCommand extends LedgerCommand {
    @Option(names = "--host", required = true, paramLabel = "H", description = "The machine that was enumerated.")
    private String host;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Enumerations as JSON lines; '-' is standard input.")
    private @Nullable String file;

    @Option(
            names = "--sysfs",
            paramLabel = "ROOT",
            description = "Read what this sysfs shows now instead of a file: /sys, or a copy of it.")
    private @Nullable Path sysfs;

    @Option(
            names = "--preserved",
            paramLabel = "FUNCTION",
            split = ",",
            description = "Only these functions count as preserved, as ssss:bb:dd.f,...; without it all do.")
    private List<String> preserved = new ArrayList<>();

    @Option(names = "--kernel", paramLabel = "R", description = "Release of a kernel, in order; else it is unknown.")
    private List<String> kernels = new ArrayList<>();

    @Option(
            names = "--live-update",
            paramLabel = "N",
            defaultValue = "0",
            description = "Live-update number of the first kernel (0: it booted cold). Default: ${DEFAULT-VALUE}.")
    private long liveUpdate;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Override
    public Integer call() {
        List<String> read = file == null ? List.of() : List.of(file);
        target.require(read);
        PciImport source = source();
        Set<PciAddress> unknown = source.unknownPreserved();
        if (!unknown.isEmpty()) {
            throw new UsageException("--preserved: no function at "
                    + unknown.stream().map(PciAddress::toString).collect(Collectors.joining(", ")) + " in "
                    + (sysfs == null ? file : sysfs));
        }
        String name;
        WriteSummary summary;
        try (LedgerTarget ledger = target.open(read, err())) {
            name = ledger.name();
            summary = ledger.take(source);
        }
        // a log on standard output leaves no room for a report there
        PrintWriter out = target.isStandardOutput() ? err() : out();
        if (json) {
            out.println(toJson(source, summary));
        } else {
            print(source, out);
            out.println(Counts.of(summary, name));
        }
        return ExitCode.OK;
    }

    private PciImport source() {
        PciImport.Task task = task();
        if (sysfs != null && file != null) {
            throw new UsageException("FILE and --sysfs given; expected one of them");
        }
        if (sysfs != null) {
            return PciImport.of(task, sysfs);
        }
        if (file == null) {
            throw new UsageException("nothing to import: expected FILE or --sysfs ROOT");
        }
        return PciImport.of(task, InputText.of(file));
    }

    private PciImport.Task task() {
        if (liveUpdate < 0) {
            throw new UsageException("--live-update takes 0 or more, not " + liveUpdate);
        }
        Set<PciAddress> functions = new HashSet<>();
        for (String function : preserved) {
            try {
                functions.add(PciAddress.parse(function.strip()));
            } catch (IllegalArgumentException e) {
                throw new UsageException("--preserved: " + e.getMessage());
            }
        }
        UsageException.requireHost(host);
        kernels.forEach(kernel -> UsageException.requireRelease("--kernel", kernel));
        return new PciImport.Task(host, liveUpdate, kernels, functions);
    }

    private static void print(PciImport source, PrintWriter out) {
        int number = 0;
        for (PciImport.Kernel kernel : source.report()) {
            out.println("boot " + ++number + "  kernel " + kernel.release() + ", live update " + kernel.liveUpdate());
            out.println("  functions: "
                    + kernel.moments().stream()
                            .map(moment -> moment.functions() + " at " + moment.when())
                            .collect(Collectors.joining(", ")));
            out.println("  events: "
                    + kernel.events().entrySet().stream()
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .collect(Collectors.joining(", ")));
        }
    }

    private static String toJson(PciImport source, WriteSummary summary) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("appended", summary.appended());
        root.put("skipped", summary.skipped());
        ArrayNode boots = root.putArray("boots");
        for (PciImport.Kernel kernel : source.report()) {
            ObjectNode boot = boots.addObject();
            boot.put("kernel", kernel.release());
            boot.put("liveUpdate", kernel.liveUpdate());
            ArrayNode moments = boot.putArray("moments");
            for (PciKernel.Moment moment : kernel.moments()) {
                moments.addObject().put("when", moment.when()).put("functions", moment.functions());
            }
            kernel.events().forEach(boot.putObject("events")::put);
        }
        return root.toPrettyString();
    }
}
