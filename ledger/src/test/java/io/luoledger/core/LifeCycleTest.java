package io.luoledger.core;

import static io.luoledger.core.Given.given;
import static io.luoledger.core.LogScript.closed;
import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileFinished;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.notPreserved;
import static io.luoledger.core.LogScript.notRetrieved;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;
import static io.luoledger.core.LogScript.unpreserved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.Kinds.Kind;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.FlbBody.FlbFinished;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.HandoverAborted;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifeCycleTest {
    /** Session "vm" with two files, up to the reboot call. */
    static LogScript handedOver() {
        return LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), preserved("vm", 2), handover())
                .out(frozen("vm", 1), frozen("vm", 2));
    }

    static LogScript restored() {
        return handedOver().boot("7.3.4", 1, BootOutcome.RESTORED);
    }

    @Test
    void shouldFindNothingWrongWithAHealthyUpdate() {
        given(restored())
                .when(log -> log.in(
                        retrieved("vm"),
                        fileRetrieved("vm", 1),
                        fileRetrieved("vm", 2),
                        finished("vm"),
                        fileFinished("vm", 2, true),
                        fileFinished("vm", 1, true),
                        closed("vm")))
                .then()
                .thenOpen()
                .thenSessions("vm incoming FINISHED 0x1=FINISHED 0x2=FINISHED")
                .thenUpdates("1 COMPLETED");
    }

    @Test
    void shouldCountAFileUnderTheHandlerThatItTurnsOutToHave() {
        Session vm = Session.named("vm");
        Token token = new Token(1);
        Given given = given(LogScript.host("h1")
                .out(created("vm"), new FilePreserved(vm, token, null, null, null, Result.success()), handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(
                        retrieved("vm"),
                        new FileRetrieved(vm, token, null, null, null, Result.success()),
                        fileFinished("vm", 1, true)));

        Kinds kinds = given.view().updates().getFirst().kinds();
        assertThat(kinds.handlers()).containsExactly("memfd-v2");
        assertThat(kinds.of("memfd-v2"))
                .extracting(Kind::files, Kind::retrieved, Kind::failed, Kind::finished, Kind::lost)
                .containsExactly(1L, 1L, 0L, 1L, 0L);
    }

    @Test
    void shouldCountAFileThatFailedUnderTheHandlerThatTheRefusalTells() {
        Session vm = Session.named("vm");
        Token token = new Token(1);
        Given given = given(LogScript.host("h1")
                .out(created("vm"), new FilePreserved(vm, token, null, null, null, Result.success()), handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"), notRetrieved("vm", 1, "memfd-v2", "EIO")));

        Kinds kinds = given.view().updates().getFirst().kinds();
        assertThat(kinds.handlers()).containsExactly("memfd-v2");
        assertThat(kinds.of("memfd-v2"))
                .extracting(Kind::files, Kind::retrieved, Kind::failed, Kind::finished, Kind::lost)
                .containsExactly(1L, 0L, 1L, 0L, 0L);
    }

    @Test
    void shouldFreezeOnTheRebootPath() {
        given(LogScript.host("h1").out(created("vm"), preserved("vm", 1), preserved("vm", 2), handover()))
                .when(log -> log.out(frozen("vm", 1)))
                .then()
                .thenSessions("vm outgoing FROZEN 0x1=FROZEN 0x2=PRESERVED")
                .thenUpdates("1 UNFINISHED");
    }

    @Test
    void shouldPromiseWhatWasPreservedWhenTheNextKernelBoots() {
        given(handedOver())
                .when(log -> log.boot("7.3.4", 1, BootOutcome.RESTORED))
                .then()
                .thenOpen("LIFE-NEVER-RETRIEVED session vm: never retrieved up to the end of the log")
                .thenSessions("vm incoming PROMISED 0x1=PROMISED 0x2=PROMISED")
                .thenUpdates("1 UNFINISHED");
    }

    @Test
    void shouldLeaveTheFirstFileAloneWhenItsTokenIsUsedAgain() {
        given(LogScript.host("h1").out(created("vm"), preserved("vm", 1)))
                .when(log -> log.out(notPreserved("vm", 1, "EEXIST")))
                .then("LIFE-PRESERVE-REFUSED file vm 0x1: EEXIST")
                .thenSessions("vm outgoing OPEN 0x1=PRESERVED");
    }

    @Test
    void shouldAbortASessionThatIsClosedBeforeTheKexec() {
        given(LogScript.host("h1").out(created("vm"), preserved("vm", 1), preserved("vm", 2)))
                .when(log -> log.out(closed("vm"), unpreserved("vm", 2), unpreserved("vm", 1)))
                .then()
                .thenSessions("vm outgoing ABORTED 0x1=UNPRESERVED 0x2=UNPRESERVED");
    }

    @Test
    void shouldTakeTheLastUnpreserveForTheCloseThatItIsPartOf() {
        given(LogScript.host("h1").out(created("vm"), preserved("vm", 1), preserved("vm", 2)))
                .when(log -> log.out(unpreserved("vm", 2), unpreserved("vm", 1)))
                .then()
                .thenSessions("vm outgoing ABORTED 0x1=UNPRESERVED 0x2=UNPRESERVED");
    }

    @Test
    void shouldDiscardWhatAKernelFinishesThatWasNeverHandedOver() {
        given(LogScript.host("h1").out(created("vm"), preserved("vm", 1), preserved("vm", 2)))
                .when(log -> log.out(finished("vm"), fileFinished("vm", 2, false)))
                .then("LIFE-CONTENTS-DISCARDED file vm 0x2: finished before it was handed over")
                .thenSessions("vm outgoing OPEN 0x1=PRESERVED 0x2=DISCARDED");
    }

    @Test
    void shouldDiscardWhatAKernelPreservesInASessionThatWasReceived() {
        given(LogScript.host("h1")
                        .out(created("vm"), preserved("vm", 1), handover())
                        .boot("6.19", 1, BootOutcome.RESTORED)
                        .in(retrieved("vm"), fileRetrieved("vm", 1)))
                .when(log -> log.in(preserved("vm", 2), fileFinished("vm", 2, false)))
                .then("LIFE-CONTENTS-DISCARDED file vm 0x2: preserved in a session that was received, and that is not"
                        + " handed over again")
                .thenSessions("vm incoming RETRIEVED 0x1=RETRIEVED 0x2=DISCARDED");
    }

    @Test
    void shouldNotCallAnUpdateCompletedOfWhichNothingIsKnown() {
        given(LogScript.host("h1").out(handover()))
                .when(log -> log.boot("7.3.4", 1, BootOutcome.RESTORED))
                .then()
                .thenUpdates("1 UNFINISHED");
    }

    @Test
    void shouldFindTheFlbsThatARefcountWarningWasAbout() {
        given(LogScript.host("h1")
                        .out(new FlbPreserved("a", 1L, Result.success()), created("vm"), preserved("vm", 1), handover())
                        .boot("7.3.4", 1, BootOutcome.RESTORED)
                        .in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"), fileFinished("vm", 1, true))
                        .in(new KernelWarned(null, "refcount_t: underflow", Result.success())))
                .when(log -> log.in(closed("vm")))
                .then("LIFE-FLB-IGNORED flb a: never asked for, and a refcount warning at the finish")
                .thenFlbs("a incoming IGNORED")
                .thenUpdates("1 COMPLETED flb_lost+refcount_warn");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellSomeLostFlbsFromAll(boolean lostFirst) {
        // Given
        FlbRetrieved lost = new FlbRetrieved("a", null, Result.refused("ENOENT"));
        FlbRetrieved found = new FlbRetrieved("b", 2L, Result.success());
        // When, then
        given(LogScript.host("h1")
                        .out(
                                new FlbPreserved("a", 1L, Result.success()),
                                new FlbPreserved("b", 2L, Result.success()),
                                created("vm"),
                                preserved("vm", 1),
                                handover())
                        .boot("7.3.4", 1, BootOutcome.RESTORED)
                        .in(lostFirst ? lost : found, lostFirst ? found : lost)
                        .in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"), fileFinished("vm", 1, true)))
                .when(log -> log.in(closed("vm")))
                .thenUpdates("1 COMPLETED flb_partly_lost");
    }

    @Test
    void shouldForgetTheFilesOfAnAbortedSessionWhenItsNameIsUsedAgain() {
        given(LogScript.host("h1").out(created("vm"), preserved("vm", 1), closed("vm")))
                .when(log -> log.out(created("vm"), preserved("vm", 7)))
                .then()
                .thenSessions("vm outgoing OPEN 0x7=PRESERVED");
    }

    @Test
    void shouldKeepBothSidesOfANameApart() {
        given(restored())
                .when(log -> log.out(created("vm"), preserved("vm", 9)))
                .then()
                .thenSessions("vm incoming PROMISED 0x1=PROMISED 0x2=PROMISED", "vm outgoing OPEN 0x9=PRESERVED");
    }

    @Test
    void shouldKeepTheErrnoOfAHandlerForGood() {
        given(restored().in(retrieved("vm")))
                .when(log -> log.in(notRetrieved("vm", 1, LogScript.HANDLER, "EIO"), fileRetrieved("vm", 2)))
                .then("LIFE-RETRIEVE-FAILED file vm 0x1: EIO")
                .thenSessions("vm incoming RETRIEVED 0x1=RETRIEVE_FAILED(EIO) 0x2=RETRIEVED");
    }

    @ParameterizedTest
    @CsvSource({"EINVAL", "EMFILE", "EFAULT"})
    void shouldLeaveAPromisedFileAloneWhenItsHandlerWasNotAsked(String errno) {
        given(restored().in(retrieved("vm")))
                .when(log -> log.in(notRetrieved("vm", 1, null, errno)))
                .then("LIFE-RETRIEVE-REFUSED file vm 0x1: " + errno)
                .thenSessions("vm incoming RETRIEVED 0x1=PROMISED 0x2=PROMISED");
    }

    @Test
    void shouldMissAFileThatWasPromised() {
        given(restored().in(retrieved("vm")))
                .when(log -> log.in(notRetrieved("vm", 1, null, "ENOENT"), notRetrieved("vm", 77, null, "ENOENT")))
                .then("LIFE-FILE-NOT-SEEN file vm 0x1: ENOENT", "LIFE-RETRIEVE-REFUSED file vm 0x4d: ENOENT")
                .thenSessions("vm incoming RETRIEVED 0x1=LOST 0x2=PROMISED");
    }

    @Test
    void shouldCallSessionsEmptyThatCameOverWithoutAnyFile() {
        given(restored()
                        .in(
                                retrieved("vm"),
                                notRetrieved("vm", 1, null, "ENOENT"),
                                notRetrieved("vm", 2, null, "ENOENT")))
                .when(log -> log.in(finished("vm"), closed("vm")))
                .then()
                .thenSessions("vm incoming FINISHED 0x1=LOST 0x2=LOST")
                .thenUpdates("1 PARTIAL sessions_empty");
    }

    @Test
    void shouldTakeBackThatAFileIsLostWhenTheKernelFinishesIt() {
        given(restored()
                        .in(
                                retrieved("vm"),
                                notRetrieved("vm", 1, null, "ENOENT"),
                                notRetrieved("vm", 2, null, "ENOENT")))
                .when(log -> log.in(finished("vm"), fileFinished("vm", 2, false), fileFinished("vm", 1, false))
                        .in(closed("vm")))
                .then()
                .thenSessions("vm incoming FINISHED 0x1=DISCARDED 0x2=DISCARDED")
                .thenUpdates("1 PARTIAL");
    }

    @Test
    void shouldKeepARetrievedFileRetrieved() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1)))
                .when(log -> log.in(fileRetrieved("vm", 1), notRetrieved("vm", 1, null, "EMFILE")))
                .then("LIFE-RETRIEVE-REFUSED file vm 0x1: EMFILE")
                .thenSessions("vm incoming RETRIEVED 0x1=RETRIEVED 0x2=PROMISED");
    }

    @Test
    void shouldMissASessionThatWasPromised() {
        given(restored())
                .when(log -> log.in(
                        new SessionRetrieved(Session.named("vm"), Result.refused("ENOENT")),
                        new SessionRetrieved(Session.named("nope"), Result.refused("ENOENT"))))
                .then("LIFE-SESSION-NOT-SEEN session vm: ENOENT", "LIFE-RETRIEVE-REFUSED session nope: ENOENT")
                .thenSessions("vm incoming LOST 0x1=LOST 0x2=LOST")
                .thenUpdates("1 LOST");
    }

    @Test
    void shouldMissAFileThatNobodyAskedForInASessionThatCameBack() {
        given(restored())
                .when(log -> log.in(retrieved("vm"), fileRetrieved("vm", 1)))
                .then()
                .thenOpen(
                        "LIFE-NEVER-FINISHED session vm: 2 files not finished up to the end of the log",
                        "LIFE-NEVER-RETRIEVED file vm 0x2: never retrieved up to the end of the log");
    }

    @Test
    void shouldThrowAwayWhatWasNotRetrievedWhereTheSourceShowsNoFinishOfFiles() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm")))
                .when(log -> log.in(closed("vm")))
                .then("LIFE-CONTENTS-DISCARDED file vm 0x2: finished without retrieve")
                .thenSessions("vm incoming FINISHED 0x1=FINISHED 0x2=DISCARDED");
    }

    @Test
    void shouldThrowAwayWhatIsFinishedWithoutRetrieve() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1)))
                .when(log -> log.in(closed("vm"), fileFinished("vm", 2, false), fileFinished("vm", 1, true)))
                .then("LIFE-CONTENTS-DISCARDED file vm 0x2: finished without retrieve")
                .thenSessions("vm incoming FINISHED 0x1=FINISHED 0x2=DISCARDED")
                .thenUpdates("1 PARTIAL");
    }

    @Test
    void shouldChangeNothingWhenFinishIsRefused() {
        given(restored().in(retrieved("vm"), notRetrieved("vm", 2, LogScript.HANDLER, "ENODEV")))
                .when(log -> log.in(new SessionFinished(Session.named("vm"), Result.refused("EBUSY"))))
                .then("LIFE-FINISH-REFUSED session vm: EBUSY: file 0x2, whose retrieve failed")
                .thenSessions("vm incoming RETRIEVED 0x1=PROMISED 0x2=RETRIEVE_FAILED(ENODEV)");
    }

    @Test
    void shouldLeakASessionThatCannotFinishWhenItIsClosed() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1)))
                .when(log -> log.in(new SessionClosed(Session.named("vm"), Result.refused("EBUSY"))))
                .then("LIFE-SESSION-LEAKED session vm: EBUSY: one of its 2 open files can't finish")
                .thenSessions("vm incoming LEAKED 0x1=LEAKED 0x2=LEAKED")
                .thenUpdates("1 PARTIAL");
    }

    @Test
    void shouldThawEverythingWhenTheHandOverIsRolledBack() {
        LogScript refused = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), preserved("vm", 2))
                .out(new HandoverStarted(Result.refused("EINVAL")), frozen("vm", 1));
        given(refused)
                .when(log -> log.out(
                        new FileFrozen(
                                Session.named("vm"),
                                new Token(2),
                                LogScript.HANDLER,
                                null,
                                null,
                                Result.refused("EINVAL")),
                        new HandoverAborted(Result.refused("EINVAL"))))
                .then("LIFE-FREEZE-REFUSED file vm 0x2: EINVAL", "LIFE-UPDATE-ABORTED kernel: rolled back, EINVAL")
                .thenSessions("vm outgoing OPEN 0x1=PRESERVED 0x2=PRESERVED")
                .thenUpdates("1 ABORTED")
                .when(log ->
                        log.out(handover(), frozen("vm", 1), frozen("vm", 2)).boot("7.3.4", 1, BootOutcome.RESTORED))
                .then()
                .thenSessions("vm incoming PROMISED 0x1=PROMISED 0x2=PROMISED")
                .thenUpdates("1 UNFINISHED");
    }

    @ParameterizedTest
    @CsvSource({
        "COLD, LIFE-UPDATE-LOST, a cold boot, LOST, LOST, ''",
        "REFUSED_COLD, LIFE-UPDATE-REFUSED, cold_boot_memory_freed, LOST, REFUSED, cold_boot_memory_freed",
        "PANIC, LIFE-UPDATE-REFUSED, panic_boot, LOST, REFUSED, panic_boot",
        "UNAVAILABLE, LIFE-UPDATE-REFUSED, device_absent_memory_leaked, LEAKED, REFUSED, device_absent_memory_leaked"
    })
    void shouldSayWhatBecameOfAHandOverThatWasNotTaken(
            BootOutcome boot, String id, String found, String state, String outcome, String consequence) {
        given(handedOver())
                .when(log -> log.boot("7.3.4", 0, boot))
                .then(id + " kernel: " + found)
                .thenOpen()
                .thenSessions("vm incoming %1$s 0x1=%1$s 0x2=%1$s".formatted(state))
                .thenUpdates(("1 " + outcome + " " + consequence).strip());
    }

    @Test
    void shouldLeakEverythingWhenTheDeviceCannotBeOpened() {
        given(restored())
                .when(log -> log.in(
                        new LiveUpdateOpened(Result.refused("EIO")), new LiveUpdateOpened(Result.refused("EIO"))))
                .then("LIFE-OPEN-REFUSED kernel: EIO")
                .thenOpen()
                .thenSessions("vm incoming LEAKED 0x1=LEAKED 0x2=LEAKED")
                .thenUpdates("1 REFUSED open_eio_memory_leaked");
    }

    @Test
    void shouldSettleWhatWasNeverRetrievedWhenTheNextKernelBoots() {
        given(restored().out(created("next"), handover()))
                .when(log -> log.boot("7.3.4", 2, BootOutcome.RESTORED))
                .then("LIFE-NEVER-RETRIEVED session vm: never retrieved, and the next kernel booted")
                .thenSessions("vm incoming LOST 0x1=LOST 0x2=LOST", "next incoming PROMISED")
                .thenUpdates("1 LOST", "2 UNFINISHED");
    }

    @Test
    void shouldSettleWhatWasNeverFinishedWhenTheNextKernelBoots() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1)).out(handover()))
                .when(log -> log.boot("7.3.4", 2, BootOutcome.RESTORED_EMPTY))
                .then(
                        "LIFE-NEVER-FINISHED session vm: 2 files not finished, and the next kernel booted",
                        "LIFE-NEVER-RETRIEVED file vm 0x2: never retrieved, and the next kernel booted")
                .thenSessions("vm incoming LOST 0x1=LOST 0x2=LOST")
                .thenUpdates("1 PARTIAL", "2 COMPLETED");
    }

    @Test
    void shouldPromiseWhatAKernelCountsThoughItCallsItNothing() {
        given(LogScript.host("h1").out(created("vm"), preserved("vm", 1), handover()))
                .when(log -> log.boot("7.3.4", 1)
                        .in(new KernelBooted(BootOutcome.RESTORED_EMPTY, null, 1L, 1L, null, null, Result.success())))
                .then()
                .thenSessions("vm incoming PROMISED 0x1=PROMISED")
                .thenUpdates("1 UNFINISHED");
    }

    @Test
    void shouldTellAKernelThatEndedWithoutAHandOver() {
        given(LogScript.host("h1").out(created("vm"), preserved("vm", 1)))
                .when(log -> log.boot("7.3.4", 0, BootOutcome.COLD))
                .then("LIFE-NOT-HANDED-OVER kernel: a cold boot without a hand-over")
                .thenSessions("vm incoming LOST 0x1=LOST")
                .thenUpdates();
    }

    @Test
    void shouldJoinTheConsequencesOfAWarningAndADeath() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1)))
                .when(log -> log.in(
                        new KernelWarned("refcount_warn_saturate", "refcount_t: underflow", Result.success()),
                        new KernelDied("finish", true, "Oops", Result.success())))
                .then(
                        "LIFE-KERNEL-WARNED kernel refcount_warn_saturate: refcount_t: underflow",
                        "LIFE-KERNEL-DIED kernel: panic during finish: Oops")
                .thenUpdates("1 PARTIAL oops_on_finish+refcount_warn");
    }

    @Test
    void shouldTellACallThatNeverReturnsFromAWarning() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1)))
                .when(log -> log.in(
                        new KernelWarned(
                                "luo_flb_file_finish_one",
                                "INFO: task agent:312 blocked for more than 122 seconds.",
                                Result.success()),
                        new KernelWarned(null, "a task blocked for more than 122 seconds", Result.success())))
                .then(
                        "LIFE-CALL-STUCK kernel luo_flb_file_finish_one: INFO: task agent:312 blocked for more than 122"
                                + " seconds.",
                        "LIFE-KERNEL-WARNED kernel: a task blocked for more than 122 seconds");
    }

    @Test
    void shouldTellAPanicOverAWarningFromAnOops() {
        given(restored().in(retrieved("vm"), fileRetrieved("vm", 1)))
                .when(log -> log.in(new KernelDied(
                        "finish", true, "Kernel panic - not syncing: kernel: panic_on_warn set ...", Result.success())))
                .thenUpdates("1 PARTIAL panic_on_finish");
    }

    @Test
    void shouldFollowAnFlbOverTheKexec() {
        given(LogScript.host("h1")
                        .out(new FlbPreserved("a", 1L, Result.success()), new FlbPreserved("b", 1L, Result.success()))
                        .out(new FlbPreserved("c", 1L, Result.success()), created("vm"), preserved("vm", 1), handover())
                        .boot("7.3.4", 1, BootOutcome.RESTORED)
                        .in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"), fileFinished("vm", 1, true)))
                .when(log -> log.in(
                        new FlbRetrieved("a", 1L, Result.success()),
                        new FlbRetrieved("b", null, Result.refused("ENOENT")),
                        new FlbFinished("a", 1L, Result.success())))
                .then("LIFE-FLB-IGNORED flb b: ENOENT")
                .thenOpen("LIFE-FLB-NOT-FINISHED flb c: state PROMISED up to the end of the log")
                .thenFlbs("a incoming FINISHED", "b incoming IGNORED", "c incoming PROMISED");
    }

    @Test
    void shouldTakeTheIncomingHalfAloneForWhatItShows() {
        given(LogScript.host("h1").boot("7.3.4", 1, BootOutcome.RESTORED))
                .when(log ->
                        log.in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"), fileFinished("vm", 1, true)))
                .then()
                .thenSessions("vm incoming FINISHED 0x1=FINISHED")
                .thenUpdates("1 UNFINISHED");
    }

    @Test
    void shouldForgetSettledUpdatesAndStayFlat() {
        // Given
        Ledger ledger = new Ledger(2);
        LogScript script = LogScript.host("h1");
        Given given = given(script.out(created("vm")), ledger);

        // When
        int[] sizes = new int[40];
        for (int update = 1; update <= sizes.length; update++) {
            long number = update;
            given.when(log -> log.out(preserved("vm", 1), handover())
                    .boot("7.3.4", number, BootOutcome.RESTORED)
                    .in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"), fileFinished("vm", 1, true))
                    .in(closed("vm"))
                    .out(created("vm")));
            sizes[update - 1] = given.entities().size();
        }

        // Then
        assertThat(sizes[39]).isEqualTo(sizes[5]);
        given.thenUpdates("38 COMPLETED", "39 COMPLETED", "40 COMPLETED");
    }
}
