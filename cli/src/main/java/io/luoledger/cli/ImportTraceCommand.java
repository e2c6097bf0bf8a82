package io.luoledger.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.publish.WriteSummary;
import io.luoledger.text.InputText;
import io.luoledger.text.TextFile;
import io.luoledger.trace.ImportReport;
import io.luoledger.trace.TraceImport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import trace}: the trace text of a real kernel's boots becomes a log of events. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = "Turns the trace text of a real kernel's live update into events.",
        footer = {
            "",
            "One BOOT for each boot of the host, in order; the parts of one boot's text are joined by '+'.",
            "Example:",
            "  luo-ledger import trace --host h1 out.trace in.trace -o h1.avro"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ImportTraceCommand extends LedgerCommand {
    private static final int SHOWN_NAMES = 8;

    @Option(names = "--host", required = true, paramLabel = "H", description = "The machine that was traced.")
    private String host;

    @Parameters(
            arity = "0..*",
            paramLabel = "BOOT",
            description =
                    "Text of one boot: files joined by '+', also as gzip packs them; '-' is standard input. May be left out where the console"
                            + " log has it all (tp_printk).")
    private List<String> boots = new ArrayList<>();

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Option(
            names = "--kernel",
            paramLabel = "R",
            description =
                    "Kernel release of a boot; once per boot, in order. Else the console logs tell, or it is unknown.")
    private List<String> kernels = new ArrayList<>();

    @Option(
            names = "--console",
            paramLabel = "LOG",
            description = "Kernel log; once per boot, in order, or one of several boots.")
    private List<String> consoles = new ArrayList<>();

    @Option(
            names = "--pci",
            paramLabel = "FILE",
            description =
                    "Enumerations of the host's PCI functions, as import pci reads them: merged in, boot by boot.")
    private @Nullable String pci;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description =
                    "Results of user space's steps as JSON lines: what a retrieved file said of itself is merged in.")
    private @Nullable String results;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    private boolean standardInputTaken;

    @Override
    public Integer call() {
        List<String> read = read();
        target.require(read);
        TraceImport source = source();
        String name;
        WriteSummary summary;
        try (LedgerTarget ledger = target.open(read, err())) {
            name = ledger.name();
            summary = ledger.take(source);
        }
        ImportReport report = source.report();
        // a log on standard output leaves no room for a report there
        PrintWriter out = target.isStandardOutput() ? err() : out();
        if (json) {
            out.println(toJson(report, summary));
        } else {
            print(report, out);
            out.println(Counts.of(summary, name));
        }
        return ExitCode.OK;
    }

    /** Every file that is named. */
    private List<String> read() {
        List<String> read = new ArrayList<>(consoles);
        boots.forEach(boot -> read.addAll(List.of(boot.split("\\+", -1))));
        Stream.of(pci, results).filter(Objects::nonNull).forEach(read::add);
        return read;
    }

    private TraceImport source() {
        UsageException.requireHost(host);
        kernels.forEach(kernel -> UsageException.requireRelease("--kernel", kernel));
        if (boots.isEmpty() && consoles.isEmpty()) {
            throw new UsageException("nothing to import: expected a BOOT, or --console LOG");
        }
        if (!boots.isEmpty() && kernels.size() > boots.size()) {
            throw new UsageException("--kernel is given " + Counts.of(kernels.size(), "time") + ", for "
                    + Counts.of(boots.size(), "boot"));
        }
        List<List<TextFile>> texts = new ArrayList<>();
        for (String boot : boots) {
            List<TextFile> parts = new ArrayList<>();
            for (String part : boot.split("\\+", -1)) {
                parts.add(text(part));
            }
            texts.add(parts);
        }
        return new TraceImport(
                host,
                texts,
                kernels,
                consoles.stream().map(this::text).toList(),
                pci == null ? null : text(pci),
                results == null ? null : text(results));
    }

    private TextFile text(String name) {
        if (name.isEmpty()) {
            throw new UsageException("a file without a name: expected FILE or FILE+FILE");
        }
        if (name.equals(InputText.STANDARD_INPUT)) {
            if (standardInputTaken) {
                throw new UsageException("standard input ('-') can be read once only");
            }
            standardInputTaken = true;
        }
        return InputText.of(name);
    }

    private static void print(ImportReport report, PrintWriter out) {
        int number = 0;
        for (ImportReport.Boot boot : report.boots()) {
            out.println("boot " + ++number + "  " + boot.input());
            out.println("  kernel " + boot.kernel() + ", live update " + boot.liveUpdate() + ", id " + boot.id());
            out.println("  lines: " + list(boot.lines()));
            out.println("  events: " + (boot.events().isEmpty() ? "none" : list(boot.events())));
        }
        if (!report.meaningless().isEmpty()) {
            out.println("no meaning to the ledger: " + mostFrequent(report.meaningless()));
        }
        if (report.bootsNotPlaced() > 0) {
            out.println("kernel log: " + Counts.of(report.bootsNotPlaced(), "boot")
                    + " in front of the first that was traced left out");
        }
        if (report.kernelsNotPlaced() > 0) {
            out.println("--pci: " + Counts.of(report.kernelsNotPlaced(), "kernel") + " without a trace left out");
        }
        if (report.filesNotPlaced() > 0) {
            out.println("--results: " + Counts.of(report.filesNotPlaced(), "file")
                    + " whose retrieve no trace shows left out");
        }
        if (report.unreadableLines() > 0) {
            out.println("unreadable lines: " + report.unreadableLines() + ", the first ones:");
            report.unreadableSamples().forEach(sample -> out.println("  " + Printable.text(sample)));
        }
    }

    private static String mostFrequent(Map<String, Long> counts) {
        String shown = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN_NAMES)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        int more = counts.size() - SHOWN_NAMES;
        return more > 0 ? shown + " and " + Counts.of(more, "more kind") + " (--json shows all)" : shown;
    }

    private static String list(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String toJson(ImportReport report, WriteSummary summary) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("events", report.events());
        root.put("appended", summary.appended());
        root.put("skipped", summary.skipped());
        ArrayNode boots = root.putArray("boots");
        for (ImportReport.Boot boot : report.boots()) {
            ObjectNode node = boots.addObject();
            node.put("input", boot.input());
            node.put("id", boot.id());
            node.put("kernel", boot.kernel());
            node.put("liveUpdate", boot.liveUpdate());
            boot.lines().forEach(node.putObject("lines")::put);
            boot.events().forEach(node.putObject("events")::put);
        }
        report.meaningless().forEach(root.putObject("meaningless")::put);
        root.put("bootsNotPlaced", report.bootsNotPlaced());
        root.put("kernelsNotPlaced", report.kernelsNotPlaced());
        root.put("filesNotPlaced", report.filesNotPlaced());
        root.put("unreadableLines", report.unreadableLines());
        report.unreadableSamples().forEach(root.putArray("unreadable")::add);
        return root.toPrettyString();
    }
}
