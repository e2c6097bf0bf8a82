package io.luoledger.simulator.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.pci.PciPlatform;
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

    /** The machine of the captures: those about moved functions have an empty port first. */
    static PciPlatform platform(String name) {
        String scenario = scenario(name);
        String machine =
                scenario.startsWith("moved") ? "spare-port" : scenario.startsWith("hotadd") ? "full-port" : "switched";
        return PciMachines.named(machine).orElseThrow();
    }

    /** The kernels, with what their command lines said. */
    static List<KernelProfile> kernels(String name) {
        String series = name.substring(0, name.indexOf('-'));
        List<String> names = switch (scenario(name)) {
            case "moved", "hotadd" -> List.of(series, series + "+assign-busses");
            case "luoff" -> List.of(series, series + "+liveupdate-off");
            default -> series.equals("cross") ? List.of("seed", "next") : List.of(series);
        };
        return names.stream()
                .map(kernel -> KernelProfiles.find(kernel).orElseThrow())
                .toList();
    }

    /**
     * What happened beside the recorded steps: a bridge was plugged in before the kernel was told to look, and, as the traces show, the
     * program of "refuse" closed two sessions without recording that.
     */
    static List<String> meanwhile(Step step) {
        if (step.kernel() == 1 && step.step().equals("sysfs_rescan")) {
            return List.of("hotplug 0000:00:01.0 pcie-to-pci");
        }
        if (!step.step().equals("create_session")) {
            return List.of();
        }
        return switch (step.object()) {
            case "pair" -> List.of("close out.edu");
            case "vf" -> List.of("close out.pair");
            default -> List.of();
        };
    }
}
