package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.script.RecordedSteps.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Words of recorded steps that the stored recordings don't have. */
class RecordedWordsTest {
    private static final String NET = "0000:03:00.0";

    private static Step step(String name, String object, String errname, String... fields) {
        Map<String, String> told = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            told.put(fields[i], fields[i + 1]);
        }
        return new Step(1, name, object, errname, told);
    }

    private static List<Step> bound(Step... more) {
        List<Step> steps = new ArrayList<>(List.of(
                step("bind", NET, "OK", "driver_now", "vfio-pci"),
                step("out_open_cdev", NET, "OK"),
                step("out_bind_iommufd", NET, "OK")));
        steps.addAll(List.of(more));
        return steps;
    }

    private static RecordedSteps.Plan plan(List<Step> steps) {
        return RecordedSteps.plan("words", "switched", steps, step -> List.of());
    }

    /** What differs from the recording, step by step. */
    private static List<String> differences(RecordedSteps.Plan plan) {
        List<String> differences = new ArrayList<>();
        new ScriptRunner(
                        Journal.unread(),
                        List.of(KernelProfiles.find("seed").orElseThrow()),
                        "b00",
                        plan.script().platform())
                .run(
                        List.of(plan.script()),
                        line -> line.ops().forEach(result -> {
                            Step step = plan.steps().get(result.op().line());
                            if (step != null && !RecordedSteps.agrees(step, result)) {
                                differences.add(step.step() + " " + result.result());
                            } else if (step != null) {
                                differences.addAll(RecordedSteps.differences(step, result));
                            }
                        }));
        return differences;
    }

    @Test
    void shouldTellAnUnbindThatHangsFromOneThatIsThroughOnceTheSessionIsClosed() {
        // Given
        List<Step> steps = bound(
                step("create_session", "vm", "OK"),
                step("preserve_cdev", NET, "OK", "token", "1"),
                step("unbind_driver_preserved", NET, "EINPROGRESS"),
                step("unbind_still_hangs", NET, "EINPROGRESS"),
                step("close_session_unpreserves", "vm", "OK"),
                step("unbind_after_session_close", NET, "OK"),
                step("after_session_close", NET, "OK", "driver_now", ""));

        // When, Then
        assertThat(differences(plan(steps))).isEmpty();
    }

    @Test
    void shouldNotTakeAnUnbindForThroughThatStillHangs() {
        // Given
        List<Step> steps = bound(
                step("create_session", "vm", "OK"),
                step("preserve_cdev", NET, "OK", "token", "1"),
                step("unbind_driver_preserved", NET, "EINPROGRESS"),
                step("unbind_after_session_close", NET, "OK"));

        // When, Then
        assertThat(differences(plan(steps))).containsExactly("driver_now recorded , got vfio-pci");
    }

    @Test
    void shouldSetPowerStatesAndCompareCommandRegisters() {
        // Given
        List<Step> steps = bound(
                step("set_D3hot", NET, "OK"),
                step("set_D0", NET, "OK"),
                step("out_config", NET, "OK", "command", "0x0006"),
                step("out_config_again", NET, "OK", "command", "0x0103"));

        // When, Then
        assertThat(plan(steps).script().stages().get(1))
                .extracting(op -> op.name() + " " + String.join(" ", op.arguments()))
                .contains("power f0." + NET + " D3hot", "power f0." + NET + " D0", "command f0." + NET + " 0x0006");
        assertThat(differences(plan(steps))).containsExactly("command recorded 0x0103, got 0x0006");
    }

    @Test
    void shouldTellRemarksAndWordsThatItDoesNotKnow() {
        // Given
        Step note = step("note", "", "OK", "note", "as before");
        Step ran = step("run", "uapi_test", "OK");
        Step unknown = step("dance_after_session_close", "", "OK");

        // When
        RecordedSteps.Plan plan = plan(List.of(step("init_start", "", "OK"), note, ran, unknown));

        // Then
        assertThat(plan.remarks()).containsExactly(note, ran);
        assertThat(plan.unknown()).containsExactly(unknown);
    }
}
