package io.luoledger.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.reading.HandoverReader;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairComparison;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FLBs that one kernel has and the other hasn't, or calls otherwise: nobody refuses that. */
class FlbOutcomesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            a b c | a b c | -               | COMPATIBLE none
            a b c | x y z | -               | SILENT flb_lost+refcount_warn
            a b c | x y z | panic_on_warn=1 | SILENT flb_lost+panic_on_finish
            a b c | a b x | -               | SILENT flb_partly_lost+refcount_warn
            a b c | a b x | panic_on_warn=1 | SILENT flb_partly_lost+panic_on_finish
            a b c | a b   | -               | SILENT flb_partly_lost
            a b c | a b   | panic_on_warn=1 | SILENT flb_partly_lost
            a b c | -     | -               | SILENT flb_lost
            a     | -     | -               | SILENT flb_lost
            -     | a b c | -               | SILENT refcount_warn
            -     | a b c | panic_on_warn=1 | SILENT panic_on_finish
            -     | a b c | panic_on_warn=0 | SILENT refcount_warn
            a b   | a b c | -               | SILENT refcount_warn
            """)
    void shouldSayWhatBecomesOfThem(
            @Nullable String from, @Nullable String to, @Nullable String bootArguments, String answer)
            throws Exception {
        // Given
        JsonNode kernel = VariantsTest.variants().findFirst().orElseThrow().get("from");
        var outgoing = VariantsTest.descriptor(with(kernel, from, null));
        var incoming = VariantsTest.descriptor(with(kernel, to, bootArguments));

        // When
        PairVerdict read = SimulatedReader.gate().check(outgoing, incoming);
        PairVerdict ruled = PairComparison.judge(outgoing, incoming, HandoverReader.NONE);

        // Then
        assertThat(read.outcome() + " " + read.consequence()).isEqualTo(answer);
        assertThat(ruled.outcome() + " " + ruled.consequence()).isEqualTo(answer);
        // one FLB is there or isn't
        assertThat(read.kinds()).extracting(KindVerdict::consequence).noneMatch(text -> text.contains("partly"));
    }

    private static JsonNode with(JsonNode kernel, @Nullable String flbs, @Nullable String bootArguments) {
        List<String> names = flbs == null ? List.of() : List.of(flbs.split(" "));
        ObjectNode copy = kernel.deepCopy();
        ArrayNode strings = ((ObjectNode) copy.get("strings")).putArray("TEST_FLBS");
        names.forEach(strings::add);
        ObjectNode registered = ((ObjectNode) copy.get("registered")).putObject("flbs");
        if (!names.isEmpty()) {
            ArrayNode list = registered.putArray("memfd-v2");
            names.forEach(list::add);
        }
        if (bootArguments != null) {
            copy.put("boot_args", "kho=on liveupdate=on " + bootArguments);
        }
        return copy;
    }
}
