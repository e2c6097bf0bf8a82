package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.script.RecordedSteps.Step;
import java.util.ArrayList;
import java.util.Collection;
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
        List<Step> steps = Recordings.steps(recording);
        RecordedSteps.Plan plan =
                RecordedSteps.plan(Recordings.scenario(recording), null, steps, step -> asked(step, rows.values()));

        // When
        List<ResultLine.OpResult> results = new ArrayList<>();
        new ScriptRunner(Journal.unread(), Recordings.kernels(recording), "b00", Recordings.platform(recording))
                .run(List.of(plan.script()), line -> results.addAll(line.ops()));

        // Then
        rows.forEach((file, row) -> {
            Map<String, String> expected = new LinkedHashMap<>();
            Map<String, String> got = told(file, row, results, plan);
            got.keySet().forEach(key -> expected.put(key, row.get(key).asText()));
            assertThat(got).as(file).isEqualTo(expected);
        });
        assertThat(rows).hasSize(4);
    }

    /** Each device is labelled before it is preserved, and looked for as soon as the next kernel runs. */
    private static List<String> asked(Step step, Collection<JsonNode> rows) {
        List<String> ops = new ArrayList<>(Recordings.meanwhile(step));
        for (JsonNode row : rows) {
            String file = row.get("file").asText();
            String bdf = row.get("preserved_bdf").asText();
            if (step.kernel() == 1
                    && step.step().equals("create_session")
                    && step.object().equals("vm-" + file)) {
                ops.add("label " + file + " " + bdf);
                ops.add("device @" + file);
            } else if (step.kernel() == 2 && step.step().equals("open_dev_liveupdate")) {
                ops.add("device @" + file);
                ops.add("device " + bdf);
            }
        }
        return ops;
    }

    private static Map<String, String> told(
            String file, JsonNode row, List<ResultLine.OpResult> results, RecordedSteps.Plan plan) {
        String bdf = row.get("preserved_bdf").asText();
        List<Map<String, Object>> itself = answers(results, "@" + file);
        Map<String, Object> before = itself.getFirst();
        Map<String, Object> after = itself.getLast();
        Map<String, Object> occupant = answers(results, bdf).getFirst();
        boolean stays = bdf.equals(after.get("bdf"));
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
        told.put("retrieve", step(results, plan, "retrieve_" + file));
        Map<String, Object> config = config(results, plan, file);
        told.put("id_through_fd", config.isEmpty() ? "null" : id(config));
        told.put("wrong_device", String.valueOf(!config.isEmpty() && !id(config).equals(id(before))));
        told.put("finish", step(results, plan, "finish_" + file));
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

    private static String step(List<ResultLine.OpResult> results, RecordedSteps.Plan plan, String name) {
        return results.stream()
                .filter(result -> plan.steps().containsKey(result.op().line())
                        && plan.steps().get(result.op().line()).step().equals(name))
                .map(result -> String.valueOf(result.result()))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> config(List<ResultLine.OpResult> results, RecordedSteps.Plan plan, String file) {
        return results.stream()
                .filter(result -> plan.steps().containsKey(result.op().line())
                        && plan.steps().get(result.op().line()).step().equals("in_" + file + "_config"))
                .map(ResultLine.OpResult::out)
                .findFirst()
                .orElse(Map.of());
    }
}
