package io.luoledger.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Body;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Feature;
import io.luoledger.simulator.scenario.Swarm;
import io.luoledger.simulator.scenario.Witness;
import io.luoledger.simulator.script.ScriptedHost;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The view rebuilt from the events is what the simulated kernels hold, after every step. */
class TwinTest {
    private static final int RUNS = 500;

    @Test
    void shouldSeeWhatTheKernelsHoldAfterEveryStepAndWriteTheSameBytesTwice() {
        // Given
        TwinRuns runs = new TwinRuns(1);

        // When
        Swarm.Report report = runs.run(RUNS, done -> {});

        // Then
        assertThat(report.failure())
                .as("again: luo-ledger simulate --twin 1 --seed "
                        + report.failure().map(Swarm.Failure::seed).orElse(0L))
                .isEmpty();
        assertThat(runs.unequal())
                .as("seeds of runs with other bytes the second time; again: luo-ledger simulate --twin 1 --seed SEED")
                .isEmpty();
        assertThat(report.runs()).isEqualTo(RUNS);
        assertThat(report.faults().keySet()).containsExactly(Fault.values());
        assertThat(report.features().keySet()).containsExactly(Feature.values());
        assertThat(runs.coverage().never()).isEmpty();
    }

    @Test
    void shouldFindAndShrinkWhatTheEventsDoNotTell() {
        // Given
        Coverage coverage = new Coverage();
        Swarm deaf = new Swarm(
                Swarm.Plan.ofAll(1), () -> new Deaf(new Twin(coverage), body -> body instanceof FileBody.FileFinished));

        // When
        Swarm.Report report = deaf.run(RUNS, done -> {});

        // Then
        Swarm.Failure failure = report.failure().orElseThrow();
        // 6.19 finishes outgoing sessions, too
        assertThat(failure.detail())
                .matches("(incoming file \\S+ \\d+: the view says (RETRIEVED|PROMISED)"
                        + "|outgoing file \\S+ \\d+: the view says PRESERVED) .*, the kernel (FINISHED|DISCARDED) .*");
        assertThat(failure.script().lines()).hasSizeLessThan(12);
    }

    /** Doesn't hear of some events. */
    private record Deaf(Twin twin, Predicate<Body> unheard) implements Witness {
        @Override
        public void see(Draft draft) {
            if (!unheard.test(draft.body())) {
                twin.see(draft);
            }
        }

        @Override
        public List<String> differences(String host, ScriptedHost.Standing truth) {
            return twin.differences(host, truth);
        }
    }
}
