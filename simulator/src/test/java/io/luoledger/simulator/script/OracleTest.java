package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation of every script that was run on real kernels gives the same result here. */
class OracleTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_DIFFERENCES = 10;

    @ParameterizedTest
    @ValueSource(strings = {"7.2", "7.3"})
    void shouldGiveTheRecordedResultsWhenScriptsShareBootsAsRecorded(String from) throws IOException {
        // Given
        Map<String, OpScript> scripts = scripts();
        List<JsonNode> recorded = recorded(from);
        Map<String, List<OpScript>> batches = new LinkedHashMap<>();
        for (JsonNode line : recorded) {
            OpScript script =
                    Objects.requireNonNull(scripts.get(line.get("script").asText()));
            List<OpScript> batch = batches.computeIfAbsent(line.get("boot").asText(), fresh -> new ArrayList<>());
            if (!batch.contains(script)) {
                batch.add(script);
            }
        }

        // When
        List<ResultLine> lines = new ArrayList<>();
        batches.forEach((boot, batch) -> run(from, boot, batch, lines));

        // Then
        assertThat(differences(recorded, lines)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.2", "7.3"})
    void shouldGiveTheRecordedResultsWhenEveryScriptHasItsOwnBoots(String from) throws IOException {
        // Given
        Map<String, OpScript> scripts = scripts();

        // When
        List<ResultLine> lines = new ArrayList<>();
        scripts.values().forEach(script -> run(from, "b00", List.of(script), lines));

        // Then
        assertThat(differences(recorded(from), lines)).isEmpty();
    }

    private static void run(String from, String boot, List<OpScript> scripts, List<ResultLine> into) {
        List<KernelProfile> kernels = Stream.of(from, "7.3")
                .map(name -> KernelProfiles.find(name).orElseThrow())
                .toList();
        new ScriptRunner(Journal.unread(), kernels, boot).run(scripts, into::add);
    }

    private static List<String> differences(List<JsonNode> recorded, List<ResultLine> lines) throws IOException {
        Map<String, JsonNode> got = new LinkedHashMap<>();
        for (ResultLine line : lines) {
            got.put(line.script() + " %" + line.stage(), JSON.readTree(line.json()));
        }
        List<String> differences = new ArrayList<>();
        for (JsonNode line : recorded) {
            String key = line.get("script").asText() + " %" + line.get("stage").asText();
            JsonNode ops = got.containsKey(key) ? got.get(key).get("ops") : JSON.createArrayNode();
            for (int i = 0; i < line.get("ops").size() && differences.size() < SHOWN_DIFFERENCES; i++) {
                if (!line.get("ops").get(i).equals(ops.get(i))) {
                    differences.add(
                            key + " op " + i + ": recorded " + line.get("ops").get(i) + ", got " + ops.get(i));
                }
            }
        }
        return differences;
    }

    private static Map<String, OpScript> scripts() throws IOException {
        Map<String, OpScript> scripts = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(resource("scripts.zip"))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().replace(".luo", "");
                scripts.put(name, OpScript.parse(name, new String(zip.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return scripts;
    }

    private static List<JsonNode> recorded(String from) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(resource("results-" + from + "-to-7.3.jsonl.gz")), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(OracleTest.class.getResourceAsStream("/oracle/" + name), name);
    }
}
