package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What isn't a trace is refused; what is missing in one is told. */
class BadTextTest {
    private static final String OUTGOING = "traces/simple-7.3-to-7.3.outgoing.trace";
    private static final String INCOMING = "traces/simple-7.3-to-7.3.incoming.trace";

    @Test
    void shouldRefuseAnEmptyFile() {
        assertThatThrownBy(() -> Captures.importText(""))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("in.trace: empty, expected the text of /sys/kernel/tracing/trace");
    }

    @Test
    void shouldRefuseOtherText() {
        assertThatThrownBy(() -> Captures.importText("Dear all,\nplease find enclosed\n"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("in.trace: not trace text (line 2), expected the text of /sys/kernel/tracing/trace");
    }

    @Test
    void shouldRefuseBinary() {
        assertThatThrownBy(() -> Captures.importText("\u0001\u0000\u0002\n"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("in.trace: binary (a zero byte in line 1), expected the text of /sys/kernel/tracing/trace");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "luo_open: (luo_open+0x4/0x50)",
                "init 1 [000] 4.456243: probe:luo_open: (ffffffff81b95ac6)",
                "            init-1       [000] ...2.     4.456243: luo_open:",
                "            init-1       [000]     4.456243: function:             luo_open",
                "            init-1       [000] ...2.     4.456243: luo_session_create",
                "1 0 4456243 luo_session_create: name=vm",
                "{\"MESSAGE\":\"luo_open: (luo_open+0x4/0x50)\"}"
            })
    void shouldRefuseALineOfLiveUpdateThatItCannotRead(String line) {
        // Given: one such line in a text that is understood
        String text = Captures.text(OUTGOING);

        // When / Then
        assertThatThrownBy(() -> Captures.importText(text + line + "\n"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("in.trace: line 95 names luo_")
                .hasMessageContaining(" and can't be read: \"" + line.strip() + "\", expected the text of");
    }

    @Test
    void shouldRefuseATextThatIsMostlyNotUnderstood() {
        // Given
        String text = Captures.text(OUTGOING);
        String strange = "who knows\n".repeat(text.split("\n", -1).length);

        // When / Then
        assertThatThrownBy(() -> Captures.importText(text + strange))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageContaining(" lines aren't understood, the first is line 95: \"who knows\"");
    }

    @Test
    void shouldNotCountTheLinesOfAKernelLog() {
        // Given: what a kernel said, with a stack, among what was traced
        String text = Captures.text(OUTGOING);
        String log = "[   10.700000] WARNING: something\n[   10.700001]  luo_open+0x23/0x50\n luo_open+0x23/0x50\n"
                .repeat(100);

        // When / Then
        assertThat(Captures.importText(log + text).events()).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void shouldRefuseProbesOfWhichOnlyTheAddressIsTold() {
        assertThatThrownBy(() ->
                        Captures.importText("   init-1 [000]     4.456243: p1: (ffffffff81b95ac6) a=1\n".repeat(3)))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageContaining("not trace text");
    }

    @Test
    void shouldRefuseARecordingOfSomethingElse() {
        assertThatThrownBy(() -> Captures.importText(
                        "   init-1 [000] ...1.     4.456243: sched_switch: prev_comm=a next_comm=b\n"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("in.trace: no call of live update in it, expected a recording by the probes that"
                        + " `luo-ledger capture` prints");
    }

    @Test
    void shouldRefuseAGraphWithoutReturnValues() {
        assertThatThrownBy(() -> Captures.importText(" 1)               |  luo_open() {\n 1)   1.0 us    |  }\n"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(
                        "in.trace: function_graph without return values, so that no call's result is known; expected it"
                                + " with `echo 1 > /sys/kernel/tracing/options/funcgraph-retval`");
    }

    @Test
    void shouldSayHowToMakeTextOfABinaryRecording() {
        assertThatThrownBy(() -> Captures.importText("\u0017\bDtracing6\u0000\u0000\n"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(
                        "in.trace: the binary trace.dat of trace-cmd, expected text: `trace-cmd report -i in.trace >"
                                + " REPORT.txt`");
    }

    @Test
    void shouldNotGuessWhoseCallsOverlapWhereNoTaskIsTold() {
        // Given: two tasks in the same call, on a console without callers; afterwards a call alone
        String text = """
                [    1.000001] luo_session_create: (luo_session_create+0x4/0x130) name="a"
                [    1.000002] luo_session_create: (luo_session_create+0x4/0x130) name="b"
                [    1.000003] luo_session_create__ret: (luo_ioctl+0x1/0x2 <- luo_session_create) ret=-17
                [    1.000004] luo_session_create__ret: (luo_ioctl+0x1/0x2 <- luo_session_create) ret=0
                [    1.000005] luo_session_create: (luo_session_create+0x4/0x130) name="c"
                [    1.000006] luo_session_create__ret: (luo_ioctl+0x1/0x2 <- luo_session_create) ret=0
                """;

        // When
        Captures.Imported imported = Captures.run(List.of(), List.of(Captures.text("console", text)));

        // Then
        assertThat(imported.told().stream().filter(event -> event.contains("SessionCreated")))
                .containsExactly("0 SessionCreated[session=c, result=OK]");
        assertThat(gaps(imported)).anyMatch(gap -> gap.contains("calls of several tasks overlap here"));
    }

    @Test
    void shouldRefuseTheSamePartGivenTwice() {
        // Given
        String text = Captures.text(OUTGOING);

        // When / Then
        assertThatThrownBy(() -> Captures.run(
                        List.of(
                                List.of(new Reopened("a.trace", text)),
                                List.of(Captures.file(INCOMING), new Reopened("b.trace", text))),
                        List.of()))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("b.trace: the same text as a.trace, expected each part of each boot once");
    }

    @Test
    void shouldTakeTwoBootsThatDifferInTheLastLineOnly() {
        // Given
        String text = Captures.text(INCOMING);
        String other = text.substring(0, text.length() - 3) + (text.endsWith("0)\n") ? "1)\n" : "0)\n");

        // When
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file(OUTGOING)),
                        List.of(new Reopened("1.trace", text)),
                        List.of(new Reopened("2.trace", other))),
                List.of());

        // Then
        assertThat(other).hasSameSizeAs(text).isNotEqualTo(text);
        assertThat(imported.report().boots()).hasSize(3);
    }

    @Test
    void shouldRefuseAConsoleThatIsNone() {
        assertThatThrownBy(() -> Captures.run(
                        List.of(List.of(Captures.file(OUTGOING))), List.of(Captures.text("c.log", "hello\n"))))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(
                        "c.log: not a kernel log (1 lines), expected lines like \"[    0.000000] Linux version ...\"");
    }

    @Test
    void shouldSayWhereACutTextEnds() {
        // Given
        String whole = Captures.text(OUTGOING);
        String cut = whole.substring(0, whole.indexOf("memfd_luo_preserve__ret") + 30);

        // When
        Captures.Imported imported = Captures.importText(cut);

        // Then
        assertThat(imported.told().stream().filter(line -> line.contains("FilePreserved")))
                .isEmpty();
        assertThat(gaps(imported))
                .containsExactly(
                        "TRUNCATED in.trace: the text ends in the middle of a line: \"<...>-1       [001] ...1."
                                + "    10.709902: memfd_luo_preserve__ret: (luo_\" 47",
                        "TRUNCATED in.trace: PRESERVE_FD begins here, but its return is not in the text 25");
    }

    @Test
    void shouldSayThatFreezesAreMissingWhenTheTextEndsInsideTheReboot() {
        // Given
        String whole = Captures.text(OUTGOING);
        int second = whole.lastIndexOf("memfd_luo_freeze: ");
        String cut = whole.substring(0, whole.lastIndexOf('\n', second) + 1);

        // When
        Captures.Imported imported = Captures.importText(cut);

        // Then
        assertThat(imported.told()).anyMatch(line -> line.startsWith("0 HandoverStarted[result=OK"));
        assertThat(gaps(imported))
                .containsExactly("TRUNCATED in.trace: the text ends inside the reboot, before 1 preserved file was"
                        + " seen frozen 78");
    }

    @Test
    void shouldTakeAPartWithoutItsPredecessorForWhatItIs() {
        // Given / When
        Captures.Imported imported = Captures.run(List.of(List.of(Captures.file(INCOMING))), List.of());

        // Then
        assertThat(imported.told().getFirst()).startsWith("1 KernelBooted[outcome=RESTORED");
        assertThat(gaps(imported))
                .containsExactly(
                        "PART_MISSING the outgoing kernel's part is not here: this boot came by a live update 1");
        assertThat(imported.told())
                .contains("1 FileFinished[session=vm, token=0x2, handler=memfd-v2, retrieved=true, data=74711040,"
                        + " device=null, result=OK]");
    }

    @Test
    void shouldSkipALineThatIsTooLongWithoutHoldingIt() {
        // Given
        String whole = Captures.text(OUTGOING);
        int middle = whole.indexOf('\n', whole.length() / 2) + 1;
        String text = whole.substring(0, middle) + "x".repeat(10_000_000) + "\n" + whole.substring(middle);

        // When
        Captures.Imported imported = Captures.importText(text);

        // Then
        assertThat(imported.report().unreadableLines()).isEqualTo(1);
        assertThat(imported.report().unreadableSamples().getFirst()).hasSizeLessThan(200);
        assertThat(gaps(imported)).containsExactly("UNREADABLE in.trace: a line longer than 65536 bytes 52");
        assertThat(imported.events()).hasSize(10);
    }

    @Test
    void shouldNoticeTwoMachinesInOneText() {
        // Given
        String other = Captures.text("traces/multi-session-7.3-to-7.3.outgoing.trace");

        // When
        Captures.Imported imported = Captures.importText(Captures.text(OUTGOING) + other);

        // Then
        assertThat(gaps(imported))
                .anyMatch(gap -> gap.startsWith("CLOCK_WENT_BACK in.trace: the clock goes back from"));
    }

    @Test
    void shouldNoticeThatTheKernelLostRecords() {
        // Given
        String whole = Captures.text(OUTGOING).replace("72/72", "72/100");

        // When
        Captures.Imported imported = Captures.importText(whole + "CPU:1 [LOST 5 EVENTS]\n");

        // Then
        assertThat(gaps(imported))
                .containsExactly(
                        "RECORDS_LOST in.trace: 28 of 100 records were overwritten in the ring buffer 3",
                        "RECORDS_LOST in.trace: the kernel dropped 5 records here 95");
    }

    @Test
    void shouldNoticeACallWhoseReturnIsMissing() {
        // Given
        String text = Captures.text(OUTGOING)
                .replaceFirst("(?m)^.*luo_session_create__ret.*\n", "")
                .replaceFirst("(?m)^.*luo_session_ioctl__ret.*\n", "");

        // When
        Captures.Imported imported = Captures.importText(text);

        // Then
        assertThat(gaps(imported))
                .containsExactly("UNPAIRED in.trace: CREATE_SESSION begins here, but its return is not in the text 17");
        // what the inner function returned tells
        assertThat(imported.told().stream().filter(line -> line.contains("FilePreserved")))
                .hasSize(2);
    }

    @Test
    void shouldCountWhatItDoesNotKnow() {
        // Given
        String line = """
                            init-1       [001] ...2.    10.698000: sched_switch: prev_comm=a next_comm=b
                            init-1       [001] ...2.    10.698001: mine: (my_function+0x0/0x50) a=1
                """;

        // When
        Captures.Imported imported = Captures.importText(line + Captures.text(OUTGOING));

        // Then
        assertThat(imported.report().meaningless())
                .containsEntry("sched_switch", 1L)
                .containsEntry("my_function", 1L);
        assertThat(imported.report().unreadableLines()).isZero();
    }

    /** A text that can be opened again and again, as a file can. */
    private record Reopened(String name, String text) implements TextFile {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public long bytes() {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private static List<String> gaps(Captures.Imported imported) {
        return imported.events().stream()
                .filter(draft -> draft.body() instanceof SourceGap)
                .map(draft -> (SourceGap) draft.body())
                .map(gap -> reason(gap.reason()) + " " + gap.detail() + " " + gap.line())
                .toList();
    }

    private static String reason(GapReason reason) {
        return reason.name();
    }
}
