package io.luoledger.cli;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.proof.Flaw;
import io.luoledger.proof.HostHead;
import io.luoledger.proof.LogVerifier;
import io.luoledger.proof.Receipt;
import io.luoledger.proof.ReceiptFile;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerTrim;
import io.luoledger.wire.LogFileWriter;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
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
    private long unreadable;
    private String firstUnreadable = "";

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    ArchiveCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ArchiveDirectory archive = new ArchiveDirectory(output);
        int parts = archive.parts();
        Receipt before = archive.receipt(parts);
        try (Cluster cluster = Cluster.existing(kafka, spec.commandLine().getErr())) {
            Path part = archive.part(parts + 1);
            try (OutputFile file = OutputFile.create(part);
                    LedgerReader reader = new LedgerReader(cluster.client())) {
                copy(reader, file, ArchiveDirectory.heads(before));
                if (events > 0) {
                    file.complete();
                }
            }
            if (events > 0) {
                Receipt receipt = verify(part, before);
                write(receipt, archive.receiptOf(parts + 1));
                out.println(Counts.events(events) + " archived to " + part + ", verified; receipt "
                        + archive.receiptOf(parts + 1));
                sizes(cluster.client(), part, out);
            } else {
                out.println("nothing new to archive in " + output);
            }
            if (trim) {
                trim(cluster.client(), out);
            }
        }
        return ExitCode.OK;
    }

    private void copy(LedgerReader reader, OutputFile file, Map<String, HostHead> archived) {
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
                case LedgerReader.Entry.Unreadable other -> {
                    if (unreadable++ == 0) {
                        firstUnreadable =
                                "partition " + other.partition() + ", offset " + other.offset() + ": " + other.reason();
                    }
                }
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

    /** Reads the part back from the disk: what isn't whole there is no archive. */
    private static Receipt verify(Path part, @Nullable Receipt before) {
        LogVerifier verifier = new LogVerifier();
        if (before != null) {
            verifier.againstTrimmed("the parts before", before);
        }
        LedgerPass pass = new LedgerPass();
        pass.file(part.toString(), new LedgerPass.Sink() {
            @Override
            public void begin(String name) {
                verifier.begin(name);
            }

            @Override
            public void accept(io.luoledger.wire.RecordedEvent event, io.luoledger.proof.Place place) {
                verifier.accept(event, place);
            }
        });
        verifier.end();
        pass.requireWhole();
        List<Flaw> flaws = verifier.flaws();
        if (!flaws.isEmpty()) {
            Flaw first = flaws.getFirst();
            throw new UnreadableInputException(
                    first.place() + ": host " + first.host() + ", sequence " + first.sequence() + ": " + first.kind()
                            + ": " + first.explanation() + ". The ledger is broken: nothing is trimmed");
        }
        Map<String, HostHead> heads = ArchiveDirectory.heads(before);
        verifier.beginLate().forEach((name, first) -> {
            HostHead head = heads.get(name);
            if (head == null || head.sequence() + 1 != first) {
                throw new UnreadableInputException(part + ": host " + name + " begins at sequence " + first
                        + ", expected " + (head == null ? 0 : head.sequence() + 1)
                        + ": what lies between is neither on the cluster nor in the archive. Nothing is trimmed");
            }
        });
        return merged(heads, verifier.receipt(now()), before);
    }

    private static Receipt merged(Map<String, HostHead> heads, Receipt part, @Nullable Receipt before) {
        for (HostHead head : part.heads()) {
            HostHead old = heads.get(head.host());
            heads.put(
                    head.host(),
                    old == null ? head : new HostHead(head.host(), head.sequence(), head.chain(), old.origin()));
        }
        return Receipt.of(List.copyOf(heads.values()), part.events() + (before == null ? 0 : before.events()), now());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void write(Receipt receipt, Path path) {
        try (OutputFile file = OutputFile.create(path)) {
            file.guarded(() -> ReceiptFile.write(receipt, file.writer()));
            file.complete();
        }
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
        if (unreadable > 0) {
            throw new UnreadableInputException(unreadable + " records of the ledger are no events and so not in the"
                    + " archive (" + firstUnreadable + "): nothing is trimmed");
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
