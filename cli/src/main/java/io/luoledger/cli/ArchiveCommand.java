package io.luoledger.cli;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.proof.HostHead;
import io.luoledger.proof.Receipt;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerTrim;
import io.luoledger.wire.LogFileWriter;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class ArchiveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

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

    private final Map<Integer, Long> read = new TreeMap<>();
    private long events;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    ArchiveCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (ArchiveDirectory archive = ArchiveDirectory.open(output, err);
                Cluster cluster = Cluster.existing(kafka, err);
                ForeignRecords foreign = new ForeignRecords(archive)) {
            int parts = archive.parts();
            int number = parts + 1;
            Receipt before = archive.receipt(parts);
            try (OutputFile file = OutputFile.create(archive.unverified(number));
                    LedgerReader reader = new LedgerReader(cluster.client())) {
                copy(reader, file, ArchiveDirectory.heads(before), foreign);
                if (events > 0) {
                    file.complete();
                }
            }
            foreign.complete();
            foreign.all().warn(err);
            if (events > 0) {
                archive.add(number, before);
                out.println(Counts.events(events) + " archived to " + archive.part(number) + ", verified; receipt "
                        + archive.receiptOf(number));
                sizes(cluster.client(), archive.part(number), out);
            } else {
                out.println("nothing new to archive in " + output);
            }
            if (foreign.written() != null) {
                out.println(foreign.written());
            }
            if (trim) {
                trim(cluster.client(), out);
            }
        }
        return ExitCode.OK;
    }

    private void copy(LedgerReader reader, OutputFile file, Map<String, HostHead> archived, ForeignRecords foreign) {
        LogFileWriter writer = file.log(reader.schemas());
        Map<String, Long> next = new HashMap<>();
        archived.forEach((name, head) -> next.put(name, head.sequence() + 1));
        reader.snapshot(Optional.empty(), entry -> {
            read.merge(entry.partition(), entry.offset() + 1, Math::max);
            switch (entry) {
                case LedgerReader.Entry.Event event -> {
                    LiveUpdateEvent known = event.recorded().event();
                    if (isNew(known, archived.get(known.host()), next)) {
                        file.guarded(() -> writer.append(event.recorded()));
                        events++;
                    }
                }
                case LedgerReader.Entry.Unreadable other -> foreign.add(other);
            }
            return true;
        });
        file.guarded(writer::close);
    }

    private boolean isNew(LiveUpdateEvent event, @Nullable HostHead archived, Map<String, Long> next) {
        long expected = next.getOrDefault(event.host(), 0L);
        if (event.sequence() < expected) {
            if (archived != null
                    && event.sequence() == archived.sequence()
                    && !event.chain().equals(archived.chain())) {
                throw new UnreadableInputException(
                        output + ": the archive holds another history of host " + event.host()
                                + " than the cluster: the chains differ at sequence " + event.sequence()
                                + ". Nothing was archived");
            }
            return false;
        }
        next.put(event.host(), event.sequence() + 1);
        return true;
    }

    private void sizes(ClientSettings client, Path part, PrintWriter out) {
        long bytes = InputFile.bytes(part);
        String onFile = "%.1f bytes for each event in the file".formatted(bytes / (double) events);
        out.println(onFile
                + new LedgerTrim(client)
                        .bytes().stream()
                                .mapToObj(onCluster -> "; the cluster's ledger takes " + onCluster + " bytes")
                                .findFirst()
                                .orElse(""));
    }

    private void trim(ClientSettings client, PrintWriter out) {
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
