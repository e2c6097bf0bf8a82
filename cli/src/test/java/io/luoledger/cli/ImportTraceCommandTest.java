package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.ChainHash;
import io.luoledger.files.PackedText;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.RecordedEvent;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTraceCommandTest {
    private static final String START =
            "# tracer: nop\n  vmm-7       [001] ...1.     1.000000: luo_session_create: (luo_session_create+0x0/0x1) name=\"vm\"\n";
    private static final String END =
            "  vmm-7       [001] ...1.     1.000001: luo_session_create__ret: (luo_ioctl+0x1/0x2 <- luo_session_create) ret=0\n";

    private static final String CAME_OVER = """
            # tracer: nop
               init-1    [000] ...1.     0.500000: luo_session_setup_incoming: (luo_session_setup_incoming+0x0/0x1)
               init-1    [000] ...1.     0.500001: luo_session_setup_incoming__ret: (luo_early_startup+0x1/0x2 <- luo_session_setup_incoming) ret=0
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void shouldWriteALogWhoseChainHoldsAndSayWhatIsInIt() throws IOException {
        // Given
        Path trace = write("a.trace", START + END);
        Path log = directory.resolve("h1.avro");

        // When
        int code = run("import", "trace", "--host", "h1", trace.toString(), "--kernel", "7.3.4", "-o", log.toString());

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .isEqualTo(String.format(
                        "boot 1  %s%n  kernel 7.3.4, live update 0, id %s%n  lines: 1 call, 1 comment, 1 return%n"
                                + "  events: 1 SessionCreated%n1 event of 1 host written to %s%n",
                        trace, read(log).getFirst().event().boot().id(), log));
        ChainHash chain = ChainHash.GENESIS;
        for (RecordedEvent event : read(log)) {
            assertThat(event.chainAfter(chain)).isEqualTo(event.event().chain());
            chain = event.event().chain();
        }
    }

    @Test
    void shouldReadWhatGzipPacked() throws IOException {
        // Given
        Path trace = packed("a.trace.gz", START + END);
        Path log = directory.resolve("h1.avro");

        // When
        int code = run("import", "trace", "--host", "h1", trace.toString(), "-o", log.toString());

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("events: 1 SessionCreated");
    }

    @Test
    void shouldRefuseAPackedTextThatIsCut() throws IOException {
        // Given
        Path whole = packed("a.trace.gz", (START + END).repeat(100));
        Path cut = directory.resolve("cut.trace.gz");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), (int) Files.size(whole) - 20));
        Path log = directory.resolve("h1.avro");

        // When
        int code = run("import", "trace", "--host", "h1", cut.toString(), "-o", log.toString());

        // Then
        assertThat(code).isEqualTo(3);
        assertThat(err.toString()).contains(cut + ": can't be read behind line ");
        assertThat(log).doesNotExist();
    }

    @Test
    void shouldBoundWhatAPackedTextUnpacksTo() throws IOException {
        // Given
        Path bomb = packed("bomb.gz", "x".repeat(1000));

        // When / Then
        try (InputStream in = PackedText.unpacked(new BufferedInputStream(Files.newInputStream(bomb)), 999)) {
            assertThatThrownBy(in::readAllBytes).hasMessage("it unpacks to more than 999 bytes");
        }
    }

    private Path packed(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(file))) {
            to.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    @Test
    void shouldReportAsJson() throws IOException {
        // Given
        Path trace = write("a.trace", START + "what is this\n" + END);

        // When
        int code = run(
                "import",
                "trace",
                "--host",
                "h1",
                trace.toString(),
                "-o",
                directory.resolve("h1.avro").toString(),
                "--json");

        // Then
        assertThat(code).isZero();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.get("events").asLong()).isEqualTo(2);
        assertThat(report.get("unreadableLines").asLong()).isEqualTo(1);
        assertThat(report.get("unreadable").get(0).asText()).isEqualTo(trace + ":3: what is this");
        assertThat(report.get("boots")
                        .get(0)
                        .get("events")
                        .get("SessionCreated")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void shouldSayWhichBootsOfAConsoleWereLeftOut() throws IOException {
        // Given: the serial port's log begins with another boot of the machine
        String boot = "[    0.000000] Linux version 7.3.4 (a@b) (gcc 12) #1\n";
        Path console = write(
                "console.log",
                boot + boot + "[    0.500000] luo: Retrieved live update data from KHO, liveupdate number: 1\n");
        Path trace = write("a.trace", CAME_OVER);
        String log = directory.resolve("h1.avro").toString();
        String[] command = {
            "import", "trace", "--host", "h1", trace.toString(), "--console", console.toString(), "-o", log, "--force"
        };

        // When / Then
        assertThat(run(command)).isZero();
        assertThat(out.toString())
                .contains(String.format("%nkernel log: 1 boot in front of the first that was traced left out%n"));
    }

    @Test
    void shouldChangeNothingWhenTheInputCanNotBeRead() throws IOException {
        // Given
        Path log = write("h1.avro", "what was there before");
        Path trace = write("a.trace", "no trace at all\n");

        // When
        int code = run("import", "trace", "--host", "h1", trace.toString(), "-o", log.toString());

        // Then
        assertThat(code).isEqualTo(ExitCode.UNREADABLE);
        assertThat(err.toString())
                .isEqualTo(String.format(
                        "luo-ledger: %s: not trace text (line 1), expected the text of /sys/kernel/tracing/trace%n",
                        trace));
        assertThat(log).hasContent("what was there before");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(log, trace);
        }
    }

    @Test
    void shouldRefuseTheSameTextAsTwoBoots() throws IOException {
        // Given
        Path first = write("a.trace", START + END + START + END);
        Path second = write("b.trace", START + END + START + END);

        // When
        int code = run(
                "import",
                "trace",
                "--host",
                "h1",
                first.toString(),
                second.toString(),
                "-o",
                directory.resolve("h1.avro").toString());

        // Then
        assertThat(code).isEqualTo(ExitCode.UNREADABLE);
        assertThat(err.toString())
                .isEqualTo(String.format(
                        "luo-ledger: %s: the same text as %s, expected each part of each boot once%n", second, first));
    }

    @Test
    void shouldAskForWhatIsMissing() throws IOException {
        // Given
        String trace = write("a.trace", START + END).toString();

        // When / Then
        assertThat(run("import")).isEqualTo(ExitCode.USAGE);
        assertThat(run("import", "trace", trace)).isEqualTo(ExitCode.USAGE);
        assertThat(run("import", "trace", "--host", "h1", trace, "-o", "x", "--data", "y"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("import", "trace", "--host", "a b", trace, "-o", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(run("import", "trace", "--host", "h1", "--kernel", "", trace, "-o", "x"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("import", "trace", "--host", "h1", trace + "+", "-o", "x"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("import", "trace", "--host", "h1", "-", "-", "-o", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(run("import", "trace", "--host", "h1", directory + "/none", "-o", "x"))
                .isEqualTo(ExitCode.UNREADABLE);
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private int run(String... arguments) {
        return LuoLedger.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private static List<RecordedEvent> read(Path log) throws IOException {
        List<RecordedEvent> events = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader(log.toString(), Files.newInputStream(log))) {
            reader.forEachRemaining(events::add);
        }
        return events;
    }
}
