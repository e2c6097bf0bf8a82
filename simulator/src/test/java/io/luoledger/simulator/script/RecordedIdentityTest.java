package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.simulator.Journal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who moved, who sits where it was, and which device a retrieved file really is. */
class RecordedIdentityTest {
    private static final Map<String, String> SERIES = Map.of("v1", "seed", "v5", "next");

    static Stream<String> recordings() {
        return Recordings.identities().stream()
                .map(RecordedIdentityTest::recording)
                .distinct();
    }

    private static String recording(JsonNode row) {
        return SERIES.get(row.get("series").asText()) + "-"
                + row.get("scenario").asText() + "." + row.get("mode").asText();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldTellTheRecordedIdentities(String recording) {
        // Given
        Map<String, JsonNode> rows = new TreeMap<>();
        Recordings.identities().stream()
                .filter(row -> recording(row).equals(recording))
                .forEach(row -> rows.put(row.get("file").asText(), row));
        OpScript script = Recordings.stored(recording).script();

        // When
        List<ResultLine.OpResult> results = new ArrayList<>();
        new ScriptRunner(Journal.unread(), Recordings.kernels(recording), "b00", script.platform())
                .run(List.of(script), line -> results.addAll(line.ops()));

        // Then
        rows.forEach((file, row) -> {
            Map<String, String> expected = new LinkedHashMap<>();
            Map<String, String> got = told(file, results);
            got.keySet().forEach(key -> expected.put(key, row.get(key).asText()));
            assertThat(got).as(file).isEqualTo(expected);
        });
        assertThat(rows).hasSize(4);
    }

    /** The script looks at each device in the first kernel, and in the next one at what is where it was. */
    private static Map<String, String> told(String file, List<ResultLine.OpResult> results) {
        List<Map<String, Object>> itself = answers(results, "@" + file);
        Map<String, Object> before = itself.getFirst();
        Map<String, Object> after = itself.getLast();
        Map<String, Object> occupant = answers(results, "~" + file).getFirst();
        boolean stays = Objects.equals(before.get("bdf"), after.get("bdf"));
        boolean sameWay = Objects.equals(way(before), way(after));
        boolean present = Boolean.TRUE.equals(occupant.get("present"));
        Map<String, String> told = new LinkedHashMap<>();
        told.put("preserved_id", id(before));
        told.put("path_kernel1", String.valueOf(before.get("path")));
        told.put("device_now_at", String.valueOf(after.get("bdf")));
        told.put("path_kernel2", String.valueOf(after.get("path")));
        told.put("device", stays ? sameWay ? "STABLE" : "REPARENTED" : "MOVED");
        told.put("old_bdf", stays ? "" : present ? "REPLACED" : "VACANT");
        told.put("occupant_id", present ? id(occupant) : "null");
        told.put("occupant_class", present ? String.valueOf(occupant.get("class")) : "null");
        told.put("occupant_driver_at_boot", present ? String.valueOf(occupant.get("driver")) : "null");
        told.put("real_driver_at_boot", String.valueOf(after.get("driver")));
        told.put(
                "real_iommu_group",
                Integer.valueOf(-1).equals(after.get("group")) ? "" : String.valueOf(after.get("group")));
        told.put("retrieve", last(results, "retrieve", file + ".in").result());
        Map<String, Object> config = last(results, "config", file).out();
        told.put("id_through_fd", config.isEmpty() ? "null" : id(config));
        told.put("wrong_device", String.valueOf(!config.isEmpty() && !id(config).equals(id(before))));
        told.put("finish", last(results, "finish", file + ".in").result());
        return told;
    }

    private static String id(Map<String, Object> answer) {
        return String.valueOf(answer.get("vendor")).substring(2) + ":"
                + String.valueOf(answer.get("device")).substring(2);
    }

    /** The way without bus numbers. */
    private static String way(Map<String, Object> answer) {
        return String.valueOf(answer.get("path")).replaceAll("[0-9a-f]{2}:", "");
    }

    private static List<Map<String, Object>> answers(List<ResultLine.OpResult> results, String where) {
        return results.stream()
                .filter(result -> result.op().name().equals("device")
                        && result.op().arguments().getFirst().equals(where))
                .map(ResultLine.OpResult::out)
                .toList();
    }

    private static ResultLine.OpResult last(List<ResultLine.OpResult> results, String op, String on) {
        return results.stream()
                .filter(result -> result.op().name().equals(op)
                        && result.op().arguments().getFirst().equals(on))
                .toList()
                .getLast();
    }
}
