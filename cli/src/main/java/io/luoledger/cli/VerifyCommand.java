package io.luoledger.cli;

import io.luoledger.event.EventLimits;
import io.luoledger.files.InputFile;
import io.luoledger.files.LogInput;
import io.luoledger.files.OutputFile;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.proof.Flaw;
import io.luoledger.proof.HostHead;
import io.luoledger.proof.LogPosition;
import io.luoledger.proof.LogVerifier;
import io.luoledger.proof.Receipt;
import io.luoledger.proof.ReceiptFile;
import io.luoledger.proof.ReceiptVerdict;
import io.luoledger.proof.ReceiptVerdict.Outcome;
import io.luoledger.publish.LedgerPass;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LeftOut;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a log is whole, and whether it is the one that receipts were made of. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks sequence, chain and decodability of a log: files, a cluster, or files and then a cluster as one log.",
            "Names the first altered, missing, doubled or swapped event of every host, and what lies on the cluster and is"
                    + " no event of the ledger. Exits 1 when the log is broken or a"
                    + " receipt doesn't hold, 3 when something can't be read or a receipt is of another log."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class VerifyCommand extends JudgingCommand {
    /** What the cluster's own heads are called among the receipts. */
    private static final String HEADS = "luo.heads";

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Log files, in the order of their events; - is standard input. Without one: the cluster.")
    private List<String> files = List.of();

    @Option(
            names = "--against",
            paramLabel = "RECEIPT",
            description =
                    "A receipt that was made earlier and kept elsewhere; may be repeated. It holds as long as what"
                            + " it saw stands unchanged, however much the log has grown.")
    private List<String> against = List.of();

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description =
                    "Write a receipt of the log, if it is whole: host, sequence and chain of every host's last event,"
                            + " and the root of a Merkle tree over them.")
    private @Nullable Path receipt;

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "With --receipt: a receipt of this host alone, with its proof that it is part of the whole.")
    private @Nullable String host;

    @Option(names = "--root-only", description = "With --receipt: only the root, some hundred bytes for any log.")
    private boolean rootOnly;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final ForceOption force = new ForceOption();

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Override
    public Integer call() {
        if ((host != null || rootOnly) && receipt == null) {
            throw new UsageException((host != null ? "--host" : "--root-only") + " belongs to --receipt FILE");
        }
        if (host != null && rootOnly) {
            throw new UsageException("--host and --root-only exclude each other");
        }
        if (receipt != null) {
            force.require(receipt, read());
        }
        LogVerifier verifier = new LogVerifier();
        against.forEach(file -> verifier.against(file, read(file)));
        LedgerPass pass = new LedgerPass();
        if (files.isEmpty() || kafka.given()) {
            withCluster(pass, verifier);
        } else {
            filesAlone(pass, verifier);
        }
        verifier.end();
        return report(verifier, pass);
    }

    private List<String> read() {
        return Stream.concat(files.stream(), against.stream()).toList();
    }

    private void filesAlone(LedgerPass pass, LogVerifier verifier) {
        try (ProgressLine progress = ProgressLine.bytes("verifying", LogInput.bytes(files))) {
            LedgerPass.Sink sink = sink(verifier, pass, events -> {});
            for (String file : files) {
                String name = LogInput.name(file);
                pass.file(name, new LogFileReader(name, progress.through(LogInput.stream(file))), sink);
            }
        }
    }

    /** @param progress told how many events there were */
    private static LedgerPass.Sink sink(LogVerifier verifier, LedgerPass pass, LongConsumer progress) {
        return new LedgerPass.Sink() {
            @Override
            public void begin(String name) {
                verifier.begin(name);
            }

            @Override
            public void accept(RecordedEvent event, LogPosition place) {
                verifier.accept(event, place);
                String exceeded = EventLimits.exceededBy(event.event());
                if (exceeded != null) {
                    pass.trouble(place + ": host " + event.event().host() + ", sequence "
                            + event.event().sequence() + ": " + exceeded);
                }
                progress.accept(verifier.events());
            }
        };
    }

    private void withCluster(LedgerPass pass, LogVerifier verifier) {
        try (Cluster cluster = Cluster.existing(kafka, err());
                LedgerReader reader = new LedgerReader(cluster.client());
                ProgressLine progress = ProgressLine.events("verifying", files.isEmpty() ? reader.records() : -1)) {
            LedgerPass.Sink sink = sink(verifier, pass, progress::at);
            String name = "the cluster at " + cluster.client().bootstrapServers();
            boolean trimmed = reader.begins().values().stream().anyMatch(offset -> offset > 0);
            // read before the events: what is published by then must be there
            Receipt heads = heads(reader.publishedHeads());
            if (trimmed) {
                verifier.trimmed();
                verifier.againstTrimmed(HEADS, heads);
            } else {
                verifier.against(HEADS, heads);
            }
            files.forEach(file -> pass.file(file, sink));
            pass.cluster(reader, name, sink);
        }
    }

    private static Receipt heads(Map<String, LedgerHead> published) {
        List<HostHead> heads = new ArrayList<>();
        published.forEach((name, head) -> heads.add(new HostHead(name, head.nextSequence() - 1, head.chain(), 0)));
        return Receipt.of(heads, 0, "");
    }

    private static Receipt read(String file) {
        try (InputStream in = InputFile.open(file, "a receipt")) {
            return ReceiptFile.read(file, in);
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private int report(LogVerifier verifier, LedgerPass pass) {
        PrintWriter out = out();
        boolean whole = verifier.flaws().isEmpty();
        List<ReceiptVerdict> verdicts = verifier.receipts();
        boolean held = verdicts.stream().allMatch(verdict -> verdict.outcome() == Outcome.HOLDS);
        Receipt now = whole && pass.troubles().isEmpty()
                ? verifier.receipt(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                : null;
        VerifyReport report = new VerifyReport(verifier, verdicts, now, pass.troubles(), pass.leftOut());
        if (json) {
            report.json(out);
        } else {
            report.text(out);
        }
        out.flush();
        if (receipt != null && now != null && held) {
            write(now, receipt, out);
        } else if (receipt != null) {
            err().println("luo-ledger: " + receipt + " isn't written: only a log that is whole gets" + " a receipt");
        }
        pass.requireWhole();
        for (ReceiptVerdict verdict : verdicts) {
            if (verdict.outcome() == Outcome.OTHER_LOG || verdict.outcome() == Outcome.UNDECIDED) {
                throw new UnreadableInputException(verdict.name() + ": " + verdict.explanation()
                        + verdict.problems().stream()
                                .findFirst()
                                .map(first -> "; " + first)
                                .orElse(""));
            }
        }
        if (whole && held) {
            return ExitCode.OK;
        }
        requireRead(verifier, pass.leftOut(), held);
        return ExitCode.FOUND;
    }

    /** Nobody can say that an event is gone where one of its host can't be read. */
    private static void requireRead(LogVerifier verifier, LeftOut leftOut, boolean held) {
        List<String> flawed = verifier.flaws().stream().map(Flaw::host).toList();
        if (leftOut.mayBeOf(flawed) || (!held && leftOut.count() > 0)) {
            throw new UnreadableInputException(
                    "what is missing may be in what can't be read:\n" + String.join("\n", leftOut.lines()));
        }
    }

    private void write(Receipt now, Path path, PrintWriter out) {
        Receipt made = rootOnly ? now.rootOnly() : now;
        if (host != null) {
            made = now.ofHost(host);
            if (made == null) {
                throw new UsageException("no event of host " + host + ": no receipt is written");
            }
        }
        Receipt written = made;
        try (OutputFile file = force.create(path, read())) {
            file.guarded(() -> ReceiptFile.write(written, file.writer()));
            file.complete();
            if (!json && !path.toString().equals("-")) {
                out.println("receipt of " + (host == null ? VerifyReport.hosts(now.hosts()) : "host " + host)
                        + " written to " + file.name() + ": keep it where the log's owner can't reach it");
            }
        }
    }
}
