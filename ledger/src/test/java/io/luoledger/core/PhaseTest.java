package io.luoledger.core;

import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileFinished;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Side;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import org.junit.jupiter.api.Test;

class PhaseTest {
    @Test
    void shouldNotReachOverTheKexecWithClocksThatStartAnew() {
        // When
        UpdateState update = update(LogScript.host("h1"));

        // Then
        assertThat(update.preserveMicros()).isEqualTo(101);
        assertThat(update.freezeMicros()).isEqualTo(22);
        assertThat(update.kernelGapMicros()).isNull();
        assertThat(update.retrieveMicros()).isEqualTo(301);
        assertThat(update.finishMicros()).isEqualTo(41);
        assertThat(update.blackoutMicros()).isEqualTo(22 + 301);
        assertThat(update.blackoutIsLowerBound()).isTrue();
    }

    @Test
    void shouldTellTheWholeBlackoutByTheWallClock() {
        // When
        UpdateState update = update(LogScript.host("h1").withWallClock());

        // Then
        assertThat(update.kernelGapMicros()).isEqualTo(5001);
        // from the reboot call to the last retrieve, with the time until user space asked
        assertThat(update.blackoutMicros()).isEqualTo(22 + 5001 + 502 + 301);
        assertThat(update.blackoutIsLowerBound()).isFalse();
    }

    @Test
    void shouldLeaveOutOfThePreservePhaseWhatWasTakenBack() {
        // Given
        LogScript log = LogScript.host("h1")
                .out(created("gone"), preserved("gone", 1), LogScript.closed("gone"))
                .pass(1000);

        // When
        UpdateState update = update(log);

        // Then
        assertThat(update.preserveMicros()).isEqualTo(101);
    }

    @Test
    void shouldNotKnowHowLongAFreezeTookThatNobodySaw() {
        // Given
        LogScript log = LogScript.host("h1").withWallClock().out(created("vm"), preserved("vm", 1), handover());

        // When
        UpdateState update = new Replay(SimulatedReader.gate())
                .run(log.events().iterator())
                .updates()
                .getFirst();

        // Then
        assertThat(update.freezeMicros()).isNull();
        assertThat(update.lowerBounds()).isEmpty();
    }

    @Test
    void shouldTellTheLeastOfPhasesThatTheSourceShowsInPart() {
        // Given
        SourceGap cut = new SourceGap(GapReason.TRUNCATED, "cut", null);
        SourceGap lost = new SourceGap(GapReason.RECORDS_LOST, "9 records", null);
        LogScript log = LogScript.host("h1")
                .withWallClock()
                .out(created("vm"), preserved("vm", 1), handover(), frozen("vm", 1))
                .add(Side.NONE, cut)
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"), fileFinished("vm", 1, true));

        // When
        UpdateState update = new Replay(SimulatedReader.gate())
                .run(log.events().iterator())
                .updates()
                .getFirst();
        UpdateState gap = new Replay(SimulatedReader.gate())
                .run(log.add(Side.NONE, lost).events().iterator())
                .updates()
                .getFirst();

        // Then
        assertThat(update.lowerBounds()).containsExactly("freeze");
        assertThat(update.blackoutIsLowerBound()).isFalse();
        assertThat(gap.lowerBounds()).containsExactly("freeze", "retrieve", "finish");
        assertThat(gap.blackoutIsLowerBound()).isTrue();
    }

    private static UpdateState update(LogScript log) {
        log.out(created("vm"), preserved("vm", 1))
                .pass(100)
                .out(preserved("vm", 2))
                .pass(10_000)
                .out(handover())
                .pass(20)
                .out(frozen("vm", 1), frozen("vm", 2))
                .boot("7.3.4", 1)
                .pass(5000)
                .in(new io.luoledger.event.KernelBody.KernelBooted(
                        BootOutcome.RESTORED, null, null, null, null, null, io.luoledger.event.Result.success()))
                .pass(500)
                .in(retrieved("vm"), fileRetrieved("vm", 1))
                .pass(300)
                .in(fileRetrieved("vm", 2), finished("vm"), fileFinished("vm", 2, true))
                .pass(40)
                .in(fileFinished("vm", 1, true));
        return new Replay(SimulatedReader.gate())
                .run(log.events().iterator())
                .updates()
                .getFirst();
    }
}
