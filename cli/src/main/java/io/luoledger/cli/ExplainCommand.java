package io.luoledger.cli;

import io.luoledger.event.Errno;
import io.luoledger.finding.FindingKind;
import io.luoledger.glossary.Glossary;
import io.luoledger.glossary.Word;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a word of the output means. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Explains a word that luo-ledger prints: a finding's id, an outcome, a state, a consequence, a phase, an errno (also by its number).",
            "Without a word it lists them all. Structs and their layout: `luo-ledger abi explain`."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ExplainCommand extends LedgerCommand {
    private static final String FINDING = "finding";
    private static final int MOST_ALIKE = 5;

    @Parameters(paramLabel = "WORD", arity = "0..*", description = "As it was printed, in upper or lower case.")
    private List<String> asked = List.of();

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    /** The answer as JSON. */
    private record Words(List<Word> words) {}

    @Override
    public Integer call() {
        PrintWriter out = out();
        List<Word> words = asked.isEmpty() ? all().toList() : asked();
        if (json) {
            Json.print(out, new Words(words));
        } else if (asked.isEmpty()) {
            list(words, out);
        } else {
            words.forEach(word -> text(word, out));
        }
        return ExitCode.OK;
    }

    /** Several words may be one: "kernel gap". */
    private List<Word> asked() {
        List<Word> together = asked.size() == 1 ? List.of() : Glossary.find(String.join(" ", asked));
        return together.isEmpty()
                ? asked.stream()
                        .flatMap(ExplainCommand::apart)
                        .flatMap(word -> find(word).stream())
                        .toList()
                : together;
    }

    private static Stream<Word> all() {
        return Stream.concat(FindingsCommand.all().map(ExplainCommand::word), Glossary.all().stream());
    }

    private static Word word(FindingKind kind) {
        return new Word(
                kind.id(), FINDING, kind.severity() + ", " + kind.title() + ". " + kind.explanation(), kind.remedy());
    }

    /** As it was printed: consequences are joined by "+", and a state that isn't certain has a "?". */
    private static Stream<String> apart(String printed) {
        return Stream.of(printed.split("\\+", -1))
                .map(word -> word.endsWith("?") ? word.substring(0, word.length() - 1) : word);
    }

    private static List<Word> find(String asked) {
        String word = errno(asked);
        List<Word> found = Stream.concat(
                        FindingsCommand.all()
                                .filter(kind -> kind.id().equalsIgnoreCase(word))
                                .map(ExplainCommand::word),
                        Glossary.find(word).stream())
                .toList();
        if (found.isEmpty()) {
            throw new UsageException(
                    "no word " + Printable.text(asked) + alike(asked) + "; `luo-ledger explain` lists them all");
        }
        return found;
    }

    /** An errno's name where its number was given, with or without the sign of a return value. */
    private static String errno(String asked) {
        return asked.matches("-?\\d{1,4}") ? Errno.of(Integer.parseInt(asked)).name() : asked;
    }

    private static String alike(String asked) {
        String key = key(asked);
        List<String> longer =
                key.length() < 3 ? List.of() : alike(word -> key(word).contains(key));
        List<String> alike = key.length() < 3 || !longer.isEmpty() ? longer : alike(word -> key.contains(key(word)));
        return alike.isEmpty() ? "" : "; did you mean " + String.join(", ", alike) + "?";
    }

    private static List<String> alike(Predicate<String> is) {
        return all().map(Word::word).filter(is).distinct().limit(MOST_ALIKE).toList();
    }

    private static String key(String word) {
        return word.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    }

    private static void list(List<Word> words, PrintWriter out) {
        Map<String, List<Word>> byKind =
                words.stream().collect(Collectors.groupingBy(Word::of, LinkedHashMap::new, Collectors.toList()));
        byKind.forEach((kind, those) ->
                out.println(kind + ": " + those.stream().map(Word::word).collect(Collectors.joining(" "))));
    }

    private static void text(Word word, PrintWriter out) {
        out.println(word.word() + "  " + word.of());
        out.println("    " + word.meaning());
        if (word.remedy() != null) {
            out.println("    To do: " + word.remedy());
        }
    }
}
