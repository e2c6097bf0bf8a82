package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.simulator.Journal;
import io.luoledger.simulator.script.OpScript.Op;
import io.luoledger.simulator.script.RecordedSteps.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step recorded on a real kernel, as a call on a simulated one. */
class RecordedStepsTest {
    static Stream<String> recordings() {
        return Recordings.names();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldGiveTheRecordedErrnoOfEveryStep(String recording) {
        // Given
        List<Step> steps = Recordings.steps(recording);
        RecordedSteps.Plan plan =
                RecordedSteps.plan(Recordings.scenario(recording), null, steps, Recordings::meanwhile);

        // When
        List<ResultLine.OpResult> results = new ArrayList<>();
        new ScriptRunner(
                        Journal.unread(),
                        Recordings.kernels(recording),
                        "b00",
                        Recordings.stored(recording).script().platform())
                .run(List.of(plan.script()), line -> results.addAll(line.ops()));

        // Then
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (ResultLine.OpResult result : results) {
            Step step = plan.steps().get(result.op().line());
            if (step != null) {
                compared++;
                if (!RecordedSteps.agrees(step, result)) {
                    differences.add(told(step) + ": recorded " + step.errname() + ", got " + result.result() + " from "
                            + told(result.op()));
                }
                RecordedSteps.differences(step, result)
                        .forEach(difference -> differences.add(told(step) + ": " + difference));
            }
        }
        System.out.println(recording + ": " + compared + " steps equal");
        assertThat(differences).isEmpty();
        assertThat(compared + plan.told().size()).isEqualTo(steps.size());
    }

    private static String told(Step step) {
        return step.kernel() + " " + step.step() + " " + step.object();
    }

    private static String told(Op op) {
        return op.name() + " " + String.join(" ", op.arguments());
    }
}
