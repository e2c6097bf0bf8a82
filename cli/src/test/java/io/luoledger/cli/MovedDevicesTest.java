package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real kernels that moved, or didn't, what they had preserved: who is where, and who the retrieved file really is. */
class MovedDevicesTest {
    private static final Path CAPTURES = Path.of("../producers/src/test/resources/vfio-v1");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"moved", "moved0", "hotadd", "hotadd0"})
    void shouldTellWhereEachPreservedDeviceIs(String scenario) throws IOException {
        // Given
        Path log = directory.resolve("h1.avro");
        Ran imported = Ran.command(
                "import",
                "trace",
                "--host",
                "h1",
                unpacked(scenario + ".graph.outgoing.trace"),
                unpacked(scenario + ".graph.incoming.trace"),
                "--pci",
                unpacked(scenario + ".graph.topology.jsonl"),
                "--results",
                unpacked(scenario + ".graph.results.jsonl"),
                "-o",
                log);
        assertThat(imported.code()).as(imported.err()).isZero();

        // When
        Ran replayed = Ran.command("replay", log, "--json");

        // Then
        Map<String, JsonNode> devices = new HashMap<>();
        for (JsonNode device : JSON.readTree(replayed.out()).at("/hosts/0/devices")) {
            devices.put(device.get("bdf").asText(), device);
        }
        List<String> seen = new ArrayList<>();
        List<String> recorded = new ArrayList<>();
        for (String line : Files.readAllLines(CAPTURES.resolve("identity.jsonl"))) {
            JsonNode row = JSON.readTree(line);
            if (row.get("series").asText().equals("v1")
                    && row.get("scenario").asText().equals(scenario)) {
                String bdf = row.get("preserved_bdf").asText().substring(5);
                recorded.add(bdf + " " + placement(row) + " " + state(row));
                JsonNode device = Objects.requireNonNull(devices.get(bdf), bdf);
                seen.add(bdf + " " + device.get("placement").asText() + " "
                        + device.get("state").asText());
            }
        }
        assertThat(recorded).isNotEmpty();
        assertThat(seen).isEqualTo(recorded);
        assertThat(replayed.code()).isEqualTo(scenario.equals("moved0") ? 0 : 1);
    }

    private static String placement(JsonNode row) {
        if (row.get("wrong_device").asBoolean()) {
            return "WRONG_DEVICE";
        }
        return row.get("old_bdf").asText().equals("REPLACED")
                ? "REPLACED"
                : row.get("device").asText();
    }

    private static String state(JsonNode row) {
        return row.get("retrieve").asText().equals("OK") ? "FINISHED" : "RETRIEVE_FAILED";
    }

    private Path unpacked(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(CAPTURES.resolve(name + ".gz")))) {
            Files.copy(in, file);
        }
        return file;
    }
}
