package io.luoledger.cli;

import io.luoledger.engine.DeadLetters;
import io.luoledger.engine.DeadLetters.Recovered;
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
            DeadLetters.Fate fate = dryRun ? letters.judge(cluster.client()) : letters.take(cluster.client());
            if (json) {
                Json.print(out, told(letters, fate));
            } else {
                print(out, letters, fate);
            }
        }
        return ExitCode.OK;
    }

    private Told told(DeadLetters letters, DeadLetters.Fate fate) {
        List<Refused> refused = new ArrayList<>();
        fate.refused()
                .forEach((one, reason) -> refused.add(new Refused(one.letter().place(), reason)));
        List<Refused> unreadable = letters.unreadable().stream()
                .map(letter -> new Refused(letter.place(), String.valueOf(letter.trouble())))
                .toList();
        return new Told(dryRun, fate.taken().size(), fate.there().size(), refused, unreadable);
    }

    private void print(PrintWriter out, DeadLetters letters, DeadLetters.Fate fate) {
        letters.unreadable()
                .forEach(letter -> out.println(
                        letter.place() + ": still no event: " + Printable.text(String.valueOf(letter.trouble()))));
        if (dryRun) {
            fate.taken().forEach(one -> out.println(one.letter().place() + ": would be taken as " + name(one)));
            fate.there().forEach(one -> out.println(one.letter().place() + ": " + name(one) + " is there already"));
        }
        fate.refused()
                .forEach((one, reason) -> out.println(
                        one.letter().place() + ": " + name(one) + " isn't taken: " + Printable.text(reason)));
        out.println(fate.taken().size() + (dryRun ? " would be taken" : " taken") + " into the ledger, "
                + fate.there().size() + " there already, " + fate.refused().size() + " don't continue it, "
                + letters.unreadable().size() + " still unreadable");
        if (dryRun) {
            out.println(letters.readable().size() + " readable, "
                    + letters.unreadable().size() + " still unreadable; nothing was written");
        } else if (!fate.there().isEmpty()) {
            out.println("What was there already, the processors passed over when they could not read it: serve or"
                    + " stream with another --application-id processes the ledger anew, and comes to the right view."
                    + " luo.findings then holds what the processors said before, too.");
        }
    }

    private static String name(Recovered one) {
        return "host " + Printable.text(one.host()) + ", sequence " + one.sequence();
    }
}
