package io.luoledger.simulator.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.Scenarios;
import io.luoledger.simulator.script.RecordedSteps.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What programs recorded on real kernels with the series: steps, and bytes of the preserved tables. */
final class Recordings {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, List<JsonNode>> FILES = read();

    private Recordings() {}

    private static Map<String, List<JsonNode>> read() {
        Map<String, List<JsonNode>> files = new TreeMap<>();
        try (InputStream in = Recordings.class.getResourceAsStream("/vfio/recordings.zip");
                ZipInputStream zip = new ZipInputStream(Objects.requireNonNull(in))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                List<JsonNode> rows = new ArrayList<>();
                for (String line : new String(zip.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                    if (!line.isBlank()) {
                        rows.add(JSON.readTree(line));
                    }
                }
                files.put(entry.getName(), rows);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Names: "seed-moved.graph". */
    static Stream<String> names() {
        return FILES.keySet().stream()
                .filter(name -> name.endsWith(".results.jsonl"))
                .map(name -> name.replace(".results.jsonl", ""));
    }

    static List<JsonNode> memory(String name) {
        return Objects.requireNonNull(FILES.get(name + ".memory.jsonl"));
    }

    static List<JsonNode> identities() {
        return Objects.requireNonNull(FILES.get("identity.jsonl"));
    }

    static List<Step> steps(String name) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode row : Objects.requireNonNull(FILES.get(name + ".results.jsonl"))) {
            Map<String, String> fields = new HashMap<>();
            row.properties()
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asText()));
            steps.add(new Step(
                    row.get("kernel").asInt(),
                    row.get("step").asText(),
                    row.get("object").asText(),
                    row.get("errname").asText(),
                    fields));
        }
        return steps;
    }

    static String scenario(String name) {
        return name.substring(name.indexOf('-') + 1, name.indexOf('.'));
    }

    /** The stored script of what was recorded. */
    static Scenario stored(String name) {
        String series = name.substring(0, name.indexOf('-'));
        return Scenarios.find("captured-" + series + "-" + scenario(name)).orElseThrow();
    }

    /** The kernels that it was recorded on. */
    static List<KernelProfile> kernels(String name) {
        return stored(name).kernels().stream()
                .map(kernel -> KernelProfiles.find(kernel).orElseThrow())
                .toList();
    }

    /** What happened beside the recorded steps: a bridge was plugged in before the kernel was told to look. */
    static List<String> meanwhile(Step step) {
        return step.kernel() == 1 && step.step().equals("sysfs_rescan")
                ? List.of("hotplug 0000:00:01.0 pcie-to-pci")
                : List.of();
    }
}
