package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** That the command works: how fast anything is depends on the machine, and isn't tested. */
class BenchCommandTest {
    @Test
    void shouldMeasureARowOnATinyInput() {
        // When
        Ran ran = Ran.command("bench", "--row", "verify", "--rounds", "1", "--events", "100");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(ran.out())
                .startsWith("verify ")
                .contains("verification of a log file / Avro's bare decode of it", "reach 0.6");
    }

    @Test
    void shouldTellRowsAsOneJsonDocument() throws IOException {
        // When
        Ran ran =
                Ran.command("bench", "--row", "replay", "--row", "bytes", "--rounds", "1", "--events", "100", "--json");

        // Then
        JsonNode rows = new ObjectMapper().readTree(ran.out()).get("rows");
        assertThat(rows.get(0).get("row").asText()).isEqualTo("replay");
        assertThat(rows.get(0).get("ratio").asDouble()).isPositive();
        assertThat(rows.get(0).get("rounds").asInt()).isEqualTo(1);
        assertThat(rows.get(1).get("numbers").get("file, in memory").asDouble()).isPositive();
    }

    @Test
    void shouldListEveryRow() {
        // When
        Ran ran = Ran.command("bench", "--list");

        // Then
        assertThat(ran.out())
                .contains(
                        "replay ", "publish ", "topology-count ", "restart-rebuilt ", "call-devices ", "start-check ");
    }

    @Test
    void shouldRefuseAnUnknownRow() {
        // When
        Ran ran = Ran.command("bench", "--row", "no-such-row");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("--row: unknown row \"no-such-row\", expected one of replay, ");
    }

    @Test
    void shouldRefuseWhatIsNoNumberOfRounds() {
        // When
        Ran ran = Ran.command("bench", "--rounds", "0");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("--rounds takes 1 to 1000, not 0");
    }
}
