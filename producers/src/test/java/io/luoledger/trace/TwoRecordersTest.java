package io.luoledger.trace;

import static io.luoledger.trace.Captures.bodies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.wire.UnreadableInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call that two recorders saw counts once; what a console lost of its copy is told. */
class TwoRecordersTest {
    private static final String CONSOLE = "capture/way2-up/console.log";

    private static Captures.Imported console(String log) {
        return Captures.run(List.of(), List.of(Captures.text("console.log", log)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40})
    void shouldReadTheFilesOfEachCpuAsTheOneOfAll(int records) {
        // Given: a task that goes to the other CPU each so many records, and what each CPU's file holds
        String trace = Captures.text("traces/errors-7.3-to-7.3.incoming.trace");
        List<String> lines = trace.lines().toList();
        StringBuilder all = new StringBuilder();
        List<StringBuilder> each = List.of(new StringBuilder(), new StringBuilder());
        for (int i = 0; i < lines.size(); i++) {
            int cpu = i / records % 2;
            String line = lines.get(i).replaceFirst("\\[00\\d\\]", "[00" + cpu + "]") + "\n";
            all.append(line);
            each.get(cpu).append(line);
        }

        // When
        Captures.Imported imported = Captures.run(
                List.of(List.of(
                        Captures.text("cpu0", each.get(0).toString()),
                        Captures.text("cpu1", each.get(1).toString()))),
                List.of());

        // Then
        assertThat(imported.told())
                .containsExactlyElementsOf(Captures.importText(all.toString()).told());
    }

    @Test
    void shouldNotTakeTheRebootForTheRefusedOneBeforeWherePartsAreGivenInTheWrongOrder() {
        // Given: a reboot without an image is refused, and after it the one that goes, which another part holds
        String before = """
                init-1 [000] ..... 5.000001: sys_reboot(magic1: 0xfee1dead, magic2: 0x28121969, cmd: 0x45584543, arg: 0)
                init-1 [000] ..... 5.000002: kernel_kexec: (kernel_kexec+0x4/0xc0)
                init-1 [000] ..... 5.000003: kernel_kexec__ret: (__do_sys_reboot+0x4/0xc0 <- kernel_kexec) ret=-22
                init-1 [000] ..... 5.000004: sys_reboot -> 0xffffffffffffffea
                """;
        String behind = """
                init-1 [000] ..... 9.000001: sys_reboot(magic1: 0xfee1dead, magic2: 0x28121969, cmd: 0x45584543, arg: 0)
                init-1 [000] ..... 9.000002: kernel_kexec: (kernel_kexec+0x4/0xc0)
                """;

        // When
        Captures.Imported imported =
                Captures.run(List.of(List.of(Captures.text("pipe", behind), Captures.text("out", before))), List.of());

        // Then
        assertThat(bodies(imported, SourceGap.class))
                .extracting(SourceGap::reason)
                .contains(GapReason.CLOCK_WENT_BACK);
        assertThat(imported.report().boots().getFirst().lines()).doesNotContainKey("copy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "behind"})
    void shouldTellOnceWhatAGraphAndTheProbesBesideItTell(String where) {
        // Given: trace-cmd recorded the graph and the events of the same function
        String graph = "funcgraph_entry:            |  luo_session_create(name=0xff11) {";
        String event = "luo_session_create:   (ffffffff81b95ac6) name=\"vm\"";
        String inner = "funcgraph_entry: 1.0 us |    luo_session_getfile(); /* ret=0x0 */";
        String graphEnd = "funcgraph_exit: 2.0 us |  } /* luo_session_create ret=0x0 */";
        String eventEnd = "luo_session_create__ret: (ffffffff81b95ac6 <- ffffffff817136a8) ret=0";
        List<String> call = where.equals("before")
                ? List.of(event, graph, inner, eventEnd, graphEnd)
                : List.of(graph, event, inner, graphEnd, eventEnd);
        StringBuilder text = new StringBuilder(
                "cpus=1\n   agent-7 [000] 1.000000: funcgraph_entry: 1.0 us |  luo_open();" + " /* ret=0x0 */\n");
        for (int i = 0; i < call.size(); i++) {
            text.append("   agent-7 [000] 1.00000")
                    .append(i + 1)
                    .append(": ")
                    .append(call.get(i))
                    .append('\n');
        }

        // When
        Captures.Imported imported = Captures.importText(text.toString());

        // Then
        assertThat(bodies(imported, SessionCreated.class))
                .extracting(Object::toString)
                .containsExactly("SessionCreated[session=vm, result=OK]");
        assertThat(bodies(imported, SourceGap.class)).isEmpty();
    }

    @Test
    void shouldTellOnceTheRebootThatAGraphAndAConsoleTell() {
        // When: the graph of a boot's calls, and what tp_printk put on the console of the reboot
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file("traces/simple-7.3-to-7.3.fgraph.outgoing.trace")),
                        List.of(Captures.file("traces/simple-7.3-to-7.3.fgraph.incoming.trace"))),
                List.of(Captures.file("traces/simple-7.3-to-7.3.console.log")));

        // Then
        assertThat(bodies(imported, HandoverStarted.class)).hasSize(1);
        assertThat(imported.ofBoot(0)).noneMatch(draft -> draft.body() instanceof SourceGap);
        assertThat(imported.report().boots().getFirst().lines()).containsKey("copy");
    }

