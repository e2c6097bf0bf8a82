package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.trace.TraceLine.Enter;
import io.luoledger.trace.TraceLine.Exit;
import io.luoledger.trace.TraceLine.Form;
import io.luoledger.trace.TraceLine.Leaf;
import io.luoledger.trace.TraceLine.Stamp;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceLineTest {
    @Test
    void shouldReadATaskNameWithBlanksBracketsAndDashes() {
        // Given
        String line = "  my [x] task-1-42    (     40) [012] d..1.    10.698003: luo_open: (luo_open+0x0/0x50)";

        // When
        TraceLine read = TraceLineParser.parse(line);

        // Then
        assertThat(read).isInstanceOfSatisfying(Enter.class, enter -> {
            assertThat(enter.stamp()).isEqualTo(new Stamp(42, 12, 10_698_003_000L));
            assertThat(enter.function()).isEqualTo("luo_open");
            assertThat(enter.form()).isEqualTo(Form.EVENT);
        });
    }

    @Test
    void shouldKnowAProbeByItsFunctionWhateverItIsCalled() {
        // Given
        String line =
                "   init-1  [001] ...1.    13.516460: kv_ret: (luo_flb_file_preserve+0xd3/0x1b0 <- pci_flb_preserve) ret=-16 data=0x2";

        // When
        TraceLine read = TraceLineParser.parse(line);

        // Then
        assertThat(read).isInstanceOfSatisfying(Exit.class, exit -> {
            assertThat(exit.stamp()).isEqualTo(new Stamp(1, 1, 13_516_460_000L));
            assertThat(exit.function()).isEqualTo("pci_flb_preserve");
            assertThat(exit.caller()).isEqualTo("luo_flb_file_preserve");
            assertThat(exit.ret()).isEqualTo(-16);
            assertThat(exit.arguments().number("data")).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "any: (luo_open+0x0/0x50)",
                "any: (luo_open+0x4/0x50)",
                "any: (luo_open+0x8/0x50)",
                "any: (luo_open+0x10/0x50)",
                "any: (luo_open+0x4)",
                "luo_open: (luo_open+0x24/0x50)",
                "luo_open__entry: (luo_open+0x24/0x50)",
                "p_luo_open_0: (luo_open+0x24/0x50)"
            })
    void shouldTakeAProbeAtTheEntryForTheCall(String record) {
        // Given / When
        TraceLine read = TraceLineParser.parse("   init-1  [001] ...1.    13.516460: " + record);

        // Then
        assertThat(read)
                .isInstanceOfSatisfying(
                        Enter.class, enter -> assertThat(enter.function()).isEqualTo("luo_open"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"any: (luo_open+0x11/0x50)", "any: (luo_open+0x24/0x50)", "any: (luo_open)", "any: (+0x4)"})
    void shouldNotTakeAProbeInsideAFunctionForTheCall(String record) {
        assertThat(TraceLineParser.parse("   init-1  [001] ...1.    13.516460: " + record))
                .isInstanceOf(TraceLine.Other.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  init-1  [001] ...1.    4.456243: luo_open: (luo_open+0x0/0x50) name=\"a b\" n=1",
                "  init-1  [001] ...1.    4.456243: luo_open: (luo_open+0x0/0x50 <ffffffff81234560>) name=\"a b\" n=1",
                "  init-1  [001]     4.456243: luo_open:             (ffffffff81b95ac6) name=\"a b\" n=1",
                "  init-1  [001] 4.456243000: luo_open: (0xffffffff81b95ac6) name=\"a b\" n=1",
                "  init-1     1...1.    4.456243: luo_open: (ffffffff81b95ac6) name=\"a b\" n=1",
                "  init-1  [001] ...1.    4.456243: luo_open: __probe_ip=luo_open+0x4/0x50 (-1785842412) name=a b n=0x1 (1)",
                "  init-1  [001] ...1.    4.456243: luo_open: __probe_ip=other+0x44/0x50 (-17858) name=a b n=0x1 (1)"
            })
    void shouldReadAnEntryInEachOfItsForms(String line) {
        assertThat(TraceLineParser.parse(line)).isInstanceOfSatisfying(Enter.class, enter -> {
            assertThat(enter.stamp()).isEqualTo(new Stamp(1, 1, 4_456_243_000L));
            assertThat(enter.form()).isEqualTo(Form.EVENT);
            assertThat(enter.function()).isEqualTo("luo_open");
            assertThat(enter.arguments().string("name")).isEqualTo("a b");
            assertThat(enter.arguments().number("n")).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "luo_open__ret: (misc_open+0xd8/0x110 <ffffffff81234560> <- luo_open <ffffffff81234570>) ret=-16",
                "luo_open__ret: (ffffffff8166d922 <- ffffffff81b95ac6) ret=-16",
                "luo_open__exit: (ffffffff8166d922 <- ffffffff81b95ac6) ret=-16",
                "r_luo_open_0: (ffffffff8166d922 <- ffffffff81b95ac6) ret=-16",
                "luo_open__ret: __probe_func=luo_open+0x4/0x50 (-17) __probe_ret_ip=misc_open+0xd8/0x110 (-18)"
                        + " ret=0xfffffff0 (-16)"
            })
    void shouldReadAReturnInEachOfItsForms(String record) {
        assertThat(TraceLineParser.parse("  init-1  [001] ...1.    4.456243: " + record))
                .isInstanceOfSatisfying(Exit.class, exit -> {
                    assertThat(exit.function()).isEqualTo("luo_open");
                    assertThat(exit.ret()).isEqualTo(-16);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[    4.456243] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "[    4.456243][T1] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "[    4.456243][   T1] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "[    4.456243] [    T1] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "<6>[    4.456243] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "kern  :info  : [    4.456243] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "[    4.456243 <    0.000012>] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "6,123,4456243,-;luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "6,123,4456243,-,caller=T1;luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "[    4.456243] host-1 kernel: luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "Nov 29 18:02:55 host-1 kernel: [    4.456243] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "2026-11-29T18:02:55.123456+00:00 host-1 kernel: [    4.456243][    T1] luo_open__ret:"
                        + " (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "2026-11-29T09:02:55.1234567Z [    4.456243] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "2026-11-29 18:02:55: [    4.456243][    T1] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "[2026-11-29 18:02:55] [    4.456243] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "Nov 29 18:02:55 (none) kern.info kernel: [    4.456243] luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16",
                "[    4.456243] kernel: luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16"
            })
    void shouldReadARecordOfTheConsoleHoweverItWasTaken(String line) {
        assertThat(TraceLineParser.parse(line)).isInstanceOfSatisfying(Exit.class, exit -> {
            assertThat(exit.function()).isEqualTo("luo_open");
            assertThat(exit.ret()).isEqualTo(-16);
            assertThat(exit.stamp()).isEqualTo(new Stamp(line.contains("T1") ? 1 : Stamp.NO_TASK, -1, 4_456_243_000L));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nov 29 18:02:55 host-1 kernel: ",
                "2026-11-29T18:02:55+0000 host-1 kernel: ",
                "1764439375.123456 host-1 kernel: ",
                "[Sun Nov 29 18:02:55 2026] ",
                "<6>[Sun Nov 29 18:02:55 2026][    T1] ",
                "[Nov29 18:02] ",
                "[  +0.000012] ",
                "2026-11-29T18:02:55,123456+00:00 ",
                "Sun 2026-11-29 18:02:55 UTC host-1 kernel: ",
                "Nov 29 18:02:55 kernel: ",
                "nov. 29 18:02:55 host-1 kernel: ",
                "11\u6708 29 18:02:55 host-1 kernel: ",
                "Nov 29 18:02:55 (none) kern.info kernel: ",
                "<6>1 2026-11-29T18:02:55.123Z host-1 kernel - - - ",
                "[So Nov 29 18:02:55 2026] ",
                "[dim. nov. 29 18:02:55 2026] ",
                "[Sun Nov 29 18:02:55 2026 <    0.000012>] ",
                "[<    0.000012>] ",
                "<6>"
            })
    void shouldNotTakeTheTimeOfDayForTheKernelsClock(String stamp) {
        assertThat(TraceLineParser.parse(stamp + "luo_open__ret: (misc_open+0xd8/0x110 <- luo_open) ret=-16"))
                .isInstanceOfSatisfying(
                        Exit.class, exit -> assertThat(exit.stamp().nanos()).isEqualTo(-1));
        assertThat(TraceLineParser.parse(stamp + "luo: Retrieved live update data, liveupdate number: 5"))
                .isInstanceOfSatisfying(
                        TraceLine.Console.class,
                        console -> assertThat(console.said().text())
                                .isEqualTo("luo: Retrieved live update data, liveupdate number: 5"));
    }

    @Test
    void shouldReadSystemCallsAsTraceCmdPrintsThem() {
        // Given
        String begin =
                "   init-1     [000]     5.204289: sys_enter_reboot:     magic1: 0xfee1dead, cmd: 0x45584543, arg: 0";
        String end = "   init-1     [000]     5.068281: sys_exit_kexec_file_load: 0xffffffffffffffea";

        // When / Then
        assertThat(TraceLineParser.parse(begin)).isInstanceOfSatisfying(Enter.class, enter -> {
            assertThat(enter.function()).isEqualTo("sys_reboot");
            assertThat(enter.arguments().number("cmd")).isEqualTo(0x45584543);
        });
        assertThat(TraceLineParser.parse(end)).isInstanceOfSatisfying(Exit.class, exit -> {
            assertThat(exit.function()).isEqualTo("sys_kexec_file_load");
            assertThat(exit.ret()).isEqualTo(-22);
        });
    }

    @Test
    void shouldReadAGraphAsTraceCmdPrintsIt() {
        // Given
        String leaf = "   init-1     [001]     2.244237: funcgraph_entry:   ! 209.314 us  |    f(a=1); /* ret=-22 */";
        String end = "   init-1     [001]     2.535352: funcgraph_exit:    ! 341.601 us  |    } /* f ret=0x0 */";

        // When / Then
        assertThat(TraceLineParser.parse(leaf)).isInstanceOfSatisfying(Leaf.class, read -> {
            assertThat(read.stamp()).isEqualTo(new Stamp(1, 1, 2_244_237_000L));
            assertThat(read.function()).isEqualTo("f");
            assertThat(read.ret()).isEqualTo(-22);
        });
        assertThat(TraceLineParser.parse(end))
                .isInstanceOfSatisfying(
                        Exit.class, exit -> assertThat(exit.form()).isEqualTo(Form.GRAPH));
    }

    @ParameterizedTest
    @ValueSource(strings = {" => luo_open", "=> luo_open (ffffffff81b95ac6)", " => luo_open+0x4/0x50"})
    void shouldTakeAStackForNoCall(String frame) {
        assertThat(TraceLineParser.parse(frame)).isInstanceOf(TraceLine.Nothing.class);
    }

    @Test
    void shouldTakeTicksForNoTime() {
        assertThat(TraceLineParser.parse("   init-1 [000] ...2. 11586231800: luo_open: (luo_open+0x0/0x50)"))
                .isInstanceOfSatisfying(
                        Enter.class, enter -> assertThat(enter.stamp().nanos()).isEqualTo(-1));
        assertThat(TraceLineParser.parse("   init-1 [000] ...2. 1764439375.123456: luo_open: (luo_open+0x0/0x50)"))
                .isInstanceOfSatisfying(
                        Enter.class, enter -> assertThat(enter.stamp().nanos()).isEqualTo(-1));
    }

    @Test
    void shouldKeepANameOfAPreviousBootsBufferWhole() {
        // Given
        FieldText fields = new FieldText(
                "__probe_ip=f+0x4/0x50 (-1) session=say x=1 (2) fd=9 cmd=0xba40 (47680) sh=luo_sessions+0x80/0x100 (-17)");

        // When / Then
        assertThat(fields.arguments().string("session")).isEqualTo("say x=1 (2) fd=9");
        assertThat(fields.arguments().number("cmd")).isEqualTo(0xba40);
        assertThat(fields.arguments().number("sh")).isEqualTo(-17);
    }

    @Test
    void shouldReadAProbeInsideAGraph() {
        // Given
        String line =
                " 1)     init-1     |               |  /* kv_pci_acs: (pci_enable_acs+0x21/0x120 <- pci_enable) ret=-22 bus=0x3 */";

        // When
        TraceLine read = TraceLineParser.parse(line);

        // Then
        assertThat(read).isInstanceOfSatisfying(TraceLine.Probe.class, probe -> {
            assertThat(probe.entry()).isFalse();
            assertThat(probe.function()).isEqualTo("pci_enable");
            assertThat(probe.ret()).isEqualTo(-22);
            assertThat(probe.arguments().number("bus")).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    2.243683 |   1)     init-1     |               |  luo_open(a=0x1, b=2) {",
                " 1)   swapper-1    |               |  luo_open(a=0x1, b=2) {",
                " 1)               |  luo_open(a=0x1, b=2) {",
                " 1)     init-1     | d..1. |               |  luo_open(a=0x1, b=2) {",
                " 1) dNs4. |               |  luo_open(a=0x1, b=2) {",
                "    2.243683 |   1) @ 109815.9 us |  luo_open(a=0x1, b=2) {"
            })
    void shouldReadAGraphWhicheverItsColumns(String line) {
        assertThat(TraceLineParser.parse(line)).isInstanceOfSatisfying(Enter.class, enter -> {
            assertThat(enter.function()).isEqualTo("luo_open");
            assertThat(enter.arguments().number("a")).isEqualTo(1);
            assertThat(enter.arguments().number("b")).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " 1)   2.0 us    |  f(a=1); /* ret=-22 */",
                " 1)   2.0 us    |  f(a=1); /* = -22 */",
                " 1)   2.0 us    |  f(a=1); /* ret=0xffffffea */",
                " 1)   2.0 us    |  f(a=1); /* ret=0xffffffffffffffea */"
            })
    void shouldReadAReturnValueInEachOfItsSpellings(String line) {
        assertThat(TraceLineParser.parse(line))
                .isInstanceOfSatisfying(
                        Leaf.class, leaf -> assertThat(leaf.ret()).isEqualTo(-22));
    }

    @Test
    void shouldReadANameThatHoldsQuotesAndEqualSigns() {
        // Given
        Arguments arguments = new Arguments(" name=\"a\" b=\"c\" fd=x\" fd=7 token=18446744073709551615");

        // When / Then
        assertThat(arguments.string("name")).isEqualTo("a");
        assertThat(arguments.number("token")).isEqualTo(-1L);
        assertThat(new Arguments("name=\"say \"hi\"\"").string("name")).isEqualTo("say \"hi\"");
        assertThat(new Arguments("name=(fault) fd=7").string("name")).isNull();
    }

    @Property
    void shouldReadAnyLineWithoutFailing(@ForAll String line) {
        assertThat(TraceLineParser.parse(line)).isNotNull();
        new Arguments(line).string("a");
    }
}
