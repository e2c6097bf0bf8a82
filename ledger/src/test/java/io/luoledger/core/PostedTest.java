package io.luoledger.core;

import static io.luoledger.core.Given.given;
import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;

import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KhoSubtree;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.KernelBody.SubtreeFate;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What postings bring: handlers that come late, retrieves that may be repeated, KHO's other contents, features, versions. */
class PostedTest {
    private static LogScript handedOver() {
        return LogScript.host("h1")
                .boot("7.3", 0, BootOutcome.COLD)
                .out(created("vm"), preserved("vm", 1), handover(), frozen("vm", 1));
    }

    private static LogScript restored() {
        return handedOver().boot("7.3", 1, BootOutcome.RESTORED);
    }

    private static LiveUpdateOpened missed(@Nullable String opener, String... registered) {
        return new LiveUpdateOpened(Result.refused("EIO"), opener, "vfio-pci-v1", List.of(registered));
    }

    @Test
    void shouldSayThatAHandlerWasRegisteredTooLate() {
        given(restored())
                .when(log -> log.in(missed("systemd", "memfd-v2"), missed(null, "memfd-v2", "vfio-pci-v1")))
                .then(
                        "LIFE-OPEN-REFUSED kernel: EIO: no handler vfio-pci-v1 is registered",
                        "LIFE-OPENED-TOO-EARLY handler vfio-pci-v1: registered behind it: EIO");
    }

    @Test
    void shouldNotBlameTheOrderWhereTheHandlerNeverCame() {
        given(restored())
                .when(log -> log.in(missed("systemd", "memfd-v2"), missed(null, "memfd-v2")))
                .then("LIFE-OPEN-REFUSED kernel: EIO: no handler vfio-pci-v1 is registered");
    }

    private static FileRetrieved refused(@Nullable Boolean retryable) {
        return new FileRetrieved(
                Session.named("vm"),
                new Token(1),
                "memfd-v2",
                null,
                null,
                Result.refused("EINVAL"),
                retryable,
                null,
                null);
    }

    @Test
    void shouldKeepAFilePromisedWhoseRetrieveMayBeRepeated() {
        given(restored().in(retrieved("vm")))
                .when(log -> log.in(refused(true)))
                .then("LIFE-RETRIEVE-RETRYABLE file vm 0x1: EINVAL")
                .thenSessions("vm incoming RETRIEVED 0x1=PROMISED")
                .when(log -> log.in(fileRetrieved("vm", 1)))
                .then()
                .thenSessions("vm incoming RETRIEVED 0x1=RETRIEVED");
    }

    @Test
    void shouldFailAFileForGoodThatMayNotBeRepeated() {
        given(restored().in(retrieved("vm")))
                .when(log -> log.in(refused(false), refused(false)))
                .then("LIFE-RETRIEVE-FAILED file vm 0x1: EINVAL", "LIFE-RETRIEVE-CACHED file vm 0x1: EINVAL");
    }

    private static KernelBooted booted(List<KhoSubtree> subtrees, List<String> parameters) {
        return new KernelBooted(
                BootOutcome.RESTORED, "7.3", null, null, null, null, Result.success(), subtrees, parameters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "hwpoison;   IGNORED;   version 2; version 1;    ; LIFE-BAD-PAGES-BACK subtree hwpoison: passed over: version 2",
                "hwpoison;   NOT_ASKED; ;          ;             ; LIFE-BAD-PAGES-BACK subtree hwpoison: nobody asked",
                "hwpoison;   TAKEN;     version 1; version 1;    ;",
                "pstore-kho; IGNORED;   version 1; flattened tree; ; LIFE-KHO-IGNORED subtree pstore-kho: passed over: version 1",
                "LUO;        PARTLY;    supp 0xf;  supp 0x7;    8; LIFE-FEATURE-UNKNOWN subtree LUO: 0x8 unknown, left out: supp 0xf"
            })
    void shouldSayWhatOfKhoIsPassedOver(
            String name,
            SubtreeFate fate,
            @Nullable String left,
            @Nullable String taken,
            @Nullable Long features,
            @Nullable String finding) {
        given(handedOver())
                .when(log -> log.boot("7.3", 1)
                        .in(booted(List.of(new KhoSubtree(name, fate, left, taken, null, features)), List.of())))
                .then(finding == null ? new String[0] : new String[] {finding});
    }

    @Test
    void shouldSayWhichParametersMeanNothing() {
        given(handedOver())
                .when(log -> log.boot("7.4", 1).in(booted(List.of(), List.of("kho_scratch=20%"))))
                .then("LIFE-PARAMETER-IGNORED kernel kho_scratch=20%: passed over: the default holds");
    }

    @Test
    void shouldSayThatDataOfAFilesFeatureAreLeftOut() {
        given(restored().in(retrieved("vm")))
                .when(log -> log.in(new FileRetrieved(
                        Session.named("vm"), new Token(1), "memfd", null, null, Result.success(), null, null, 4L)))
                .then("LIFE-FEATURE-UNKNOWN file vm 0x1: 0x4 unknown, left out");
    }

    @Test
    void shouldNameTheCallsThatShareANumber() {
        Session vm = Session.named("vm");
        given(handedOver())
                .when(log -> log.out(
                        new CallRefused(vm, 0xba44, Result.refused("EINVAL"), 16L),
                        new CallRefused(vm, 0xba44, Result.success())))
                .then(
                        "LIFE-CALL-REFUSED session vm: command 0xba44 (FREEZE with a struct of 8 bytes, or RETRIEVE_INTO_FD"
                                + " with one of 16: both were posted with this number; this one has 16): EINVAL",
                        "LIFE-CALL-POSTED session vm: command 0xba44, FREEZE");
    }
}
