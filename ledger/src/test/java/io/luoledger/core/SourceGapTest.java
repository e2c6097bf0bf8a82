package io.luoledger.core;

import static io.luoledger.core.Given.given;
import static io.luoledger.core.LifeCycleTest.handedOver;
import static io.luoledger.core.LifeCycleTest.restored;
import static io.luoledger.core.LogScript.closed;
import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileFinished;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.notRetrieved;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FlbBody.FlbFinished;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Side;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.view.HostView;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where the source has a gap, nothing follows from what isn't there; what was seen still holds. */
class SourceGapTest {
    private static final String GAP = "LOG-SOURCE-GAP source: RECORDS_LOST: 9 records";

    private static LogScript gap(LogScript log) {
        return log.add(Side.NONE, new SourceGap(GapReason.RECORDS_LOST, "9 records", null));
    }

    @Test
    void shouldTakeAFileThatComesBackForProofThatItsSessionDid() {
        given(restored())
                .when(log -> gap(log).in(fileRetrieved("vm", 1)))
                .then(GAP)
                .thenSessions("vm incoming RETRIEVED 0x1=RETRIEVED 0x2=PROMISED");
    }

    @Test
    void shouldFindNoOrderBrokenBehindAGap() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1), fileRetrieved("vm", 2), finished("vm")))
                .when(log -> gap(log).in(retrieved("vm"), fileFinished("vm", 1, true), fileFinished("vm", 2, true)))
                .then(GAP);
    }

    @Test
    void shouldNotCallAFileDiscardedWhoseRetrieveMayBeLost() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1)))
                .when(log -> gap(log).in(finished("vm"), fileFinished("vm", 2, null), closed("vm")))
                .then(GAP)
                .thenOpen()
                .thenSessions("vm incoming FINISHED 0x1=FINISHED 0x2=PROMISED")
                .thenUpdates("1 UNFINISHED");
    }

    @Test
    void shouldBelieveAFinishThatSaysThatTheFileWasNotRetrieved() {
        given(restored().in(retrieved("vm")))
                .when(log -> gap(log).in(finished("vm"), fileFinished("vm", 2, false), fileFinished("vm", 1, true)))
                .then(GAP, "LIFE-CONTENTS-DISCARDED file vm 0x2: finished without retrieve")
                .thenSessions("vm incoming FINISHED 0x1=FINISHED 0x2=DISCARDED");
    }

    @Test
    void shouldLeaveUnknownWhatMayHaveBeenSettledInAGap() {
        Given given = given(gap(restored().in(retrieved("vm"))))
                .thenOpen()
                .when(log -> log.boot("7.3.4", 2, BootOutcome.RESTORED))
                .then()
                .thenSessions("vm incoming RETRIEVED 0x1=PROMISED 0x2=PROMISED")
                .thenUpdates("1 UNFINISHED", "2 UNFINISHED");
        HostView view = given.view();
        assertThat(view.sessions()).allMatch(session -> view.uncertain(session.session()));
        HostView.SessionView session = view.sessions().getFirst();
        assertThat(session.files()).allMatch(file -> view.uncertain(session.session(), file));
    }

    @Test
    void shouldBeNoSurerOfAFileThanOfItsSession() {
        LogScript log = gap(LogScript.host("h1")
                        .out(created("vm"), preserved("vm", 1), preserved("vm", 2), handover(), frozen("vm", 1)))
                .out(frozen("vm", 2))
                .boot("7.3.4", 1, BootOutcome.UNKNOWN)
                .in(new SessionRetrieved(Session.named("vm"), Result.refused("ENOENT")));

        HostView view = given(log).view();
        HostView.SessionView session = view.sessions().getFirst();
        assertThat(view.uncertain(session.session()))
                .isEqualTo(session.files().stream().allMatch(file -> view.uncertain(session.session(), file)))
                .isTrue();
    }

    @Test
    void shouldLeaveUnknownWhatAFinishInTheGapMayHaveSettled() {
        Given given = given(gap(restored().in(retrieved("vm"), notRetrieved("vm", 1, null, "ENOENT"))));

        HostView view = given.view();
        assertThat(view.sessions().getFirst().files().getFirst().status()).isEqualTo(FileStatus.LOST);
        HostView.SessionView session = view.sessions().getFirst();
        assertThat(session.files()).allMatch(file -> view.uncertain(session.session(), file));
    }

    @Test
    void shouldStillFindWhatWasLeftOpenBehindTheGap() {
        given(gap(restored()).in(retrieved("vm"), fileRetrieved("vm", 1)))
                .thenOpen("LIFE-NEVER-FINISHED session vm: 2 files not finished up to the end of the log");
    }

    @Test
    void shouldNotMissASessionThatMayHaveBeenClosedInAGap() {
        given(gap(LogScript.host("h1").out(created("vm"), preserved("vm", 1)))
                        .out(handover())
                        .boot("7.3.4", 1, BootOutcome.RESTORED))
                .when(log -> log.in(new SessionRetrieved(Session.named("vm"), Result.refused("ENOENT"))))
                .then("LIFE-RETRIEVE-REFUSED session vm: ENOENT")
                .thenUpdates("1 UNFINISHED");
    }

    @Test
    void shouldNotMissAFileThatMayHaveBeenFinishedInAGap() {
        given(restored().in(retrieved("vm")))
                .when(log -> gap(log).in(notRetrieved("vm", 1, null, "ENOENT")))
                .then(GAP, "LIFE-RETRIEVE-REFUSED file vm 0x1: ENOENT")
                .thenSessions("vm incoming RETRIEVED 0x1=PROMISED 0x2=PROMISED");
    }

    @Test
    void shouldCompleteWhereTheIncomingKernelSaidHowMuchItReceived() {
        given(gap(LogScript.host("h1").out(created("vm")))
                        .out(preserved("vm", 2), handover(), frozen("vm", 2))
                        .boot("7.3.4", 1)
                        .in(new KernelBooted(BootOutcome.RESTORED, null, 1L, 2L, null, null, Result.success())))
                .when(log -> log.in(
                        retrieved("vm"),
                        fileRetrieved("vm", 1),
                        fileRetrieved("vm", 2),
                        finished("vm"),
                        fileFinished("vm", 2, true),
                        fileFinished("vm", 1, true)))
                .then()
                .thenUpdates("1 COMPLETED");
    }

    @Test
    void shouldNotKnowThatAllCameBackWhereNobodySaidHowMuchThereWas() {
        Given given = given(gap(LogScript.host("h1").out(created("vm")))
                        .out(preserved("vm", 2), handover(), frozen("vm", 2))
                        .boot("7.3.4", 1, BootOutcome.RESTORED))
                .when(log ->
                        log.in(retrieved("vm"), fileRetrieved("vm", 2), finished("vm"), fileFinished("vm", 2, true)))
                .then()
                .thenUpdates("1 UNFINISHED");
        assertThat(given.view().updates()).allMatch(UpdateState::countsAreLowerBound);
    }

    @Test
    void shouldCountFilesThatFinishedWithoutAToken() {
        FileFinished unnamed = new FileFinished(Session.named("vm"), null, null, true, null, null, Result.success());
        Given given = given(gap(LogScript.host("h1")).out(handover()).boot("7.3.4", 1, BootOutcome.RESTORED))
                .when(log -> {
                    gap(log).in(finished("vm"));
                    IntStream.range(0, 3).forEach(i -> log.in(unnamed));
                })
                .then(GAP)
                .thenSessions("vm incoming FINISHED")
                .thenUpdates("1 UNFINISHED");
        Tally tally = given.view().updates().getFirst().tally();
        assertThat(tally.files()).isEqualTo(3);
        assertThat(tally.filesRetrieved()).isEqualTo(3);
    }

    @Test
    void shouldBlameNoReaderWhereFilesBelongToASessionThatNobodyNamed() {
        LogScript outgoing = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), new FlbPreserved("flb-v1", null, Result.success()), handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED);
        given(outgoing)
                .when(log -> log.in(
                        new SessionRetrieved(new Session("unknown", true), Result.success()),
                        new FlbFinished("flb-v1", null, Result.success())))
                .then("LOG-NAME-UNKNOWN session unknown: none in the source")
                .thenOpen("LIFE-NEVER-FINISHED session unknown: 0 files not finished up to the end of the log");
    }

    @Test
    void shouldInferNothingAcrossEventsThatTheLedgerLost() {
        // Given: the session's own retrieve is missing
        List<RecordedEvent> log = new ArrayList<>(
                restored().in(retrieved("vm"), fileRetrieved("vm", 1)).events());
        log.remove(log.size() - 2);

        // When
        Replay replay = new Replay(SimulatedReader.gate()).run(log.iterator());

        // Then
        assertThat(replay.findings())
                .extracting(finding -> finding.kind().id())
                .containsExactly("LOG-GAP", "LIFE-NEVER-FINISHED");
        assertThat(replay.hosts().getFirst().sessions())
                .singleElement()
                .matches(session -> session.session().status() == SessionStatus.RETRIEVED);
    }

    @Test
    void shouldKeepTheFindingsOfABootWithoutAGap() {
        given(handedOver())
                .when(log -> log.boot("7.3.4", 1, BootOutcome.RESTORED).in(fileRetrieved("vm", 1)))
                .then("LIFE-ORDER file vm 0x1: retrieved before it");
    }

    @Test
    void shouldLoseTheFlbsWithTheLastSessionThatIsNotThere() {
        given(LogScript.host("h1")
                        .out(created("vm"), preserved("vm", 1))
                        .out(new FlbPreserved("flb-v1", null, Result.success()), handover())
                        .boot("7.3.4", 1, BootOutcome.UNKNOWN))
                .when(log -> log.in(new SessionRetrieved(Session.named("vm"), Result.refused("ENOENT"))))
                .then("LIFE-SESSION-NOT-SEEN session vm: ENOENT")
                .thenOpen()
                .thenFlbs("flb-v1 incoming IGNORED")
                .thenUpdates("1 LOST");
    }

    @Test
    void shouldSayWhyAKernelHasNothing() {
        given(handedOver())
                .when(log -> log.boot("7.3.4", 0)
                        .in(new KernelBooted(
                                BootOutcome.COLD, null, null, null, null, "no KHO in the image", Result.success())))
                .then("LIFE-UPDATE-LOST kernel: a cold boot: no KHO in the image");
    }
}
