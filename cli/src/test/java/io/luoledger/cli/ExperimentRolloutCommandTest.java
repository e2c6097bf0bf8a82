package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentRolloutCommandTest {
    @Test
    void shouldDrawTheSmallestOrderHopByHop() {
        // When
        Ran ran =
                Ran.command("experiment", "rollout", "--rule", "strings-profiles", "--features", "1", "--kernels", "4");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).contains("""
                strings-profiles loses "carried"
                  kernel  reads       writes
                  K0      f-v1        f-v1
                  K1      f-v1, f-v2  f-v1
                  K2      f-v1, f-v2  f-v2
                  hop 1  K0 -> K1  taken
                  hop 2  K1 -> K2  taken
                  hop 3  K2 -> K1  taken
                  hop 4  K1 -> K2  taken, without data of f
                  lost: K1 holds data of f and writes none of it; K2 would know it
                """);
    }

    @Test
    void shouldTellWhatAPartOfARuleIsFor() {
        // When
        Ran ran = Ran.command(
                "experiment", "rollout", "--rule", "flags-rfc", "--rule", "flags-rfc-no-supp", "--kernels", "3");

        // Then
        assertThat(ran.out())
                .contains("what a change of a rule does\n  flags-rfc-no-supp  loses \"back\", \"some back\"\n");
    }

    @Test
    void shouldTellOfARefusedHopWhatTheLedgerSaysOfSimulatedKernels() {
        assertThat(Ran.command("experiment", "rollout", "--rule", "strings-bump", "--kernels", "2")
                        .out())
                .contains("  Told by simulated kernels 7.3 -> 7.3+memfd-bump, the ledger says: LIFE-OPEN-REFUSED");
    }

    @Test
    void shouldNeverCallKeptWhatItDidNotSee() throws IOException {
        // When
        Ran ran = Ran.command(
                "experiment", "rollout", "--rule", "flags-whole", "--hops", "2", "--features", "1", "--json");
        Ran text = Ran.command("experiment", "rollout", "--rule", "flags-whole", "--states", "50");

        // Then
        JsonNode rule = new ObjectMapper().readTree(ran.out()).at("/rules/0");
        assertThat(rule.get("hopsCut").asBoolean()).isTrue();
        assertThat(rule.findValuesAsText("result")).hasSize(5).containsOnly("UNKNOWN");
        assertThat(text.out()).contains("flags-whole: given up after ").doesNotContain(" kept  ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --kernels 9  | --kernels: 2 to 8, not 9
            --features 0 | --features: 1 to 3, not 0
            --states 0   | --states: at least 1, not 0
            --lead 8     | --lead: 1 to 7, not 8
            --rule rfc   | --rule: unknown rule "rfc", expected one of flags, flags-rfc,
            """)
    void shouldSayWhatItTakes(String option, String message) {
        // When
        Ran ran = Ran.command((Object[]) ("experiment rollout " + option).split(" "));

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).startsWith("luo-ledger: " + message);
    }
}
