package io.luoledger.core;

import static io.luoledger.core.Given.given;
import static io.luoledger.core.LogScript.closed;
import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileFinished;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Body;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.StoredFd;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The mapping of systemd's session against what the kernel has of that session. */
class FdStoreTest {
    private static final Session SYSTEMD = Session.named("systemd");

    /** A unit's session, and PID 1's with two files and the mapping, up to the next kernel. */
    private static LogScript preservedBySystemd() {
        return LogScript.host("h1")
                .out(created("vm-7"), preserved("vm-7", 9))
                .out(created("systemd"), preserved("systemd", 1), preserved("systemd", 2), preserved("systemd", 0));
    }

    private static LogScript restored() {
        return preservedBySystemd()
                .out(handover(), frozen("vm-7", 9), frozen("systemd", 1), frozen("systemd", 2), frozen("systemd", 0))
                .boot("7.3.4", 1, BootOutcome.RESTORED);
    }

    @Test
    void shouldKnowOverTheKexecWhichUnitHasWhat() {
        Given given = given(preservedBySystemd())
                .when(log -> log.out(mapped(
                        fd("vmm.service", "ram", 1), fd("db.service", null, 2), session("vmm.service", "vm", "vm-7"))))
                .then()
                .when(log -> log.out(handover(), frozen("systemd", 1)).boot("7.3.4", 1, BootOutcome.RESTORED))
                .then();
        assertThat(stored(given, "systemd", 1)).isEqualTo(new StoredAs("vmm.service", "ram"));
        assertThat(stored(given, "systemd", 2)).isEqualTo(new StoredAs("db.service", null));
        assertThat(stored(given, "systemd", 0)).isNull();
        assertThat(given.view().sessions().getFirst().session().storedAs())
                .isEqualTo(new StoredAs("vmm.service", "vm"));

        // and what is lost from here on is told with its owner
        given.when(log -> log.in(retrieved("systemd"), finished("systemd"), fileFinished("systemd", 1, false)))
                .then("LIFE-CONTENTS-DISCARDED file systemd 0x1: finished without retrieve");
        assertThat(expected(given)).containsExactly("retrieved before it was finished, for vmm.service: ram");
    }

    @Test
    void shouldTellTheEntriesThatGiveNothingBack() {
        given(restored())
                .when(log -> log.in(mapped(
                        fd("a.service", "n", 1),
                        fd("a.service", "m", 2),
                        entry("b.service", "fd", null, null),
                        fd("b.service", null, 0),
                        entry("b.service", "pidfd", null, null),
                        entry("b.service", "luo_session", null, null),
                        session("b.service", null, "systemd"))))
                .then(
                        "LIFE-STORE-ENTRY session systemd: none",
                        "LIFE-STORE-ENTRY session systemd: token 0x0",
                        "LIFE-STORE-ENTRY session systemd: type \"pidfd\"",
                        "LIFE-STORE-ENTRY session systemd: none",
                        "LIFE-STORE-ENTRY session systemd: the name of PID 1's session, which systemd skips");
    }

    @Test
    void shouldTellWhatIsInTwoEntriesOrInNone() {
        given(restored())
                .when(log -> log.in(mapped(
                        fd("a.service", "n", 1),
                        fd("b.service", "n", 1),
                        session("a.service", null, "vm-7"),
                        session("b.service", null, "vm-7"))))
                .then(
                        "LIFE-STORE-TWICE file systemd 0x1: again in an entry for b.service: n",
                        "LIFE-STORE-TWICE session vm-7: again in an entry for b.service",
                        "LIFE-STORE-NO-ENTRY file systemd 0x2: none in the mapping");
    }

    @Test
    void shouldTellAnEntryForWhatWasNeverPreserved() {
        given(restored())
                .when(log -> log.in(mapped(
                        fd("a.service", "n", 1),
                        fd("a.service", "m", 2),
                        fd("b.service", "n", 7),
                        session("c.service", null, "vm-8"))))
                .then(
                        "LIFE-STORE-NOT-THERE file systemd 0x7: not among what was preserved",
                        "LIFE-STORE-NOT-THERE session vm-8: not among what was preserved");
    }

