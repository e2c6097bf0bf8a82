package io.luoledger.experiment.bdf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.simulator.pci.PciMachines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real kernels did to real addresses comes out of the experiment's own runs: the same functions, numbers and parents. */
class RecordedMovesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DRAWN =
            Pattern.compile("( *)([0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]) \\S+(?: \\[([0-9a-f]{2})-([0-9a-f]{2})])?.*");

    @ParameterizedTest
    @CsvSource({
        "plain/pci-same-7.3-to-7.3.jsonl.gz,            bridged,    firmware-kept,    nothing,           '',       ''",
        "plain/pci-assign-busses-7.3-to-7.3.jsonl.gz,   bridged,    firmware-kept,    assign-busses,     '',       ''",
        "plain/pci-hotadd-endpoint-7.3-to-7.3.jsonl.gz, bridged,    firmware-kept,    device-added,      06.0,     virtio-net",
        "plain/pci-unplug-7.3-to-7.3.jsonl.gz,          bridged,    firmware-kept,    neighbour-removed, 03.0/00.0/00.0/00.0, ''",
        "vfio-v1/moved0.graph.topology.jsonl.gz,        spare-port, firmware-kept,    nothing,           '',       ''",
        "vfio-v1/moved.graph.topology.jsonl.gz,         spare-port, firmware-kept,    assign-busses,     '',       ''",
        "vfio-v1/hotadd0.graph.topology.jsonl.gz,       full-port,  firmware-kept,    bridge-added-acpi, 01.0,     pcie-to-pci",
        "v5-contrast/moved.graph.topology.jsonl.gz,     spare-port, inherit-incoming, assign-busses,     '',       ''",
        "v5-contrast/hotadd.graph.topology.jsonl.gz,    full-port,  inherit-incoming, bridge-added-acpi, 01.0,     pcie-to-pci"
    })
    void shouldMoveFunctionsAsRealKernelsDid(
            String recording, String machine, String policy, String perturbation, String target, String added)
            throws IOException {
        // Given
        Topology host = Plans.read(PciMachines.plan(machine).orElseThrow());
        host = Plans.marked(host, Mark.PRESERVED, machine.equals("bridged") ? "02.0/00.0" : "05.0/00.0");
        if (!target.isEmpty()) {
            host = Plans.marked(host, Mark.TARGET, target);
        }
        if (!added.isEmpty()) {
            host = host.adding(List.of(Part.of(0, added)));
        }
        Trial trial = new Trial(
                Policy.find(policy).orElseThrow(),
                Perturbation.find(perturbation).orElseThrow());

        // When
        Outcome outcome = trial.drawn(host);

        // Then
        List<Map<String, String>> moments = recorded(recording);
        assertThat(drawn(outcome.before())).isEqualTo(moments.getFirst());
        assertThat(drawn(outcome.after())).isEqualTo(moments.getLast());
    }

    /** The first moment, and the first of the second kernel. */
    private static List<Map<String, String>> recorded(String name) throws IOException {
        Map<String, Map<String, String>> moments = new LinkedHashMap<>();
        String second = null;
        try (InputStream in = RecordedMovesTest.class.getResourceAsStream("/pci/" + name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Objects.requireNonNull(in, name)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode row = JSON.readTree(line);
                int kernel = row.path(row.has("kernel") ? "kernel" : "stage").asInt();
                String moment = kernel + " " + row.get("when").asText();
                second = second == null && kernel == 2 ? moment : second;
                moments.computeIfAbsent(moment, fresh -> new TreeMap<>())
                        .put(row.get("bdf").asText(), facts(row));
            }
        }
        return List.of(
                moments.values().iterator().next(),
                Objects.requireNonNull(moments.get(Objects.requireNonNull(second))));
    }

    private static String facts(JsonNode row) {
        String[] way = row.path("path").asText().split("/", -1);
        String parent = row.has("parent") ? row.get("parent").asText() : way[way.length - 2];
        boolean bridge = row.hasNonNull("secondary");
        return parent + (bridge ? " " + bus(row, "secondary") + "-" + bus(row, "subordinate") : "");
    }

    private static String bus(JsonNode row, String field) {
        JsonNode value = row.get(field);
        return value.isNumber() ? String.format("%02x", value.asInt()) : value.asText();
    }

    /** A drawing, read back: parent and numbers by address. */
    private static Map<String, String> drawn(List<String> lines) {
        Map<String, String> functions = new TreeMap<>();
        Deque<String> above = new ArrayDeque<>();
        String segment = "";
        for (String line : lines) {
            Matcher function = DRAWN.matcher(line);
            if (!function.matches() || function.group(1).isEmpty()) {
                segment = line.substring(0, line.indexOf(':'));
                above.clear();
                above.push("pci" + line);
                continue;
            }
            int depth = function.group(1).length() / 2;
            while (above.size() > depth) {
                above.pop();
            }
            String address = segment + ":" + function.group(2);
            functions.put(
                    address,
                    above.peek()
                            + (function.group(3) == null ? "" : " " + function.group(3) + "-" + function.group(4)));
            above.push(address);
        }
        return functions;
    }

    @Test
    void shouldHandOutTheDeviceThatTheRecordedSessionGot() {
        // Given: the net was at 06:00.0, and the recorded session of it got the nvme
        Topology host = Plans.marked(
                Plans.read(PciMachines.plan("spare-port").orElseThrow()), Mark.PRESERVED, "04.0/00.0/00.0/00.0");

        // When
        Outcome outcome = new Trial(Policy.FIRMWARE_KEPT, Perturbation.ASSIGN_BUSSES).drawn(host);

        // Then
        assertThat(outcome.broken()).contains(Invariant.RETRIEVED_IS_PROMISED, Invariant.ADDRESS_STABLE);
        assertThat(outcome.after())
                .anyMatch(line -> line.strip().equals("06:00.0 nvme !A"))
                .anyMatch(line -> line.strip().equals("04:00.0 virtio-net >A"));
    }
}
