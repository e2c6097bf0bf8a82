package io.luoledger.cli;

import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.publish.WriteSummary;
import io.luoledger.publish.WriterSettings;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes into the ledger what can be read now. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Takes into the ledger the dead letters that this version of luo-ledger reads: each under its own host, where",
            "it continues what the ledger has of it. Nothing is written twice, however often this is run, and the letters",
            "stay where they are."
        })
final class DlqReplayCommand implements Callable<Integer> {
    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--dry-run", description = "only say what would be taken")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    private final List<Letter> readable = new ArrayList<>();
    private long unreadable;
    private long refused;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    DlqReplayCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Cluster cluster = Cluster.existing(kafka, spec.commandLine().getErr());
                ClusterSchemas schemas = new ClusterSchemas(cluster.client())) {
            EventCodec codec = new EventCodec(schemas);
            TopicSnapshot.read(cluster.client(), Topics.DEAD_LETTERS.name(), record -> {
                Letter letter = Letter.of(record, codec);
                if (letter.event() == null) {
                    unreadable++;
                    out.println(
                            letter.place() + ": still no event: " + Printable.text(String.valueOf(letter.trouble())));
                } else {
                    readable.add(letter);
                }
            });
            // partitions are read as they come; a host's events have to come in order
            readable.sort(Comparator.comparing(
                            (Letter letter) -> event(letter).event().host())
                    .thenComparingLong(letter -> event(letter).event().sequence()));
            if (dryRun) {
                readable.forEach(letter -> out.println(letter.place() + ": would be taken as " + name(letter)));
                out.println(readable.size() + " readable, " + unreadable + " still unreadable; nothing was written");
                return ExitCode.OK;
            }
            WriteSummary written = write(cluster, out);
            out.println(written.appended() + " taken into the ledger, " + written.skipped() + " there already, "
                    + refused + " don't continue it, " + unreadable + " still unreadable");
            if (written.skipped() > 0) {
                out.println("What was there already, the processors passed over when they could not read it: serve or"
                        + " stream with another --application-id processes the ledger anew, and comes to the right view."
                        + " luo.findings then holds what the processors said before, too.");
            }
        }
        return ExitCode.OK;
    }

    private WriteSummary write(Cluster cluster, PrintWriter out) {
        Set<String> closed = new HashSet<>();
        WriterSettings settings = WriterSettings.defaults()
                .withName("dlq")
                .withTimeout(cluster.client().timeout());
        try (LedgerWriter writer = LedgerWriter.open(cluster.client(), settings)) {
            for (Letter letter : readable) {
                String host = event(letter).event().host();
                if (closed.contains(host)) {
                    refused++;
                    continue;
                }
                try {
                    writer.appendRecorded(event(letter));
                } catch (UnreadableInputException e) {
                    // of this host nothing more fits; the others are none the worse
                    closed.add(host);
                    refused++;
                    out.println(letter.place() + ": " + name(letter) + " isn't taken: "
                            + Printable.text(String.valueOf(e.getMessage())));
                }
            }
            return writer.complete();
        }
    }

    private static RecordedEvent event(Letter letter) {
        RecordedEvent event = letter.event();
        if (event == null) {
            throw new IllegalStateException("not readable");
        }
        return event;
    }

    private static String name(Letter letter) {
        return "host " + Printable.text(event(letter).event().host()) + ", sequence "
                + event(letter).event().sequence();
    }
}
