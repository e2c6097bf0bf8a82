package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentFreezeCommandTest {
    @Test
    void shouldShowTheSmallestRunInAColumnPerThread() {
        // When
        Ran ran = Ran.command("experiment", "freeze", "--design", "mutex-only-unmarked", "--up-to", "2");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(ran.out())
                .contains("mutex-only-unmarked  frozen twice 2/1/18  left frozen 2/1/")
                .contains("""
                        frozen twice (mutex-only-unmarked): a0 is frozen a second time
                          1 context switch, 18 steps
                        """)
                .containsPattern("step  freeze +reboot\n")
                .containsPattern(" 18  luo_session_freeze: freezes a0\n");
    }

    @Test
    void shouldTellWhatTheLedgerSaysOfASimulatedKernel() throws IOException {
        // Given
        Object[] command = {"experiment", "freeze", "--design", "bad-close,rollback-all", "--up-to", "2"};

        // When
        Ran text = Ran.command(command);
        Ran json = Ran.command("experiment", "freeze", "--design", "bad-close", "--up-to", "2", "--json");

        // Then
        assertThat(text.out())
                .contains("  Told by a simulated kernel 7.3+session-freeze-bad-close, the ledger says: LIFE-ORDER.\n")
                .contains("  No simulated kernel tells of it.\n");
        JsonNode told = new ObjectMapper().readTree(json.out()).findValue("told");
        assertThat(told.get("kernels")).hasToString("[\"7.3+session-freeze-bad-close\"]");
        assertThat(told.get("findings")).hasToString("[\"LIFE-ORDER\"]");
        assertThat(told.get("script").asText()).endsWith("freeze A\nclose A\n");
    }

    @Test
    void shouldNeverSayNoneOfWhatItDidNotLookAt() throws IOException {
        // When
        Ran ran = Ran.command("experiment", "freeze", "--design", "posted", "--up-to", "2", "--bound", "10", "--json");
        Ran text = Ran.command("experiment", "freeze", "--design", "posted", "--up-to", "2", "--bound", "10");

        // Then
        JsonNode document = new ObjectMapper().readTree(ran.out());
        assertThat(document.get("complete").asBoolean()).isFalse();
        assertThat(document.findValuesAsText("result")).containsOnly("UNKNOWN");
        assertThat(text.out()).contains("posted: bound reached, nothing is said of what wasn't looked at");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --up-to 6     | --up-to takes 1 to 5, not 6
            --bound 0     | --bound takes 1 or more, not 0
            --design best | --design: unknown design "best", expected one of posted, rollback-all,
            """)
    void shouldSayWhatItTakes(String option, String message) {
        // When
        Ran ran = Ran.command((Object[]) ("experiment freeze " + option).split(" "));

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).startsWith("luo-ledger: " + message);
    }
}
