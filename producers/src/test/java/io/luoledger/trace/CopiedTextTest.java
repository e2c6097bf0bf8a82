package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings as they arrive: copied by CI, a terminal, journald or dmesg, each of which writes something of its own. */
class CopiedTextTest {
    private static final String SCENARIO = "traces/errors-7.3-to-7.3";
    private static final Pattern STAMP = Pattern.compile("^.*?(\\[ *\\d+\\.\\d{6}\\]) ");

    private static final String OUTGOING = Captures.text(SCENARIO + ".outgoing.trace");
    private static final String INCOMING = Captures.text(SCENARIO + ".incoming.trace");
    private static final String CONSOLE = Captures.text(SCENARIO + ".console.log");

    private static Captures.Imported imported(String outgoing, String incoming, List<TextFile> consoles) {
        return Captures.run(
                List.of(List.of(Captures.text("out", outgoing)), List.of(Captures.text("in", incoming))), consoles);
    }

    private static Captures.Imported withConsole(String log) {
        return imported(OUTGOING, INCOMING, List.of(Captures.text("console.log", log)));
    }

    private static Captures.Imported amongTheTexts(String log) {
        return Captures.run(
                List.of(
                        List.of(Captures.text("out", OUTGOING)),
                        List.of(Captures.text("in", INCOMING), Captures.text("console.log", log))),
                List.of());
    }

    private static String lines(String text, UnaryOperator<String> change) {
        return text.lines().map(line -> change.apply(line) + "\n").collect(Collectors.joining());
    }

