package io.luoledger.core;

import static io.luoledger.core.Given.given;
import static io.luoledger.core.LogScript.closed;
import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.unpreserved;

import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FileUnfrozen;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverAborted;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels with FREEZE of single sessions. */
class SessionFreezeTest {
    private static LogScript on(String kernel) {
        return LogScript.host("h1")
                .boot(kernel, 0, BootOutcome.COLD)
                .out(created("vm"), preserved("vm", 1), preserved("vm", 2), created("db"), preserved("db", 1));
    }

    private static Given early() {
        return given(on("7.3+session-freeze").out(frozen("vm", 1), frozen("vm", 2)));
    }

    private static FileUnfrozen unfrozen(String session, long token) {
        return new FileUnfrozen(Session.named(session), new Token(token), "memfd-v2", null, Result.success());
    }

    private static FileFrozen notFrozen(String session, long token) {
        return new FileFrozen(
                Session.named(session), new Token(token), "memfd-v2", null, null, Result.refused("ENOMEM"));
    }

    private static HandoverAborted aborted() {
        return new HandoverAborted(Result.refused("ENOMEM"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.3+session-freeze", "7.3+session-freeze-rollback-all", "7.3+session-freeze+no-defects"})
    void shouldTakeAFreezeBeforeTheRebootForAFreezeOfItsSession(String kernel) {
        given(on(kernel))
                .when(log -> log.out(frozen("vm", 1), frozen("vm", 2)))
                .then()
                .when(log -> log.out(handover(), frozen("db", 1)).boot("7.3", 1, BootOutcome.RESTORED))
                .then();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.3", "7.3+session-freezer", "session-freeze"})
    void shouldTakeItForADisorderOnEveryOtherKernel(String kernel) {
        given(on(kernel)).when(log -> log.out(frozen("vm", 1))).then("LIFE-ORDER file vm 0x1: frozen before it");
    }

    @Test
    void shouldFindAFileThatIsTakenIntoAFrozenSession() {
        early().when(log -> log.out(preserved("vm", 3))).then("LIFE-ORDER session vm: takes a file while it is frozen");
    }

    @Test
    void shouldFindAFileThatIsFrozenTwice() {
        early().when(log -> log.out(handover(), frozen("vm", 1)))
                .then("LIFE-ORDER file vm 0x1: frozen again while it is frozen");
    }

    @Test
    void shouldFindAFileThatIsUnfrozenAndIsNotFrozen() {
        early().when(log -> log.out(unfrozen("vm", 1), unfrozen("db", 1)))
                .then("LIFE-ORDER file db 0x1: unfrozen while it isn't frozen");
    }

    @Test
    void shouldFindAFileThatIsTakenBackWhileItIsFrozen() {
        early().when(log -> log.out(closed("db"), unfrozen("vm", 1), unpreserved("vm", 2), unpreserved("vm", 1)))
                .then("LIFE-ORDER file vm 0x2: taken back while it is frozen");
    }

    @Test
    void shouldLookAtTheFilesOfASessionWhoseCloseIsToldFirst() {
        early().when(log -> log.out(closed("vm"), unfrozen("vm", 1), unpreserved("vm", 2), unpreserved("vm", 1)))
                .then("LIFE-ORDER file vm 0x2: taken back while it is frozen")
                .when(log -> log.out(closed("db"), unfrozen("db", 1), unpreserved("db", 1)))
                .then("LIFE-ORDER file db 0x1: unfrozen while it isn't frozen");
    }

    @Test
    void shouldFindAFileThatIsHandedOverUnfrozen() {
        early().when(log -> log.out(handover()).boot("7.3", 1, BootOutcome.RESTORED))
                .then("LIFE-ORDER file db 0x1: handed over while it isn't frozen");
    }

    @Test
    void shouldSayNothingOfWhatTheSourceDoesNotShow() {
        // Given: a trace that ends in the reboot
        early().when(log -> log.out(handover(), new SourceGap(GapReason.TRUNCATED, "ends", null))
                        .boot("7.3", 1, BootOutcome.RESTORED))
                .then("LOG-SOURCE-ENDS source: TRUNCATED: ends");
    }

    @Test
    void shouldLeaveFrozenWhatWasFrozenEarlyWhenTheRebootFails() {
        early().when(log -> log.out(handover(), notFrozen("db", 1), aborted()))
                .then("LIFE-FREEZE-REFUSED file db 0x1: ENOMEM", "LIFE-UPDATE-ABORTED kernel: rolled back, ENOMEM")
                .thenSessions("vm outgoing FROZEN 0x1=FROZEN 0x2=FROZEN", "db outgoing OPEN 0x1=PRESERVED");
    }

    @Test
    void shouldFindWhatTheRollBackLeavesFrozen() {
        given(on("7.3+session-freeze"))
                .when(log -> log.out(handover(), frozen("vm", 1), frozen("vm", 2), unfrozen("vm", 1), aborted()))
                .then("LIFE-UPDATE-ABORTED kernel: rolled back, ENOMEM", "LIFE-ORDER file vm 0x2: left frozen by it");
    }
}
