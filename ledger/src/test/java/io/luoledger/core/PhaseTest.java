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

import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.view.HostView;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PhaseTest {
    @Test
    void shouldNotReachOverTheKexecWithClocksThatStartAnew() {
        // When
        UpdateState update = update(LogScript.host("h1"));

        // Then
        assertThat(update.phases().preserve()).isEqualTo(101);
        assertThat(update.phases().freeze()).isEqualTo(22);
        assertThat(update.phases().kernelGap()).isNull();
        assertThat(update.phases().bootToRetrieve()).isEqualTo(502);
        assertThat(update.phases().retrieve()).isEqualTo(301);
        assertThat(update.phases().finish()).isEqualTo(41);
        assertThat(update.phases().blackoutMicros()).isEqualTo(22 + 502 + 301);
        assertThat(update.phases().blackoutIsLowerBound()).isTrue();
    }

    @Test
    void shouldTellTheWholeBlackoutByTheWallClock() {
        // When
        UpdateState update = update(LogScript.host("h1").withWallClock());

        // Then
        assertThat(update.phases().kernelGap()).isEqualTo(5001);
        // from the reboot call to the last retrieve, with the time until user space asked
        assertThat(update.phases().blackoutMicros()).isEqualTo(22 + 5001 + 502 + 301);
        assertThat(update.phases().blackoutIsLowerBound()).isFalse();
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
        assertThat(update.phases().preserve()).isEqualTo(101);
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
        assertThat(update.phases().freeze()).isNull();
        assertThat(update.phases().atLeast()).doesNotContain("freeze");
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
        assertThat(update.phases().atLeast()).containsExactly("freeze");
        // though the wall clock tells it all: nobody saw the end of the freeze
        assertThat(update.phases().blackoutIsLowerBound()).isTrue();
        assertThat(gap.phases().atLeast()).containsExactly("freeze", "retrieve", "finish");
        assertThat(gap.phases().blackoutIsLowerBound()).isTrue();
    }

    @Test
    void shouldTellTheBlackoutOfEachSessionFromItsOwnFreezeToItsOwnRetrieve() {
        // Given
        LogScript log = LogScript.host("h1")
                .withWallClock()
                .out(created("a"), preserved("a", 1), created("b"), preserved("b", 1), preserved("b", 2))
                .out(handover())
                .pass(100)
                .out(frozen("a", 1))
                .pass(10)
                .out(frozen("b", 1), frozen("b", 2))
                .pass(5000)
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .pass(500)
                .in(retrieved("a"), fileRetrieved("a", 1), retrieved("b"), fileRetrieved("b", 1))
                .pass(300)
                .in(fileRetrieved("b", 2), finished("a"), fileFinished("a", 1, true))
                .in(finished("b"), fileFinished("b", 2, true), fileFinished("b", 1, true));

        // When
        HostView host = new Replay(SimulatedReader.gate())
                .run(log.events().iterator())
                .hosts()
                .getFirst();
        Phases whole = host.updates().getFirst().phases();
        Phases a = host.phases(host.sessions().getFirst());
        Phases b = Objects.requireNonNull(host.phases(host.sessions().get(1)));

        // Then
        assertThat(whole).isEqualTo(new Phases(3L, 113L, 5001L, 502L, 303L, 3L, List.of()));
        assertThat(a).isEqualTo(new Phases(0L, 12L, 5001L, 502L, 0L, 0L, List.of()));
        assertThat(b).isEqualTo(new Phases(1L, 1L, 5001L, 504L, 301L, 1L, List.of()));
        assertThat(b.blackoutMicros()).isEqualTo(1 + 5001 + 504 + 301);
    }

    @Test
    void shouldTellTheBlackoutOfADeviceByItsFile() {
        // Given
        PciAddress address = new PciAddress(0, 0x0300);
        Session vm = Session.named("vm");
        LogScript log = LogScript.host("h1")
                .withWallClock()
                .out(created("vm"), preserved("vm", 1))
                .out(new FilePreserved(vm, new Token(2), "vfio", null, address, Result.success()))
                .out(handover(), frozen("vm", 1))
                .out(new FileFrozen(vm, new Token(2), "vfio", null, address, Result.success()))
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"))
                .pass(70)
                .in(new FileRetrieved(vm, new Token(2), "vfio", null, address, Result.success()));

        // When
        HostView host = new Replay(SimulatedReader.gate())
                .run(log.events().iterator())
                .hosts()
                .getFirst();
        Phases open = Objects.requireNonNull(host.phases(host.devices().getFirst()));

        // Then: it is back, and may still be finished without it
        assertThat(open).isEqualTo(new Phases(0L, 0L, 1L, 72L, 0L, null, List.of("retrieve", "finish")));
        assertThat(open.blackoutIsLowerBound()).isTrue();
    }

    @Test
    void shouldNotBelieveAClockThatWentBack() {
        // Given
        LogScript log = LogScript.host("h1")
                .withWallClock()
                .out(created("vm"), preserved("vm", 1), handover(), frozen("vm", 1))
                .pass(-5_000_000)
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"), fileFinished("vm", 1, true));

        // When
        Phases phases = new Replay(SimulatedReader.gate())
                .run(log.events().iterator())
                .updates()
                .getFirst()
                .phases();

        // Then
        assertThat(phases.kernelGap()).isNull();
        assertThat(phases.blackoutMicros()).isEqualTo(1 + 2);
        assertThat(phases.blackoutIsLowerBound()).isTrue();
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