    private static String stampedAs(String log, String form) {
        return lines(log, line -> STAMP.matcher(line).replaceFirst(form));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-29T18:02:55.1234567Z $1 ",
                "2026-11-29T18:02:55.123456Z 01O $1 ",
                "2026-11-29T18:02:55Z\t$1 ",
                "2026-11-29 18:02:55.123 $1 ",
                "2026-11-29 18:02:55: $1 ",
                "[2026-11-29 18:02:55] $1 ",
                "Nov 29 18:02:55 $1 ",
                "2026-11-29T18:02:55.123456+00:00 host-1 info kernel: $1 ",
                "$1 kernel: ",
                "Sun 2026-11-29 18:02:55 UTC host-1 kernel: ",
                "Nov 29 18:02:55 kernel: ",
                "nov. 29 18:02:55 host-1 kernel: ",
                "[So Nov 29 18:02:55 2026] ",
                "[Sun Nov 29 18:02:55 2026 <    0.000012>] ",
                "[<    0.000012>] ",
                "<6>",
                ""
            })
    void shouldReadALogHoweverItWasWrittenDown(String form) {
        assertThat(withConsole(stampedAs(CONSOLE, form)).told())
                .containsExactlyElementsOf(withConsole(CONSOLE).told());
    }

    @Test
    void shouldReadALogAsTheJournalExportsIt() {
        // Given: journalctl -k -o json, with a line of user space among them
        String json = lines(CONSOLE, line -> {
            Matcher stamped = STAMP.matcher(line);
            return stamped.find()
                    ? "{\"_TRANSPORT\":\"kernel\",\"_SOURCE_MONOTONIC_TIMESTAMP\":\""
                            + stamped.group(1).replaceAll("\\D", "").replaceFirst("^0+(?=\\d)", "")
                            + "\",\"MESSAGE\":\""
                            + line.substring(stamped.end())
                                    .replace("\\", "\\\\")
                                    .replace("\"", "\\\"")
                            + "\"}"
                    : "{\"_TRANSPORT\":\"stdout\",\"MESSAGE\":\"KHO: exec from: 1.2.3\"}";
        });

        // When / Then
        assertThat(withConsole(json).told())
                .containsExactlyElementsOf(withConsole(CONSOLE).told());
    }

    @Test
    void shouldReadWhatTheJournalExportsByteByByte() {
        // Given: a kernel's words with a colour among them
        String words = "\u001b[1mLinux version 7.3.0\u001b[0m (me@here) (gcc)";
        String bytes = words.chars().mapToObj(String::valueOf).collect(Collectors.joining(","));

        // When
        KernelLogLine read = KernelLogLine.parse(
                "{\"_TRANSPORT\":\"kernel\",\"_SOURCE_MONOTONIC_TIMESTAMP\":\"5\",\"MESSAGE\":[" + bytes + "]}");

        // Then
        assertThat(read)
                .isEqualTo(new KernelLogLine(5_000, TraceLine.Stamp.NO_TASK, "Linux version 7.3.0 (me@here) (gcc)"));
    }

    @Test
    void shouldReadWhatTheMachineSaidInTheLogOfALavaJob() {
        // Given: LAVA's own words quote the kernel's
        UnaryOperator<String> entry =
                line -> "- {\"dt\": \"2026-11-29T18:02:55.123456\", \"lvl\": \"target\", \"msg\": \""
                        + line.replace("\\", "\\\\").replace("\"", "\\\"").replace("\u001b", "\\e")
                        + "\"}";
        String own =
                "- {\"dt\": \"2026-11-29T18:02:56.000000\", \"lvl\": \"debug\", \"msg\": \"[    9.000000] KHO: exec from: 1\"}\n";

        // When
        Captures.Imported imported = imported(
                own + lines(OUTGOING, entry),
                own + lines(INCOMING, entry),
                List.of(Captures.text("console.log", own + lines(CONSOLE, entry) + own)));

        // Then
        assertThat(imported.told())
                .containsExactlyElementsOf(withConsole(CONSOLE).told());
    }

    @Test
    void shouldKeepAllOfALongBufferThatADyingKernelPrints() {
        // Given
        ConsoleLog log = new ConsoleLog();
        log.line("[    9.000000] Dumping ftrace buffer:");
        log.line("[    9.000001] ---------------------------------");
        for (int i = 0; i < 30_000; i++) {
            log.line("[    9.000002]   init-1     0.... %dus : luo_open: (luo_open+0x0/0x50)".formatted(i));
        }

        // When / Then
        assertThat(log.boots().getLast().dump).hasSize(30_000);
    }

    @Test
    void shouldRefuseAStormOfReportsInsteadOfLeavingOutItsEnd() {
        // Given
        ConsoleLog log = new ConsoleLog();

        // When / Then
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 30_000; i++) {
                        log.line("[    9.000002] WARNING: CPU: 0 PID: 1 at kernel/liveupdate/luo_file.c:100");
                        log.line("[    9.000003] ---[ end trace 0000000000000000 ]---");
                    }
                })
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(
                        "a console with more than 20000 reports, or lines of one kind, of one boot, expected it without"
                                + " what repeats");
    }

    @Test
    void shouldReadTheLogOfAnOldLavaJob() {
        // Given
        String log = lines(
                CONSOLE,
                line -> "- {dt: 2018-11-29T18:02:55.123456, lvl: target, msg: '" + line.replace("'", "''") + "'}");

        // When / Then
        assertThat(withConsole(log).told())
                .containsExactlyElementsOf(withConsole(CONSOLE).told());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "luo-agent  1234 [001]   100.123456: probe:luo_preserve_file: (ffffffff81234567) token=0x1\n",
                "luo-agent  1234/1234 [001]   100.123456:          1 probe:luo_preserve_file: \n\tffffffff81234567 f+0x0\n"
            })
    void shouldSayWhatToGiveInsteadOfWhatPerfPrints(String perf) {
        // When / Then
        assertThatThrownBy(() -> Captures.importText(perf))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageContaining("line 1 names luo_preserve_file and can't be read")
                .hasMessageEndingWith(
                        "; not what perf script prints: record it by the probes that `luo-ledger capture` prints");
    }

    @Test
    void shouldReadALogWhoseLinesEndInTwoCarriageReturns() {
        assertThat(withConsole(lines(CONSOLE, line -> line + "\r\r")).told())
                .containsExactlyElementsOf(withConsole(CONSOLE).told());
    }

    @Test
    void shouldNotTakeAProgramThatShowsTheVersionForAKernelWithoutStamps() {
        // Given
        String log = CONSOLE.replaceFirst("\n", "\nLinux version 6.1.0 (a@b) (gcc 12) #1\nKHO: exec from: 6.1.0\n");

        // When / Then
        assertThat(withConsole(log).told())
                .containsExactlyElementsOf(withConsole(CONSOLE).told());
    }

    @Test
    void shouldRefuseALogWhoseKernelSpeaksBehindWhatNobodyKnows() {
        // Given: a kernel's own stamps, and a word behind each
        String log = stampedAs(CONSOLE, "$1 kmsg> ");

        // When / Then
        assertThatThrownBy(() -> withConsole(log))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("console.log: what stands in front of the kernel's words isn't known:"
                        + " \"[    0.000000] kmsg> Linux version 7.3.4 (")
                .hasMessageEndingWith("\", expected lines like \"[    0.000000] Linux version ...\"");
    }

    @Test
    void shouldGiveTheLogOfTheKernelThatRunsToTheLastBoot() {
        // Given: dmesg behind the kexec has the incoming kernel only
        String dmesg = CONSOLE.substring(CONSOLE.lastIndexOf("[    0.000000] Linux version "));

        // When
        Captures.Imported imported = withConsole(dmesg);

        // Then
        assertThat(imported.report().boots())
                .extracting(ImportReport.Boot::liveUpdate)
                .containsExactly(0L, 1L);
        assertThat(Captures.bodies(imported, KernelBooted.class))
                .singleElement()
                .satisfies(booted -> {
                    assertThat(booted.sessions()).isEqualTo(5);
                    assertThat(booted.fromKernel()).isEqualTo("7.3.4");
                });
        assertThat(Captures.bodies(imported, SourceGap.class)).isEmpty();
    }

    @Test
    void shouldLeaveOutWhatTheLogTellsOfBootsBeforeTheFirst() {
        // Given: the serial port's log begins with another boot of the machine
        String before = CONSOLE.substring(0, CONSOLE.lastIndexOf('\n', CONSOLE.indexOf("sys_reboot")) + 1);

        // When
        Captures.Imported imported = withConsole(before + CONSOLE);

        // Then
        assertThat(imported.told())
                .containsExactlyElementsOf(withConsole(CONSOLE).told());
        assertThat(imported.report().bootsNotPlaced()).isEqualTo(1);
        assertThat(amongTheTexts(before + CONSOLE).told())
                .containsExactlyElementsOf(amongTheTexts(CONSOLE).told());
    }

    @Test
    void shouldNotTakeWhatDmesgSaysAgainForAnotherBoot() {
        // Given: a terminal on which dmesg was run, and what the kernel said then
        String again = CONSOLE.substring(CONSOLE.lastIndexOf("[    0.000000] Linux version "));
        String warned = """
                [   99.000001] WARNING: kernel/liveupdate/luo_file.c:1 at luo_file_finish+0x1/0x2
                [   99.000002]  luo_file_finish+0x1/0x2
                [   99.000003] ---[ end trace 0 ]---
                """;

        // When / Then
        assertThat(withConsole(CONSOLE + again + warned).told())
                .containsExactlyElementsOf(withConsole(CONSOLE + warned).told())
                .anyMatch(told -> told.contains("WARNING: kernel/liveupdate/luo_file.c:1"));
    }

    @Test
    void shouldGiveTheLogOfAFirstBootThatCameByALiveUpdateToIt() {
        // Given: two updates in a row, and the log of the kernel between them
        String between = CONSOLE.substring(CONSOLE.lastIndexOf("[    0.000000] Linux version "));

        // When
        Captures.Imported imported =
                imported(INCOMING, INCOMING + "\n", List.of(Captures.text("console.log", between)));

        // Then
        assertThat(imported.report().boots())
                .extracting(ImportReport.Boot::liveUpdate)
                .containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-29T18:02:55.1234567Z ",
                "2026-11-29T18:02:55.123456Z 01O ",
                "2026-11-29T18:02:55Z\t",
                "[2026-11-29 18:02:55.123] ",
                "[18:02:55.123] ",
                "Nov 29 18:02:55 ",
                "    ",
                "\t",
                ""
            })
    void shouldReadATraceThatWasCopied(String front) {
        // Given: with what it lost
        String lost = OUTGOING.replaceFirst("written: (\\d+)/\\d+", "written: $1/999")
                .replaceFirst("\n.* luo_session_create__ret: ", "\nCPU:1 [LOST 12 EVENTS]$0");

        // When
        Captures.Imported imported = imported(
                lines(lost, line -> front + line),
                lines(INCOMING, line -> front + line),
                List.of(Captures.text("console.log", CONSOLE)));

        // Then
        assertThat(imported.told())
                .containsExactlyElementsOf(imported(lost, INCOMING, List.of(Captures.text("console.log", CONSOLE)))
                        .told());
        assertThat(Captures.bodies(imported, SourceGap.class))
                .extracting(SourceGap::reason)
                .containsExactly(GapReason.RECORDS_LOST, GapReason.RECORDS_LOST);
    }

    @Test
    void shouldReadAGraphThatWasCopied() {
        // Given
        String graph = Captures.text(SCENARIO + ".fgraph.incoming.trace");

        // When
        Captures.Imported imported = Captures.importText(lines(graph, line -> "2026-11-29T18:02:55.1234567Z " + line));

        // Then
        assertThat(imported.told())
                .containsExactlyElementsOf(Captures.importText(graph).told());
    }

    @Test
    void shouldTellWhatTheHeaderOfTheLatencyFormatSaysWasOverwritten() {
        // When
        Captures.Imported imported =
                Captures.importText("# latency: 0 us, #94/594, CPU#1 | (M:preempt #P:2)\n" + OUTGOING);

        // Then
        assertThat(Captures.bodies(imported, SourceGap.class))
                .extracting(SourceGap::detail)
                .contains("in.trace: 500 of 594 records were overwritten in the ring buffer");
    }
}
