package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What people see of every command: no wider than there is room for, and written alike. */
class LayoutTest {
    private static final int[] WIDTHS = {60, 80, 100, 120};
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory = Path.of(".");

    private static Path log = Path.of("log.avro");

    @BeforeAll
    static void makeALog() {
        log = directory.resolve("log.avro");
        Ran.command("simulate", "--scenario", "partial-retrieve", "-o", log);
    }

    /** Commands that list something, or tell of something, without a cluster. */
    static List<String> listings() {
        return List.of(
                "abi list",
                "abi matrix 6.19 7.1 7.2 7.3 vfio-v5",
                "abi check --from 7.1 --to 7.2 --both --notes",
                "abi check --from 7.2 --to 7.3",
                "abi explain kho_vmalloc",
                "abi explain ABI-FIELD-MOVED",
                "abi history cpu_flb_v1",
                "abi lint dma-2 hugetlb-sketch-1",
                "abi plan --from 7.2 --to 7.3",
                "simulate --list",
                "simulate --scenario vm-host",
                "simulate --fleet 3",
                "bench --list",
                "experiment flb --list",
                "experiment flb --design seed,rwsem --up-to 2",
                "experiment freeze --list",
                "experiment freeze --design posted,bad-lock-kept --up-to 2",
                "experiment rollout --kernels 3 --features 1",
                "findings",
                "explain",
                "explain open_eio_memory_leaked",
                "schema check",
                "replay LOG",
                "diff LOG --host partial-retrieve --update 1",
                "verify LOG",
                "preflight --host partial-retrieve --log LOG --to 7.3");
    }

    /** Every command, by its words. */
    static Stream<String> commands() {
        List<String> names = new ArrayList<>();
        walk(LuoLedger.line(), "", names);
        return names.stream();
    }

