package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.script.OpScript.Op;
import io.luoledger.simulator.script.RecordedSteps.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stored scripts of captured scenarios make the calls that were recorded, in their order, and get what was recorded. */
class CapturedScenariosTest {
    static Stream<String> recordings() {
        return Recordings.names();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldGiveTheRecordedErrnoOfEveryStep(String recording) {
        // Given
        Scenario scenario = Recordings.stored(recording);
        RecordedSteps.Plan plan =
                RecordedSteps.plan(recording, null, Recordings.steps(recording), Recordings::meanwhile);

        // When
        List<ToldCalls.Call> calls = ToldCalls.of(scenario);

        // Then
        List<String> missing = new ArrayList<>();
        AtomicInteger next = new AtomicInteger();
        plan.script()
                .stages()
                .values()
                .forEach(ops -> ops.forEach(op -> {
                    Step step = plan.steps().get(op.line());
                    if (step != null && !reached(calls, next, step, op)) {
                        missing.add(step.kernel() + " " + words(op, step) + ": " + step.errname() + " (" + step.step()
                                + ")");
                    }
                }));
        assertThat(missing).isEmpty();
    }

    /** Goes on to the call that is this step; false, and not a call further, without one. */
    private static boolean reached(List<ToldCalls.Call> calls, AtomicInteger next, Step step, Op op) {
        for (int at = next.get(); at < calls.size(); at++) {
            if (same(calls.get(at), step, op)) {
                next.set(at + 1);
                return true;
            }
        }
        return false;
    }

    private static boolean same(ToldCalls.Call call, Step step, Op op) {
        return call.kernel() == step.kernel()
                && call.words().equals(words(op, step))
                && RecordedSteps.agrees(step, call.result())
                && RecordedSteps.differences(step, call.result()).isEmpty();
    }

    private static String words(Op op, Step step) {
        return ToldCalls.words(op, handle -> handle.substring(handle.indexOf('.') + 1), subject -> step.object());
    }
}