    @Test
    void shouldTellTheSameOfFunctionsThatTheCompilerCopied() {
        // Given: the same calls of a kernel whose compiler made copies of some functions
        String trace = Captures.text("traces/errors-7.3-to-7.3.outgoing.trace");
        String copied = trace.replace("(luo_preserve_file+", "(luo_preserve_file.isra.0+")
                .replace("<- luo_preserve_file)", "<- luo_preserve_file.isra.0)")
                .replace("(memfd_luo_preserve+", "(memfd_luo_preserve.constprop.0.isra.0+")
                .replace("<- memfd_luo_preserve)", "<- memfd_luo_preserve.constprop.0.isra.0)");
        assertThat(copied).isNotEqualTo(trace);

        // When / Then
        assertThat(Captures.importText(copied).told())
                .isEqualTo(Captures.importText(trace).told());
    }

    @Test
    void shouldTakeAPartForItsFunctionsOwn() {
        // Given: a part of a function has a probe, too
        String trace = Captures.text("traces/errors-7.3-to-7.3.outgoing.trace");
        String parts = trace.replaceAll(
                        "(?m)^(.*: )luo_preserve_file: \\(luo_preserve_file\\+\\S+\\)(.*)$",
                        "$0\n$1luo_preserve_part: (luo_preserve_file.part.0+0x4/0x80)$2")
                .replaceAll(
                        "(?m)^(.*: )luo_preserve_file__ret: .*$",
                        "$1luo_preserve_part__ret: (luo_preserve_file+0x24/0x80 <- luo_preserve_file.part.0) ret=0\n$0");
        assertThat(parts).isNotEqualTo(trace);

        // When / Then
        assertThat(Captures.importText(parts).told())
                .isEqualTo(Captures.importText(trace).told());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[   10.100000] luo_session_crea",
                "[   10.100000] luo_session_create: (luo_sessi",
                "ion_create: (luo_session_create+0x4/0x1",
                "[   10.100000] luo_sess[   10.100001] luo_session_create: (luo_session_create+0x4/0x1e0) name=\"late\""
            })
    void shouldTellAGapWhereAConsoleTearsARecord(String torn) {
        // Given
        String log = Captures.text(CONSOLE);
        int reboot = log.indexOf("@@REBOOT-KEXEC");
        String spoiled = log.substring(0, reboot) + "\n" + torn + "\n" + log.substring(reboot);

        // When
        Captures.Imported imported = console(spoiled);

        // Then: everything else, and that something is missing
        assertThat(imported.told()).containsAll(withoutGaps(console(log)));
        assertThat(imported.ofBoot(0))
                .filteredOn(draft -> draft.body() instanceof SourceGap)
                .singleElement()
                .satisfies(draft -> assertThat(draft.body().toString())
                        .contains("reason=" + GapReason.UNREADABLE, "not a line of a trace: "));
        assertThat(imported.report().unreadableLines()).isEqualTo(1);
    }

    private static List<String> withoutGaps(Captures.Imported imported) {
        return imported.told().stream()
                .filter(told -> !told.contains("SourceGap"))
                .toList();
    }

    @Test
    void shouldRefuseAConsoleThatLostMuch() {
        // Given: a tenth of the records is torn
        StringBuilder log = new StringBuilder();
        int number = 0;
        for (String line : Captures.text(CONSOLE).split("\n")) {
            boolean record = line.contains(": (");
            log.append(record && ++number % 8 == 0 ? line.substring(0, line.indexOf(": (") + 6) : line)
                    .append('\n');
        }

        // When / Then
        assertThatThrownBy(() -> console(log.toString()))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageMatching(
                        "traced lines on the console: \\d+ of \\d+ traced records can't be read, the first is"
                                + " line \\d+: .*, expected them as tp_printk prints them: .*");
    }

    @Test
    void shouldTellThatNobodyRecordedWhatABootDid() {
        // When: the incoming kernel wasn't traced, and its console goes on
        Captures.Imported imported = console(Captures.text(CONSOLE));

        // Then
        assertThat(imported.ofBoot(1).getLast().body().toString())
                .startsWith("SourceGap[reason=TRUNCATED, detail=no trace of this boot: what was done in it isn't here");
    }
}