    private static void walk(CommandLine line, String words, List<String> names) {
        names.add(words);
        line.getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                walk(command, (words + " " + name).strip(), names);
            }
        });
    }

    private static String run(int width, String command) {
        StringWriter text = new StringWriter();
        PrintWriter out = new TextOut(new PrintWriter(text), width);
        String[] words = Arrays.stream(command.split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> word.equals("LOG") ? log.toString() : word)
                .toArray(String[]::new);
        int code = LuoLedger.run(out, new PrintWriter(System.err, true, StandardCharsets.UTF_8), words);
        assertThat(code).as(command).isIn(ExitCode.OK, ExitCode.FOUND);
        return text.toString();
    }

    /** But for a word that is longer than a line: a path has to be copied in one piece. */
    private static void assertNoLineIsLonger(String text, int width) {
        assertThat(text).isNotBlank();
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(
                                line.length() <= width || !line.strip().contains(" "))
                        .as("%d characters: %s", line.length(), line)
                        .isTrue())
                .noneSatisfy(line -> assertThat(line).endsWith(" "));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldKeepHelpWithinTheWidth(String command) {
        for (int width : WIDTHS) {
            assertNoLineIsLonger(run(width, command + " --help"), width);
        }
    }

    @ParameterizedTest
    @MethodSource("listings")
    void shouldKeepListingsWithinTheWidth(String command) {
        for (int width : WIDTHS) {
            assertNoLineIsLonger(run(width, command), width);
        }
    }

    /** Told in whole sentences: a verb in the third person for a command, a full stop for everything. */
    @ParameterizedTest
    @MethodSource("commands")
    void shouldWriteHelpAlike(String command) {
        // Given
        CommandLine line = LuoLedger.line();
        for (String word : command.isEmpty() ? new String[0] : command.split(" ")) {
            line = Objects.requireNonNull(line.getSubcommands().get(word));
        }
        CommandSpec spec = line.getCommandSpec();

        // Then
        assertThat(spec.usageMessage().description()).as(command).isNotEmpty();
        if (!command.isEmpty()) {
            assertThat(spec.usageMessage().description()[0]).as(command).matches("[A-Z][a-z]+s\\b.*");
        }
        assertThat(spec.usageMessage().description())
                .allSatisfy(text -> assertThat(text).as(command).matches("|[A-Z0-9].*[.:?]"));
        for (ArgSpec argument : spec.args()) {
            boolean standard = argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp());
            assertThat(standard || isSentence(String.join(" ", argument.description())))
                    .as("%s %s: %s", command, argument.paramLabel(), List.of(argument.description()))
                    .isTrue();
        }
    }

    private static boolean isSentence(String text) {
        return text.matches("(?s)[^a-z].*[.]") || text.startsWith("vmlinux ");
    }

    /** What programs read has no width. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "abi list --json",
                "abi matrix 7.1 7.2 --json",
                "abi check --from 7.1 --to 7.2 --json",
                "abi check --from 7.1 --to 7.2 --format sarif",
                "abi explain kho_vmalloc --json",
                "abi explain ABI-FIELD-MOVED --json",
                "abi history rxe-v1 --json",
                "abi lint dma-2 --json",
                "abi plan --from 7.2 --to 7.3 --json",
                "simulate --list --json",
                "bench --list --json",
                "experiment freeze --design posted --up-to 2 --json",
                "experiment rollout --kernels 3 --features 1 --json",
                "topology --json",
                "findings --json",
                "schema check --json",
                "replay LOG --json",
                "verify LOG --json",
                "diff LOG --host partial-retrieve --update 1 --json",
                "preflight --host partial-retrieve --log LOG --to 7.3 --json"
            })
    void shouldNameThingsAlikeInJsonOfAnyWidth(String command) throws IOException {
        // When
        String narrow = run(60, command);
        String wide = run(1000, command);

        // Then
        assertThat(narrow).isEqualTo(wide);
        Set<String> names = new TreeSet<>();
        names(JSON.readTree(narrow), names);
        assertThat(names).isNotEmpty().noneMatch(name -> name.matches("[a-z]+[_-][a-z_-]+"));
    }

    /** Names that the program gives; those of structs and events are data. */
    private static void names(JsonNode node, Set<String> names) {
        node.properties().forEach(entry -> names.add(entry.getKey()));
        node.forEach(child -> names(child, names));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            abi chek                                  | unknown command 'chek'; did you mean check?
            replai                                    | unknown command 'replai'; did you mean replay?
            xyz                                       | unknown command 'xyz'
            abi check --from 7.2 --to 7.3 --notez     | unknown option --notez; did you mean --notes?
            abi check --form 7.2 --to 7.3             | unknown option --form; did you mean --from?
            abi check --from 7.2 --to 7.3 --zzz       | unknown option --zzz
            verify -o x.avro                          | unknown option -o
            dashboard x.avro --http-port first        | --http-port first: expected a whole number
            abi check --from 7.2 --to                 | --to has no value; expected --to KERNEL: the incoming kernel
            abi check --from 7.2                      | --to KERNEL is missing: the incoming kernel
            abi check                                 | --from KERNEL, --to KERNEL are missing
            abi check --from 1 --from 2 --to 3        | --from KERNEL is given twice; expected once
            abi check --from 7.2 --to 7.3 --format jsn| --format jsn: expected one of text, json, junit, github, sarif, ktap; did you mean json?
            abi list x                                | unexpected argument 'x'; expected options only
            abi decode a b --kernel 7.3               | unexpected argument 'b'; expected no more than DUMP
            abi import                                | expected one of --source TREE, --btf FILE, --json FILE
            simulate --fleet many                     | --fleet many: expected a whole number
            abi                                       | which command?
            """)
    void shouldSayWhatWasGivenAndWhatIsExpected(String command, String message) {
        // When
        Ran ran = Ran.command((Object[]) command.split(" "));

        // Then
        assertThat(ran.err()).startsWith("luo-ledger: " + message + "\nusage: see 'luo-ledger");
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldBeAsWideAsItIsTold() {
        assertThat(TextOut.width(Map.of("COLUMNS", "80"), "132")).isEqualTo(80);
        assertThat(TextOut.width(Map.of(), "132")).isEqualTo(132);
        assertThat(TextOut.width(Map.of("COLUMNS", "wide"), null)).isEqualTo(100);
        assertThat(TextOut.width(Map.of("COLUMNS", "0"), null)).isEqualTo(100);
        assertThat(TextOut.width(Map.of("COLUMNS", "7"), null)).isEqualTo(40);
    }

    @Test
    void shouldBreakLinesAtBlanksAndNotWordsNorColours() {
        assertThat(TextFlow.fold("  one two three", 9)).containsExactly("  one two", "    three");
        assertThat(TextFlow.fold("/a/path/that/is/long then more", 10))
                .containsExactly("/a/path/that/is/long", "  then", "  more");
        assertThat(TextFlow.fold("\u001b[1mone\u001b[0m two", 7)).containsExactly("\u001b[1mone\u001b[0m two");
        assertThat(TextFlow.fold("short", 9)).containsExactly("short");
    }

    @Test
    void shouldKeepANumberAndItsUnitTogether() {
        assertThat(TextFlow.fold("p99 = maximum 14.25 s (of 3)", 19))
                .containsExactly("p99 = maximum", "  14.25 s (of 3)");
        assertThat(TextFlow.wrap("took 8 ms or 12 % of 3 MiB", 9)).containsExactly("took 8 ms", "or 12 %", "of 3 MiB");
        assertThat(TextFlow.wrap("12 sessions", 4)).containsExactly("12", "sessions");
    }

    @Test
    void shouldGoOnInTheSameColumns() {
        // Given
        TextTable first = new TextTable(0).row("long name", "x", "y");
        String begin = printed(first, 100);

        // When
        TextTable second = first.next().row("short", "xx", "y");

        // Then
        assertThat(begin + printed(second, 100)).isEqualTo("long name  x  y\nshort      xx  y\n");
    }

    @Test
    void shouldFitTheRecentEventsOfAHostIntoThePage() {
        // When: in the 100 columns of a pipe
        List<String> page =
                run(100, "replay LOG --host partial-retrieve").lines().toList();

        // Then: each in its columns
        List<String> events = page.subList(page.indexOf("  recent events") + 1, page.size()).stream()
                .takeWhile(line -> !line.isBlank())
                .toList();
        assertThat(events)
                .hasSizeGreaterThan(5)
                .allMatch(line -> line.length() <= 100)
                .allMatch(line -> line.matches(" {4} *\\d+  lu\\d  \\S+ \\S+  [A-Z]\\w+ +[A-Z]+.*| {60,}\\S.*"))
                .anyMatch(line -> line.matches(" {60,}\\S.*"));
    }

    @Test
    void shouldWrapTheWidestCellAndTellARowThatNoWidthHolds() {
        // Given
        TextTable table = new TextTable(2)
                .numbers(1)
                .head("name", "count", "about")
                .row("one", 1, "a text that is much longer than the others")
                .row("three", 12, "short");

        // Then
        assertThat(printed(table, 40).lines())
                .containsExactly(
                        "  name   count  about",
                        "  one        1  a text that is much",
                        "                longer than the others",
                        "  three     12  short");
        assertThat(printed(new TextTable(0).head("name", "about").row("x".repeat(30), "y".repeat(30)), 50))
                .isEqualTo("x".repeat(30) + "\n  about " + "y".repeat(30) + "\n");
    }

    private static String printed(TextTable table, int width) {
        StringWriter text = new StringWriter();
        PrintWriter out = new TextOut(new PrintWriter(text), width);
        table.print(out);
        out.flush();
        return text.toString();
    }

    /** A pipe has 100 characters; a file of what it looked like when somebody read it. */
    @ParameterizedTest
    @CsvSource({
        "60,  abi-check,   abi check --from 6.19 --to 7.0",
        "100, abi-check,   abi check --from 6.19 --to 7.0",
        "60,  abi-matrix,  abi matrix 6.19 7.1 7.2 7.3 pci-v7 pci-v9 vfio-v5 seed",
        "120, abi-matrix,  abi matrix 6.19 7.1 7.2 7.3 pci-v7 pci-v9 vfio-v5 seed",
        "80,  abi-explain, abi explain kho_vmalloc",
        "80,  help-check,  abi check --help"
    })
    void shouldLookAsItDidWhenItWasRead(int width, String name, String command) throws IOException {
        assertThat(run(width, command).replaceAll("judged in \\d+ ms", "judged in N ms"))
                .isEqualTo(golden(name + "-" + width + ".txt"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(LayoutTest.class.getResourceAsStream("/layout/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whoever counts lines, or looks for one, wants an event to be one. */
    @Test
    void shouldListAnEventALineWhateverTheWidth() {
        assertThat(run(60, "events LOG")).isEqualTo(run(1000, "events LOG"));
    }

    @Test
    void shouldSayOfANameThatNoFileCanHave() {
        assertThat(Ran.command("verify", "a\0b"))
                .isEqualTo(new Ran(
                        ExitCode.USAGE,
                        "",
                        "luo-ledger: 'a\\x00b' can't be the name of a file here: Nul character not allowed\n"));
    }
}
