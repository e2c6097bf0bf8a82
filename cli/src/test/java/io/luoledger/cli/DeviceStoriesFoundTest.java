package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a story about devices plants, the ledger finds. */
class DeviceStoriesFoundTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        return LuoLedger.run(new PrintWriter(out), new PrintWriter(new StringWriter()), arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "buses-renumbered,    BDF-MOVED BDF-REPLACED BDF-WRONG-DEVICE BDF-CAUSE-RENUMBERED",
        "hot-added-bridge,    BDF-REPLACED BDF-WRONG-DEVICE BDF-RISK-BRIDGE BDF-CAUSE-RENUMBERED",
        "hot-added-overlap,   BDF-REPARENTED BDF-RISK-BRIDGE",
        "bridge-lost,         BDF-MOVED BDF-BRIDGE-BUSES",
        "bridge-lost-refused, BDF-MISSING BDF-CAUSE-BRIDGE-LOST",
        "segments-renumbered, BDF-SEGMENT BDF-REPLACED BDF-WRONG-DEVICE BDF-RISK-SEGMENT BDF-CAUSE-SEGMENT",
        "virtual-renumbered,  BDF-MOVED BDF-RISK-VF BDF-RISK-ARI BDF-CAUSE-VF",
        "device-lost,         BDF-MISSING LIFE-RETRIEVE-FAILED",
        "device-replaced,     BDF-REPLACED BDF-WRONG-DEVICE",
        "driver-steals,       LIFE-RETRIEVE-FAILED LIFE-DEVICE-PROBED",
        "wrong-reset,         LIFE-DEVICE-RESET",
        "dma-stopped,         LIFE-DMA-GAP"
    })
    void shouldFindWhatHappened(String story, String found) {
        // Given
        String log = directory.resolve("story.avro").toString();
        run("simulate", "--scenario", story, "-o", log);

        // When
        run("replay", log);

        // Then
        assertThat(out.toString()).contains(List.of(found.split(" ", -1)));
    }

    @Test
    void shouldTellBothSessionsThatTheyHoldTheOthersDrive() {
        // Given
        String log = directory.resolve("story.avro").toString();
        run("simulate", "--scenario", "segments-renumbered", "-o", log);

        // When
        run("replay", log);

        // Then
        assertThat(out.toString())
                .containsPattern(
                        "10000:01:00.0 +update 1 +0e.0/00.0/00.0 1b36:0010 +FINISHED +WRONG_DEVICE, now at 10001:01:00.0")
                .containsPattern(
                        "10001:01:00.0 +update 1 +0f.0/00.0/00.0 1b36:0010 +FINISHED +WRONG_DEVICE, now at 10000:01:00.0")
                .doesNotContain("BDF-REPARENTED");
    }

    @ParameterizedTest
    @CsvSource({"buses-kept", "device-hot-added", "device-host"})
    void shouldFindNoErrorWhereEverythingIsKept(String story) {
        // Given
        String log = directory.resolve("story.avro").toString();
        run("simulate", "--scenario", story, "-o", log);

        // When
        int code = run("replay", log);

        // Then
        assertThat(out.toString()).contains("0 ERROR");
        assertThat(code).isEqualTo(ExitCode.OK);
    }
}