    @Test
    void shouldNotTakeAbsenceForProofWhereTheLogIsNotWhole() {
        Body mapping = mapped(fd("a.service", "n", 7));
        given(LogScript.host("h1").boot("7.3.4", 1, BootOutcome.RESTORED).in(retrieved("systemd")))
                .when(log -> log.in(mapping))
                .then();
        given(preservedBySystemd().out(new SourceGap(GapReason.RECORDS_LOST, "lost", null)))
                .when(log -> log.out(mapped(fd("a.service", "n", 1), fd("a.service", "m", 2), fd("b.service", "n", 7))))
                .then();
    }

    @Test
    void shouldTellOfAMappingThatSystemdCannotReadThatTheFilesAreLost() {
        given(restored())
                .when(log -> log.in(new FdStoreMapped(SYSTEMD, 2L, null, List.of(), null)))
                .then("LIFE-STORE-TOO-NEW session systemd: version 2; 3 files in its session")
                .when(log -> log.in(new FdStoreMapped(SYSTEMD, null, null, List.of(), "not UTF-8")))
                .then("LIFE-STORE-UNREADABLE session systemd: not UTF-8; 3 files in its session");
    }

    @Test
    void shouldTellTheUnitThatIsGone() {
        given(restored())
                .when(log -> log.in(mapped(
                        new StoredFd("a.service", "fd", "n", new Token(1), null, false),
                        new StoredFd("b.service", "fd", "n", new Token(2), null, true))))
                .then("LIFE-STORE-UNIT-GONE file systemd 0x1: not among its units, for a.service: n");
    }

    @Test
    void shouldTellWhichUnitLostWhat() {
        given(restored()
                        .in(
                                retrieved("systemd"),
                                fileRetrieved("systemd", 0),
                                fileRetrieved("systemd", 1),
                                finished("systemd"),
                                fileFinished("systemd", 1, true),
                                fileFinished("systemd", 2, false),
                                fileFinished("systemd", 0, true),
                                closed("systemd")))
                .when(log -> log.in(mapped(fd("a.service", "n", 1), fd("b.service", "m", 2))))
                .then("LIFE-STORE-LOST file systemd 0x2: state DISCARDED");
    }

    @Test
    void shouldTellThatPid1WasTheFirstToOpenWhenNothingCanBeReached() {
        given(restored())
                .when(log -> log.in(new LiveUpdateOpened(Result.refused("EIO"))))
                .then(
                        "LIFE-OPEN-REFUSED kernel: EIO",
                        "LIFE-STORE-UNREACHABLE session systemd: EIO: 3 files out of reach");
    }

    @Test
    void shouldTakeAMappingOfUnknownSideForTheSessionThatWasReceived() {
        // Given
        Given given = given(restored());

        // When
        given.when(log -> log.add(Side.NONE, mapped(fd("a.service", "n", 1), fd("a.service", "m", 2))));

        // Then
        assertThat(stored(given, "systemd", 1)).isEqualTo(new StoredAs("a.service", "n"));
    }

    private static FdStoreMapped mapped(StoredFd... entries) {
        return new FdStoreMapped(SYSTEMD, 1L, 0L, List.of(entries), null);
    }

    private static StoredFd fd(String unit, @Nullable String name, long token) {
        return new StoredFd(unit, StoredFd.FD, name, new Token(token), null, null);
    }

    private static StoredFd session(String unit, @Nullable String name, String session) {
        return new StoredFd(unit, StoredFd.SESSION, name, null, session, null);
    }

    private static StoredFd entry(String unit, String type, @Nullable String name, @Nullable Long token) {
        return new StoredFd(unit, type, name, token == null ? null : new Token(token), null, null);
    }

    private static @Nullable StoredAs stored(Given given, String session, long token) {
        return given.view().sessions().stream()
                .filter(view -> view.session().name().equals(session))
                .flatMap(view -> view.files().stream())
                .filter(file -> Objects.equals(file.token(), new Token(token)))
                .findFirst()
                .orElseThrow()
                .storedAs();
    }

    private static List<String> expected(Given given) {
        return given.outputs().stream()
                .filter(Output.FindingRaised.class::isInstance)
                .map(raised -> ((Output.FindingRaised) raised).finding().expected())
                .toList();
    }
}
