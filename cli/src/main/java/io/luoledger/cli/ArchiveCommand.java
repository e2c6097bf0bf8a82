package io.luoledger.cli;

import io.luoledger.archive.ArchiveDirectory;
import io.luoledger.archive.ArchiveRun;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerTrim;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves a ledger from a cluster to files: export, verify what was written, receipt, and only then trim. */
@Command(
        name = "archive",
        mixinStandardHelpOptions = true,
        description = {
            "Writes what is new in a cluster's ledger to a further file of an archive, reads it back and verifies it,"
                    + " and leaves a receipt beside it.",
            "Records that are no events of the ledger are kept beside it as they are, and named.",
            "With --trim, what was archived and verified is then deleted from the cluster, as far as every reader of the"
                    + " ledger has come. The files, and then the cluster, are still one log: replay DIR/*.avro --data ..."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ArchiveCommand extends LedgerCommand {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The archive: a directory, made if it isn't there.")
    private Path output;

    @Option(names = "--trim", description = "Delete from the cluster what is archived and verified.")
    private boolean trim;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Override
    public Integer call() {
        PrintWriter out = out();
        PrintWriter err = err();
        try (ArchiveDirectory archive = ArchiveDirectory.open(output, said -> err.println("luo-ledger: " + said));
                Cluster cluster = Cluster.existing(kafka, err);
                ArchiveRun run = new ArchiveRun(archive)) {
            try (LedgerReader reader = new LedgerReader(cluster.client())) {
                run.copy(reader);
            }
            Warnings.leftOut(err, run.foreign());
            run.keep();
            if (run.events() > 0) {
                out.println(Counts.events(run.events()) + " archived to " + run.part() + ", verified; receipt "
                        + run.receipt());
                sizes(cluster.client(), run, out);
            } else {
                out.println("nothing new to archive in " + output);
            }
            if (run.foreignWritten() != null) {
                out.println(run.foreignWritten());
            }
            if (trim) {
                trim(cluster.client(), run.read(), out);
            }
        }
        return ExitCode.OK;
    }

    private static void sizes(ClientSettings client, ArchiveRun run, PrintWriter out) {
        String onFile = "%.1f bytes for each event in the file".formatted(run.partBytes() / (double) run.events());
        out.println(onFile
                + new LedgerTrim(client)
                        .bytes().stream()
                                .mapToObj(onCluster -> "; the cluster's ledger takes " + onCluster + " bytes")
                                .findFirst()
                                .orElse(""));
    }

    private static void trim(ClientSettings client, Map<Integer, Long> read, PrintWriter out) {
        if (read.isEmpty()) {
            out.println("nothing to trim");
            return;
        }
        LedgerTrim.Trimmed trimmed = new LedgerTrim(client).trim(read);
        out.println("trimmed: the ledger on the cluster begins at "
                + String.join(
                        ", ",
                        trimmed.begins().entrySet().stream()
                                .map(begin -> "offset " + begin.getValue() + " of partition " + begin.getKey())
                                .toList()));
        trimmed.heldBack()
                .forEach((partition, group) -> out.println("  partition " + partition + " is held back by " + group));
    }
}
