package io.luoledger.cli;

import io.luoledger.archive.ArchiveDirectory;
import io.luoledger.archive.ArchiveRun;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerTrim;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    private static final long MICROS_PER_MILLI = 1000;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The archive: a directory, made if it isn't there.")
    private Path output;

    @Option(names = "--trim", description = "Delete from the cluster what is archived and verified.")
    private boolean trim;

    @Option(
            names = "--pass-over",
            paramLabel = "GROUP",
            description =
                    "With --trim: a consumer group that is abandoned, and holds back nothing. One that has a member now is"
                            + " refused. May be repeated.")
    private List<String> passOver = new ArrayList<>();

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Override
    public Integer call() {
        if (!passOver.isEmpty() && !trim) {
            throw new UsageException("--pass-over is for --trim, which isn't given");
        }
        PrintWriter out = out();
        PrintWriter err = err();
        // a cluster that isn't there leaves no empty archive
        try (Cluster cluster = Cluster.existing(kafka, err);
                LedgerReader reader = new LedgerReader(cluster.client());
                ArchiveDirectory archive = ArchiveDirectory.open(output, said -> err.println("luo-ledger: " + said));
                ArchiveRun run = new ArchiveRun(archive)) {
            requireAbandoned(cluster.client());
            run.copy(reader);
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
                trim(cluster.client(), run, Set.copyOf(passOver), out);
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

    /** Before anything is done: a name that was misspelt passes over nobody, and one that reads would lose events. */
    private void requireAbandoned(ClientSettings client) {
        if (passOver.isEmpty()) {
            return;
        }
        Map<String, Boolean> alive = new TreeMap<>();
        new LedgerTrim(client).readers().forEach(reader -> alive.put(reader.group(), reader.alive()));
        for (String group : passOver) {
            if (!alive.containsKey(group)) {
                throw new UsageException("--pass-over " + Printable.text(group)
                        + ": no group of that name reads the ledger; "
                        + (alive.isEmpty() ? "none does" : "expected one of " + String.join(", ", alive.keySet())));
            }
            if (Boolean.TRUE.equals(alive.get(group))) {
                throw new UsageException("--pass-over " + Printable.text(group)
                        + ": the group has a member now, which would lose what is trimmed; stop it first");
            }
        }
    }

    private static void trim(ClientSettings client, ArchiveRun run, Set<String> passedOver, PrintWriter out) {
        if (run.read().isEmpty()) {
            out.println("nothing to trim");
            return;
        }
        LedgerTrim.Trimmed trimmed = new LedgerTrim(client).trim(run.read(), passedOver, run::prove);
        out.println("trimmed: the ledger on the cluster begins at "
                + String.join(
                        ", ",
                        trimmed.begins().entrySet().stream()
                                .map(begin -> "offset " + begin.getValue() + " of partition " + begin.getKey())
                                .toList()));
        passedOver.stream()
                .sorted()
                .forEach(group -> out.println("  passed over group " + Printable.text(group)
                        + ": what it hadn't read is in the archive alone"));
        long now = System.currentTimeMillis();
        trimmed.heldBack()
                .forEach((partition, held) ->
                        out.println("  partition " + partition + " is held back by " + heldBack(held, now)));
    }

    private static String heldBack(LedgerTrim.HeldBack held, long nowMillis) {
        Long since = held.waitingSinceMillis();
        String group = Printable.text(held.reader().group());
        return "group " + group
                + (held.offset() == null ? ", which has committed nothing there" : " at offset " + held.offset())
                + (since == null
                        ? ""
                        : "; it hasn't read for at least "
                                + Micros.text(Math.max(0, nowMillis - since) * MICROS_PER_MILLI))
                + (held.reader().alive()
                        ? "; it has a member now"
                        : "; it has no member: --pass-over " + group + " if it is abandoned");
    }
}
