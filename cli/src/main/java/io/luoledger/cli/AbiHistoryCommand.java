package io.luoledger.cli;

import io.luoledger.abi.AbiHistory;
import io.luoledger.abi.AbiHistory.Meaning;
import io.luoledger.abi.StructLayout;
import io.luoledger.simulator.trial.SimulatedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What one string has meant. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a compatible string has stood for, in which kernels and posted trees, and what each of them makes of the"
                    + " others' bytes.",
            "A string that has had several layouts guards nothing between them: such a pair is SILENT. What simulated kernels"
                    + " read was seen; of the rest the consequence is its layer's usual one, and said to be."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiHistoryCommand extends LedgerCommand {
    @Parameters(paramLabel = "STRING", description = "A compatible string, such as memfd-v2 or cpu_flb_v1.")
    private String string;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    private record Struct(String name, @Nullable Integer size, boolean packed, List<String> fields) {
        static Struct of(StructLayout layout) {
            return new Struct(
                    layout.name(),
                    layout.size(),
                    layout.packed(),
                    layout.fields().stream()
                            .map(field -> field.name() + " " + field.typeText() + " " + field.place())
                            .toList());
        }
    }

    private record Sense(
            int number,
            List<String> kernels,
            String layer,
            String guard,
            String guardForm,
            Map<String, String> configuration,
            List<String> sources,
            List<Struct> structs) {
        static Sense of(int number, Meaning meaning) {
            return new Sense(
                    number,
                    meaning.kernels(),
                    meaning.guard().layer().name().toLowerCase(Locale.ROOT),
                    meaning.guard().name(),
                    meaning.guard().form().words(),
                    meaning.configuration(),
                    meaning.sources(),
                    meaning.structs().stream().map(Struct::of).toList());
        }
    }

    /** @param seenBy "simulated kernels", "its layer's rule", or "the guard" where that refuses */
    private record Between(int from, int to, String outcome, String consequence, String seenBy) {}

    private record History(String string, List<Sense> meanings, List<Between> pairs) {}

    @Override
    public Integer call() {
        List<Meaning> meanings = AbiHistory.ofString(string);
        if (meanings.isEmpty()) {
            throw new UsageException("no kernel and no posted tree has the string " + Printable.text(string)
                    + UsageText.nearest(string, AbiHistory.strings())
                            .map(one -> "; did you mean " + one + "?")
                            .orElse("; 'luo-ledger abi list' shows the strings"));
        }
        List<Sense> senses = new ArrayList<>();
        meanings.forEach(meaning -> senses.add(Sense.of(senses.size() + 1, meaning)));
        History history = new History(string, senses, pairs(meanings));
        if (json) {
            Json.print(out(), history);
        } else {
            text(history);
        }
        return ExitCode.OK;
    }

    private static List<Between> pairs(List<Meaning> meanings) {
        return AbiHistory.pairs(meanings, SimulatedReader.gate()).stream()
                .map(pair -> new Between(
                        pair.from() + 1,
                        pair.to() + 1,
                        pair.verdict().outcome().name(),
                        pair.verdict().consequence(),
                        pair.seenBy()))
                .toList();
    }

    private void text(History history) {
        out().println(history.string() + ": " + Counts.of(history.meanings().size(), "meaning"));
        TextTable table = new TextTable(2);
        for (Sense sense : history.meanings()) {
            String computedFor = sense.configuration().entrySet().stream()
                    .map(option -> ", " + option.getKey() + "=" + option.getValue())
                    .collect(Collectors.joining());
            table.row(
                    sense.number(),
                    String.join(", ", sense.kernels()),
                    sense.layer() + " (" + sense.guardForm() + computedFor + ")",
                    structs(sense));
            table.line("      " + String.join("; ", sense.sources()));
        }
        table.print(out());
        if (!history.pairs().isEmpty()) {
            out().println("what one makes of another's bytes");
            TextTable pairs = new TextTable(2);
            history.pairs()
                    .forEach(pair -> pairs.row(
                            pair.from() + " -> " + pair.to(),
                            pair.outcome(),
                            pair.consequence(),
                            "by " + pair.seenBy()));
            pairs.print(out());
        }
    }

    private static String structs(Sense sense) {
        return sense.structs().isEmpty()
                ? "no struct is known"
                : sense.structs().stream()
                        .map(struct -> struct.name() + (struct.size() == null ? "" : " " + struct.size()))
                        .collect(Collectors.joining(", "));
    }
}
