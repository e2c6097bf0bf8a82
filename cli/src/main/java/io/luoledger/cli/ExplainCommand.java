package io.luoledger.cli;

import io.luoledger.event.Errno;
import io.luoledger.finding.FindingKind;
import io.luoledger.glossary.EveryFinding;
import io.luoledger.glossary.Glossary;
import io.luoledger.glossary.GuardWords;
import io.luoledger.glossary.Word;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
            "Explains a word that luo-ledger prints: a finding's id, an outcome, a state, a consequence, a phase, an errno (also by its number),"
                    + " a kernel's compatible string.",
            "A kind of words explains all of its kind; without a word it lists them all. Structs and their layout: `luo-ledger abi explain`."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ExplainCommand extends LedgerCommand {
    private static final String FINDING = "finding";
    private static final int MOST_ALIKE = 5;
    /** Fewer letters stand in words that have nothing to do with them. */
    private static final int LONG = 5;

    private static final int SHORT = 3;

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

    /** Several words may be one, "kernel gap", or a kind of words, "state of a file". */
    private List<Word> asked() {
        String one = String.join(" ", asked);
        List<Word> together = known().filter(word -> word.of().equalsIgnoreCase(one)
                        || (asked.size() > 1 && word.word().equalsIgnoreCase(one)))
                .toList();
        return together.isEmpty()
                ? asked.stream()
                        .flatMap(ExplainCommand::apart)
                        .flatMap(word -> find(word).stream())
                        .toList()
                : together;
    }

    private static Stream<Word> all() {
        return Stream.concat(known(), GuardWords.all().stream());
    }

    /** Words of the tool itself. */
    private static Stream<Word> known() {
        return Stream.concat(EveryFinding.all().stream().map(ExplainCommand::word), Glossary.all().stream());
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
        List<Word> found = named(word, known());
        List<Word> kernels = found.isEmpty() ? named(word, GuardWords.all().stream()) : found;
        if (kernels.isEmpty()) {
            throw new UsageException("no word " + Printable.text(asked) + alike(asked) + "; kinds of words: "
                    + all().map(Word::of).distinct().collect(Collectors.joining(", "))
                    + "; `luo-ledger explain` lists them all");
        }
        return kernels;
    }

    private static List<Word> named(String name, Stream<Word> words) {
        return words.filter(word -> word.word().equalsIgnoreCase(name)).toList();
    }

    /** An errno's name where its number was given, with or without the sign of a return value. */
    private static String errno(String asked) {
        return asked.matches("-?\\d{1,4}") ? Errno.of(Integer.parseInt(asked)).name() : asked;
    }

    /** What holds the word, else what few letters are between, else what it holds. */
    private static String alike(String asked) {
        String key = key(asked);
        List<String> alike = Stream.<Supplier<List<String>>>of(
                        () -> key.length() < LONG
                                ? List.of()
                                : alike(word -> key(word).contains(key)),
                        () -> key.length() < SHORT ? List.of() : nearest(key),
                        () -> alike(word -> key(word).length() >= SHORT && key.contains(key(word))))
                .map(Supplier::get)
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElse(List.of());
        return alike.isEmpty() ? "" : "; did you mean " + String.join(", ", alike) + "?";
    }

    private static List<String> alike(Predicate<String> is) {
        return all().map(Word::word).filter(is).distinct().limit(MOST_ALIKE).toList();
    }

    private static List<String> nearest(String key) {
        Optional<String> nearest = UsageText.nearest(
                key, all().map(Word::word).map(ExplainCommand::key).distinct().toList());
        return nearest.map(one -> alike(word -> key(word).equals(one))).orElse(List.of());
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
