package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No command replaces what it reads, nor an existing log that nobody told it to replace; and none that only reads makes a ledger. */
class OutputTest {
    @TempDir
    private Path directory;

    private Path log;
    private byte[] before;

    @SuppressWarnings("NullAway.Init")
    OutputTest() {}

    @BeforeEach
    void makeALog() throws IOException {
        log = directory.resolve("log.avro");
        Ran.command("simulate", "--scenario", "vm-host", "-o", log);
        before = Files.readAllBytes(log);
    }

    /** Commands whose output is OUT and whose input, where they have one, is LOG. */
    static List<String> writers() {
        return List.of(
                "verify LOG --receipt OUT",
                "replay LOG --save-snapshot OUT",
                "export --perfetto LOG -o OUT",
                "import pci --host h LOG -o OUT",
                "import trace --host h LOG -o OUT",
                "import trace --host h nothing.trace+LOG -o OUT",
                "import trace --host h nothing.trace --console LOG -o OUT",
                "import trace --host h nothing.trace --pci LOG -o OUT",
                "import trace --host h nothing.trace --results LOG -o OUT",
                "abi import --json LOG -o OUT",
                "abi import --btf LOG -o OUT",
                "abi import --json nothing.json --guards LOG -o OUT");
    }

    @ParameterizedTest
    @MethodSource("writers")
    void shouldNotReplaceWhatTheCommandReads(String command) throws IOException {
        // Given
        Path link = Files.createSymbolicLink(directory.resolve("link"), log);
        Path hard = Files.createLink(directory.resolve("hard"), log);
        Path spelt = directory.resolve("x/../log.avro");
        Files.createDirectory(directory.resolve("x"));

        for (Path output : List.of(log, link, hard, spelt)) {
            // When
            Ran ran = run(command + " --force", output);

            // Then
            assertThat(ran.err()).startsWith("luo-ledger: " + output + ": the command reads this file");
            assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
            assertThat(Files.readAllBytes(log)).isEqualTo(before);
        }
    }

    static Stream<String> makers() {
        return Stream.concat(
                writers().stream().map(command -> command.replace("LOG", "nothing")),
                Stream.of("simulate --scenario vm-host -o OUT", "export -o OUT"));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void shouldNotReplaceALogThatIsThereAlready(String command) throws IOException {
        // When
        Ran ran = run(command, log);

        // Then
        assertThat(ran.err())
                .startsWith("luo-ledger: " + log
                        + ": a log is there already; expected another file, or --force to replace it");
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(Files.readAllBytes(log)).isEqualTo(before);
    }

    @Test
    void shouldReplaceALogWhenToldTo() throws IOException {
        // When
        Ran ran = Ran.command("simulate", "--scenario", "partial-retrieve", "-o", log, "--force");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(Files.readAllBytes(log)).isNotEqualTo(before);
    }

    @Test
    void shouldReplaceWhatIsNoLog() throws IOException {
        // Given
        Path text = Files.writeString(directory.resolve("old.json"), "{}");

        // When
        Ran ran = Ran.command("verify", log, "--receipt", text);

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(Files.readString(text)).contains("root");
    }

    @Test
    void shouldNotWriteThroughAFileThatSomebodyPutInTheWay() throws IOException {
        // Given
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Path receipt = directory.resolve("receipt.json");
        Files.createSymbolicLink(
                directory.resolve(".receipt.json." + ProcessHandle.current().pid() + ".part"), victim);

        // When
        Ran ran = Ran.command("verify", log, "--receipt", receipt);

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(victim).hasContent("precious");
        assertThat(Files.readString(receipt, StandardCharsets.UTF_8)).contains("root");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify",
                "events",
                "stats",
                "archive -o ARCHIVE",
                "export -o OUT",
                "export --perfetto -o OUT",
                "dlq list",
                "dlq replay",
                "replay LOG",
                "verify LOG",
                "abi plan --from 7.2 --to 7.3",
                "preflight --host h --to 7.3",
                "announce --host h --kernel 7.3"
            })
    void shouldNotMakeALedgerInOrderToReadIt(String command) {
        // Given
        Path typo = directory.resolve("typo");

        // When
        Ran ran = run(command + " --data " + typo, directory.resolve("fresh"));

        // Then
        assertThat(ran.err())
                .contains("no ledger in " + typo + "; expected a data directory that serve or an import made");
        assertThat(ran.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(typo).doesNotExist();
        assertThat(directory.resolve("archive")).doesNotExist();
    }

    @Test
    void shouldNotPlayALogIntoALedgerThatNobodyNamed() {
        // When
        Ran ran = Ran.command("replay", log, "--speed", "10x");

        // Then
        assertThat(ran.err())
                .startsWith(
                        "luo-ledger: --speed publishes the log; expected --bootstrap-server HOST:PORT or --data DIR");
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void shouldNameWhatIsDoubled() {
        // When
        Ran ran = Ran.command("verify", log, log);

        // Then
        assertThat(ran.out())
                .containsPattern(
                        "doubled: \\d+ events of .*log.avro that were read before, the first one host vm-host, sequence 0");
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
    }

    private Ran run(String command, Path output) {
        return Ran.command(Arrays.stream(command.split(" ", -1))
                .map(word -> word.replace("LOG", log.toString())
                        .replace("ARCHIVE", directory.resolve("archive").toString())
                        .replace("OUT", output.toString()))
                .toArray());
    }
}
