package io.luoledger.replay;

import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.notRetrieved;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.Ledger;
import io.luoledger.core.LogScript;
import io.luoledger.core.SessionStatus;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.report.LedgerReport;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.RecordedEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeTravelTest {
    @Test
    void shouldStopWhenEverythingIsPromisedAndNothingFound() {
        // When
        Replay replay = replay(new Until.BeforeUpdate(1), twoUpdates());

        // Then
        assertThat(replay.events()).isEqualTo(6);
        assertThat(replay.hosts().getFirst().sessions().getFirst().session().status())
                .isEqualTo(SessionStatus.FROZEN);
    }

    @Test
    void shouldStopWithAllThatBecameOfAnUpdate() {
        // When
        Replay replay = replay(new Until.WithUpdate(1), twoUpdates());

        // Then: what the second outgoing kernel did belongs to the kernel of number 1
        assertThat(replay.hosts().getFirst().state().current().liveUpdate()).isEqualTo(1);
        assertThat(replay.events()).isEqualTo(14);
    }

    @Test
    void shouldStopBeforeAnUpdateWhoseKernelCameUpCold() {
        // Given
        List<RecordedEvent> log = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.4", 0, BootOutcome.REFUSED_COLD)
                .events();

        // When
        Replay replay = replay(new Until.BeforeUpdate(1), log);

        // Then
        assertThat(replay.events()).isEqualTo(3);
    }

    @Test
    void shouldGoOnOverAColdBootThatNobodyHandedOverTo() {
        // Given
        List<RecordedEvent> log = LogScript.host("h1")
                .out(created("vm"))
                .boot("7.3.4", 0)
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .events();

        // When / Then
        assertThat(replay(new Until.BeforeUpdate(1), log).events()).isEqualTo(4);
    }

    @Test
    void shouldStopWithAnUpdateThatNoNextOneFollowsOn() {
        // Given: a cold boot, after which numbers begin anew
        List<RecordedEvent> cold = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"))
                .boot("7.3.4", 0)
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .events();
        // and kernels of which nothing is in the log
        List<RecordedEvent> missing = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .boot("7.3.4", 3, BootOutcome.RESTORED)
                .events();
        // and one that came up cold, and so doesn't bear the number
        List<RecordedEvent> refused = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.4", 0, BootOutcome.REFUSED_COLD)
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .events();

        // When / Then
        assertThat(replay(new Until.WithUpdate(1), cold).events()).isEqualTo(5);
        assertThat(replay(new Until.WithUpdate(1), missing).events()).isEqualTo(4);
        assertThat(replay(new Until.WithUpdate(1), refused).events()).isEqualTo(7);
    }

    @Test
    void shouldKnowWhenThereIsNoSuchUpdateToStopAt() {
        // Given
        List<RecordedEvent> calledFor = twoUpdates().subList(0, 6);

        // When / Then
        assertThat(replay(new Until.WithUpdate(3), twoUpdates()).withoutEnd()).containsExactly("h1");
        assertThat(replay(new Until.BeforeUpdate(3), twoUpdates()).withoutEnd()).containsExactly("h1");
        assertThat(replay(new Until.BeforeUpdate(0), twoUpdates()).withoutEnd()).containsExactly("h1");
        assertThat(replay(new Until.WithUpdate(2), calledFor).withoutEnd()).containsExactly("h1");
        assertThat(replay(new Until.WithUpdate(1), calledFor).withoutEnd()).isEmpty();
        assertThat(replay(new Until.WithUpdate(2), twoUpdates()).withoutEnd()).isEmpty();
        assertThat(replay(new Until.BeforeUpdate(2), twoUpdates()).withoutEnd()).isEmpty();
        assertThat(replay(new Until.BeforeUpdate(1), calledFor).withoutEnd()).isEmpty();
        assertThat(replay(new Until.Sequence(1000), twoUpdates()).withoutEnd()).isEmpty();
    }

    @Test
    void shouldShowWhatWasPromisedAndWhatWasFound() {
        // When
        HandoverDiff diff = diff(1, twoUpdates());

        // Then
        assertThat(diff).isNotNull();
        assertThat(diff.lines().stream()
                        .map(line -> line.subject() + ": " + HandoverDiff.words(line.promised()) + " -> "
                                + HandoverDiff.words(line.found()) + " " + line.kept()))
                .containsExactly(
                        "session vm: FROZEN, 2 files -> FINISHED, 2 files true",
                        "file vm 0x1: FROZEN -> FINISHED true",
                        "file vm 0x2: FROZEN -> FINISHED true");
        assertThat(new LedgerReport(List.of(), diff.findings()).foundErrors(Set.of()))
                .isFalse();
    }

    @Test
    void shouldShowWhatDidNotComeBack() {
        // When
        HandoverDiff diff = diff(2, twoUpdates());

        // Then
        assertThat(diff).isNotNull();
        assertThat(diff.lines().getLast().subject()).isEqualTo("file vm2 0x3");
        assertThat(HandoverDiff.words(diff.lines().getLast().found())).isEqualTo("RETRIEVE_FAILED EIO");
        assertThat(diff.lines().getLast().kept()).isFalse();
        assertThat(diff.lines().getLast().findings())
                .extracting(finding -> finding.kind().id())
                .containsExactly("LIFE-RETRIEVE-FAILED");
        assertThat(new LedgerReport(List.of(), diff.findings()).foundErrors(Set.of()))
                .isTrue();
    }

    @Test
    void shouldShowAPromiseThatNoKernelTookUp() {
        // When
        HandoverDiff diff = diff(1, twoUpdates().subList(0, 6));

        // Then
        assertThat(diff).isNotNull();
        assertThat(diff.incomingSeen()).isFalse();
        assertThat(diff.lines()).extracting(HandoverDiff.Line::kept).containsOnlyNulls();
    }

    @Test
    void shouldKnowWhenThereIsNoSuchUpdate() {
        assertThat(diff(3, twoUpdates())).isNull();
    }

    private static List<RecordedEvent> twoUpdates() {
        return LogScript.host("h1")
                .out(
                        created("vm"),
                        preserved("vm", 1),
                        preserved("vm", 2),
                        handover(),
                        frozen("vm", 1),
                        frozen("vm", 2))
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"), fileRetrieved("vm", 1), fileRetrieved("vm", 2), finished("vm"))
                .out(created("vm2"), preserved("vm2", 3), handover())
                .boot("7.3.5", 2, BootOutcome.RESTORED)
                .in(retrieved("vm2"), notRetrieved("vm2", 3, LogScript.HANDLER, "EIO"))
                .events();
    }

    private static Replay replay(Until until, List<RecordedEvent> log) {
        return new Replay(new Ledger(), SimulatedReader.gate(), null, until).run(log.iterator());
    }

    private static @Nullable HandoverDiff diff(long number, List<RecordedEvent> log) {
        DiffReplay replay = new DiffReplay("h1", number, SimulatedReader.gate());
        log.forEach(replay::accept);
        return replay.result();
    }
}
