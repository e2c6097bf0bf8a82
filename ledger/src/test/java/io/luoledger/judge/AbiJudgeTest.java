package io.luoledger.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Registration;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.LogScript;
import io.luoledger.core.Output;
import io.luoledger.event.Boot;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.Result;
import io.luoledger.finding.Finding;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbiJudgeTest {
    private final AbiJudge judge = judge(Catalogue::find, new AbiDigest.InMemory());

    @Test
    void shouldFindNothingBetweenKernelsThatFit() {
        assertThat(judged(boots("7.2.3-amd64", "7.3.1", 1, BootOutcome.RESTORED)))
                .isEmpty();
    }

    @Test
    void shouldNameThePairThatDoesNotFitWithTheBootAsEvidence() {
        // When
        List<Finding> findings = judged(boots("6.19", "7.2", 0, BootOutcome.REFUSED_COLD));

        // Then
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingCatalogue.ABI_VERDICT_REFUSED);
            assertThat(finding.liveUpdate()).isEqualTo(1);
            assertThat(finding.subject()).isEqualTo("kernel 6.19 -> 7.2");
            assertThat(finding.evidence()).containsExactly(1L);
        });
    }

    @Test
    void shouldNotJudgeAColdBoot() {
        assertThat(judged(boots("6.19", "7.2", 0, BootOutcome.COLD))).isEmpty();
    }

    @Test
    void shouldTakeTheOutgoingKernelFromTheEventWhenTheLogBeginsWithTheBoot() {
        assertThat(judged(LogScript.host("h")
                        .boot("7.2", 4)
                        .in(booted(BootOutcome.PANIC, "6.19"))
                        .events()))
                .extracting(Finding::subject, Finding::liveUpdate)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("kernel 6.19 -> 7.2", 4L));
    }

    @Test
    void shouldNotGuessTheOutgoingKernelOfABootThatTheLogLacks() {
        assertThat(judged(boots("6.19", "7.2", 3, BootOutcome.RESTORED))).isEmpty();
    }

    @Test
    void shouldSayNothingOfAKernelThatTheSourceDoesNotTell() {
        assertThat(judged(boots("7.2", Boot.UNKNOWN_KERNEL, 1, BootOutcome.RESTORED)))
                .isEmpty();
    }

    @Test
    void shouldJudgeABootOnceHoweverOftenItIsDelivered() {
        // Given
        List<RecordedEvent> log = new ArrayList<>(boots("6.19", "7.2", 1, BootOutcome.RESTORED));
        log.addAll(List.copyOf(log));

        // Then
        assertThat(judged(log)).hasSize(1);
    }

    @Test
    void shouldJudgeAPairOnceUntilToldToForget() {
        // Given
        AbiDescriptor[] incoming = {Catalogue.find("7.2").orElseThrow()};
        AbiJudge changing = judge(
                release -> release.equals("7.2") ? Optional.of(incoming[0]) : Catalogue.find(release),
                new AbiDigest.InMemory());
        List<RecordedEvent> log = boots("7.3", "7.2", 1, BootOutcome.RESTORED);

        // When
        List<Finding> first = judged(changing, log);
        incoming[0] = Catalogue.find("6.19").orElseThrow().withRelease("7.2");
        List<Finding> remembered = judged(changing, log);
        changing.forgetVerdicts();
        List<Finding> anew = judged(changing, log);

        // Then
        assertThat(first).isEqualTo(remembered).isEmpty();
        assertThat(anew).hasSize(1);
    }

    @Test
    void shouldTellByADigestWhatItSaidAndByWhichDescriptors() {
        // Given
        List<RecordedEvent> fits = boots("7.2", "7.3", 1, BootOutcome.RESTORED);
        List<RecordedEvent> refused = boots("6.19", "7.2", 0, BootOutcome.REFUSED_COLD);
        AbiJudge.Kernels others = release ->
                Catalogue.find(release).map(kernel -> release.equals("7.3") ? kernel.withPanicOnWarn(true) : kernel);

        // When
        AbiDigest.InMemory once = digested(Catalogue::find, fits);
        AbiDigest.InMemory again = digested(Catalogue::find, fits);
        AbiDigest.InMemory otherKernels = digested(others, fits);
        AbiDigest.InMemory otherFindings = digested(Catalogue::find, refused);

        // Then: nothing is found of a pair that fits, and yet it was judged
        assertThat(once.kernels())
                .containsOnlyKeys("7.2", "7.3")
                .containsEntry("7.3", Descriptors.digest(Catalogue.find("7.3").orElseThrow()));
        assertThat(AbiDigest.of(again.all())).isEqualTo(AbiDigest.of(once.all()));
        assertThat(AbiDigest.of(otherKernels.all())).isNotEqualTo(AbiDigest.of(once.all()));
        assertThat(AbiDigest.of(otherFindings.all())).isNotEqualTo(AbiDigest.of(once.all()));
    }

    private static AbiDigest.InMemory digested(AbiJudge.Kernels kernels, List<RecordedEvent> log) {
        AbiDigest.InMemory links = new AbiDigest.InMemory();
        judged(judge(kernels, links), log);
        return links;
    }

    private static AbiJudge judge(AbiJudge.Kernels kernels, AbiDigest.Links links) {
        return new AbiJudge(kernels, List.of(), SimulatedReader.gate(), links);
    }

    @Test
    void shouldReadBackWhatItStores() {
        // Given
        BootTrail trail = new BootTrail("b", "7.3", 3, 17, "a", null, 3, true);

        // Then
        assertThat(StateCodec.trail(StateCodec.encode(trail))).isEqualTo(trail);
    }

    /** A kernel's release doesn't tell whether it boots with panic_on_warn: the panic is what the warning was said to be. */
    @ParameterizedTest
    @CsvSource({
        "7.3+flb, Kernel panic - not syncing: kernel: panic_on_warn set ..., false",
        "7.3+flb, Oops, true",
        "7.3, Kernel panic - not syncing: kernel: panic_on_warn set ..., true"
    })
    void shouldTakeAPanicOverAWarningForTheWarningThatItSaid(String to, String message, boolean contradicted) {
        // Given
        AbiDescriptor plain = Catalogue.find("7.3").orElseThrow();
        AbiJudge judging = judge(
                release -> Optional.of(release.equals("7.3+flb") ? withFlb(plain) : plain.withRelease(release)),
                new AbiDigest.InMemory());
        List<RecordedEvent> log = LogScript.host("h")
                .boot("7.2", 0)
                .out(LogScript.created("vm"), LogScript.preserved("vm", 1), LogScript.handover())
                .boot(to, 1, BootOutcome.RESTORED)
                .in(
                        LogScript.retrieved("vm"),
                        LogScript.fileRetrieved("vm", 1),
                        new KernelDied("finish", true, message, Result.success()))
                .boot("7.2", 0, BootOutcome.COLD)
                .events();

        // When
        List<String> findings = new ArrayList<>();
        EntityMap entities = new EntityMap();
        Ledger ledger = new Ledger();
        log.forEach(event -> ledger.apply(entities, event).forEach(output -> {
            if (output instanceof Output.UpdateSettled settled) {
                judging.apply(settled)
                        .forEach(raised -> findings.add(raised.finding().kind().id()));
            }
        }));

        // Then
        assertThat(findings).isEqualTo(contradicted ? List.of("ABI-VERDICT-CONTRADICTED") : List.of());
    }

    /** With an FLB on the memfd handler, of which no older kernel knows. */
    private static AbiDescriptor withFlb(AbiDescriptor kernel) {
        return kernel.with()
                .release(kernel.release() + "+flb")
                .registration(new Registration(true, true, List.of("memfd-v2"), Map.of("memfd-v2", List.of("new-v1"))))
                .build();
    }

    private List<Finding> judged(List<RecordedEvent> log) {
        return judged(judge, log);
    }

    private static List<Finding> judged(AbiJudge judge, List<RecordedEvent> log) {
        List<Finding> findings = new ArrayList<>();
        BootTrail trail = null;
        for (RecordedEvent event : log) {
            AbiJudge.Judged judged = judge.apply(trail, event.event());
            trail = judged.trail();
            judged.findings().forEach(raised -> findings.add(raised.finding()));
        }
        return findings;
    }

    private static List<RecordedEvent> boots(String from, String to, long liveUpdate, BootOutcome outcome) {
        return LogScript.host("h")
                .boot(from, 0, BootOutcome.COLD)
                .boot(to, liveUpdate)
                .in(booted(outcome, null))
                .events();
    }

    private static KernelBooted booted(BootOutcome outcome, @Nullable String from) {
        return new KernelBooted(outcome, from, null, null, null, null, Result.success());
    }
}
