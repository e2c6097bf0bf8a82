package io.luoledger.cli;

import io.luoledger.engine.DeadLetters;
import io.luoledger.engine.DeadLetters.Recovered;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.WriteSummary;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes into the ledger what can be read now. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Takes into the ledger the dead letters that this version of luo-ledger reads: each under its own"
                + " host, where it continues what the ledger has of it. Nothing is written twice, however often this is"
                + " run, and the letters stay where they are.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DlqReplayCommand extends LedgerCommand {
    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--dry-run", description = "Only say what would be taken.")
    private boolean dryRun;

    @Option(names = "--json", description = "Say what became of each letter as one JSON document.")
    private boolean json;

    /**
     * What became of the letters.
     *
     * @param taken letters that are in the ledger now; with --dry-run, those that would be taken
     * @param there letters that were there already
     */
    private record Told(boolean dryRun, long taken, long there, List<Refused> refused, List<Refused> unreadable) {}

    private record Refused(String letter, String reason) {}

    @Override
    public Integer call() {
        PrintWriter out = out();
        try (Cluster cluster = Cluster.existing(kafka, err())) {
            DeadLetters letters = DeadLetters.of(cluster.client());
            if (json) {
                Json.print(out, told(cluster.client(), letters));
                return ExitCode.OK;
            }
            letters.unreadable()
                    .forEach(letter -> out.println(
                            letter.place() + ": still no event: " + Printable.text(String.valueOf(letter.trouble()))));
            if (dryRun) {
                letters.readable()
                        .forEach(one -> out.println(one.letter().place() + ": would be taken as " + name(one)));
                out.println(letters.readable().size() + " readable, "
                        + letters.unreadable().size() + " still unreadable; nothing was written");
                return ExitCode.OK;
            }
            take(cluster.client(), letters, out);
        }
        return ExitCode.OK;
    }

    private Told told(ClientSettings client, DeadLetters letters) {
        List<Refused> unreadable = letters.unreadable().stream()
                .map(letter -> new Refused(letter.place(), String.valueOf(letter.trouble())))
                .toList();
        if (dryRun) {
            return new Told(true, letters.readable().size(), 0, List.of(), unreadable);
        }
        List<Refused> refused = new ArrayList<>();
        WriteSummary written = letters.take(
                client, (one, reason) -> refused.add(new Refused(one.letter().place(), reason)));
        return new Told(false, written.appended(), written.skipped(), refused, unreadable);
    }

    private static void take(ClientSettings client, DeadLetters letters, PrintWriter out) {
        WriteSummary written = letters.take(
                client,
                (one, reason) -> out.println(
                        one.letter().place() + ": " + name(one) + " isn't taken: " + Printable.text(reason)));
        long refused = letters.readable().size() - written.appended() - written.skipped();
        out.println(written.appended() + " taken into the ledger, " + written.skipped() + " there already, " + refused
                + " don't continue it, " + letters.unreadable().size() + " still unreadable");
        if (written.skipped() > 0) {
            out.println("What was there already, the processors passed over when they could not read it: serve or"
                    + " stream with another --application-id processes the ledger anew, and comes to the right view."
                    + " luo.findings then holds what the processors said before, too.");
        }
    }

    private static String name(Recovered one) {
        return "host " + Printable.text(one.host()) + ", sequence " + one.sequence();
    }
}
