package io.luoledger.core;

import static io.luoledger.core.Given.given;
import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileFinished;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.BootMoment;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.finding.Finding;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When live updates were, and when findings were raised: told by the events' own clocks. */
class TimesOfUpdatesTest {
    @Test
    void shouldTellOfAnUpdateWhenTheRebootWasCalled() {
        // Given
        LogScript log = LogScript.host("h1").withWallClock().out(created("vm"), preserved("vm", 1), handover());
        LiveUpdateEvent called = log.events().getLast().event();

        // When
        Given given = given(log.out(frozen("vm", 1)).boot("7.3.4", 1, BootOutcome.RESTORED));

        // Then
        assertThat(when(given)).isEqualTo(BootMoment.of(called));
    }

    @Test
    void shouldTellWhenTheIncomingKernelCameUpWhereNobodySawTheCall() {
        // Given
        LogScript log = LogScript.host("h1").boot("7.3.4", 1, BootOutcome.RESTORED);

        // When
        Given given = given(log);

        // Then
        assertThat(when(given)).isEqualTo(BootMoment.of(log.events().getLast().event()));
    }

    @Test
    void shouldKeepTheTimesOfUpdatesWhoseBootsAreForgotten() {
        // Given
        LogScript log = LogScript.host("h1");
        List<BootMoment> calls = new ArrayList<>();
        for (long number = 1; number <= 2 * Ledger.DEFAULT_RETENTION_UPDATES; number++) {
            log.out(created("vm"), preserved("vm", 1), handover());
            calls.add(BootMoment.of(log.events().getLast().event()));
            log.out(frozen("vm", 1))
                    .boot("7.3.4", number, BootOutcome.RESTORED)
                    .in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"), fileFinished("vm", 1, true));
        }

        // When
        Replay replay = new Replay(SimulatedReader.gate()).run(log.events().iterator());

        // Then
        assertThat(replay.updateViews())
                .extracting(update -> Objects.requireNonNull(update.getAt()).getBoot())
                .containsExactlyElementsOf(calls.stream().map(BootMoment::boot).toList());
    }

    @Test
    void shouldTellOfEachFindingWhenTheEventWasThatRaisedIt() {
        // Given
        LogScript log = LogScript.host("h1")
                .withWallClock()
                .out(created("vm"), preserved("vm", 1), handover(), frozen("vm", 1))
                .boot("7.3.4", 1, BootOutcome.RESTORED);
        Given given = given(log);

        // When
        given.when(more -> more.in(retrieved("vm"), finished("vm"), fileFinished("vm", 1, false)));

        // Then
        List<RecordedEvent> events = log.events();
        assertThat(given.outputs())
                .filteredOn(Output.FindingRaised.class::isInstance)
                .isNotEmpty()
                .allSatisfy(raised -> {
                    Finding finding = ((Output.FindingRaised) raised).finding();
                    long sequence = finding.evidence().getLast();
                    assertThat(finding.at())
                            .isEqualTo(BootMoment.of(events.get((int) sequence).event()));
                });
    }

    @Test
    void shouldTellOfAnOpenQuestionWhenTheLogEnds() {
        // Given
        LogScript log = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), handover(), frozen("vm", 1))
                .boot("7.3.4", 1, BootOutcome.RESTORED);

        // When
        List<Finding> open = OpenQuestions.of(given(log).entities(), "h1");

        // Then
        assertThat(open)
                .extracting(Finding::at)
                .containsOnly(BootMoment.of(log.events().getLast().event()));
    }

    private static BootMoment when(Given given) {
        HostView view = given.view();
        return Objects.requireNonNull(view.when(view.updates().getFirst()));
    }
}
