package io.luoledger.cli;

import io.luoledger.files.OutputFile;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LeftOut;
import io.luoledger.wire.LogFileWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The ledger on a cluster, as it stands when the command starts, to an Avro log file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the ledger of a cluster, as it stands at the start, to an Avro log file.",
            "Each host's events keep their order; partitions follow one another.",
            "With --perfetto: a timeline that ui.perfetto.dev opens, of the cluster or of a log file."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ExportCommand extends LedgerCommand {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The log file; - is standard output.")
    private Path output;

    @Option(names = "--host", paramLabel = "HOST", description = "Only this host's events.")
    private @Nullable String host;

    @Option(
            names = "--perfetto",
            description =
                    "Write a Perfetto trace instead: a process for each host, a track for each session and device,"
                            + " arrows from preserve to retrieve, the kernel gap.")
    private boolean perfetto;

    @Parameters(
            paramLabel = "LOG",
            arity = "0..*",
            description = "With --perfetto: log files to draw instead of a cluster; - is standard input.")
    private List<String> files = List.of();

    @Mixin
    private final ForceOption force = new ForceOption();

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--json", description = "Say what was written as one JSON document.")
    private boolean json;

    /** @param leftOut records that are part of nobody's ledger */
    private record Told(long events, long hosts, long leftOut, String file) {}

    private long events;

    @Override
    public Integer call() {
        PrintWriter err = err();
        force.require(output, files);
        if (perfetto && json) {
            throw new UsageException("--json says what was copied; a timeline is a document itself. Expected one of"
                    + " --json and --perfetto");
        }
        if (perfetto) {
            PrintWriter told = output.toString().equals("-") ? err : out();
            told.println(new PerfettoExport(files, host, kafka, err).write(force, output));
            return ExitCode.OK;
        }
        if (!files.isEmpty()) {
            throw new UsageException("export copies a cluster's ledger; a log file is one already. Expected --perfetto,"
                    + " or no file");
        }
        Set<String> hosts = new HashSet<>();
        LeftOut leftOut = new LeftOut();
        try (OutputFile file = force.create(output, files);
                Cluster cluster = Cluster.existing(kafka, err);
                LedgerReader reader = new LedgerReader(cluster.client());
                ProgressLine progress = ProgressLine.events("exporting", host == null ? reader.records() : -1)) {
            LogFileWriter writer = file.log(reader.schemas());
            reader.snapshot(Optional.ofNullable(host), entry -> {
                switch (entry) {
                    case LedgerReader.Entry.Event event -> {
                        file.guarded(() -> writer.append(event.recorded()));
                        hosts.add(event.recorded().event().host());
                        progress.at(++events);
                    }
                    case LedgerReader.Entry.Unreadable other -> leftOut.add(other);
                }
                return true;
            });
            file.guarded(writer::close);
            file.complete();
            Warnings.leftOut(err, leftOut);
            // with -o - standard output is the file
            PrintWriter told = output.toString().equals("-") ? err : out();
            if (json) {
                Json.print(told, new Told(events, hosts.size(), leftOut.count(), file.name()));
            } else {
                told.println(Counts.events(events) + " of " + Counts.of(hosts.size(), "host") + " written to "
                        + file.name());
            }
        }
        return ExitCode.OK;
    }
}
