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
