package io.luoledger.abi.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.plan.Readiness.Unknown;
import io.luoledger.abi.reading.HandoverReader;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairComparison;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a host may go: what isn't known is never GO, and what isn't handed over is never lost. */
class ReadinessTest {
    private static final AbiDescriptor KERNEL = Catalogue.find("7.3").orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "7.2, 7.3, memfd-v2, true",
        "7.3, 7.3, memfd-v2, true",
        // nobody knows what they leave, be the next kernel another one or the same
        "7.2, 7.3, acme-gpu-v1, false",
        "7.3, 7.3, acme-gpu-v1, false",
        "7.3, 7.3, unknown, false",
        "7.3, 7.3, device, false",
        // the name of a kind, and of another layer's string, is no handler's string
        "7.3, 7.3, memfd, false",
        "7.3, 7.3, luo-v5, false",
        // known to the running kernel only
        "vfio-v5, 7.3, vfio-pci-v1, false",
        // not everything is known of 7.1, though it is the same kernel
        "7.1, 7.1, memfd-v2, false"
    })
    void shouldGoOnlyWithWhatBothKernelsAreKnownToHave(String from, String to, String handler, boolean go) {
        assertThat(ready(kernel(from), kernel(to), holding(from, handler)).go()).isEqualTo(go);
    }

    /** A tree without LUO's header may be of a kernel that panics over what LUO leaves, whatever is held. */
    @Test
    void shouldNotGoToAKernelOfWhichOnlyAPartOfTheTreeIsThere() {
        // Given
        AbiDescriptor part = KERNEL.with()
                .release("part")
                .guards(KERNEL.guards().stream()
                        .filter(guard -> guard.layer() != Layer.LUO)
                        .toList())
                .incomplete(List.of(AbiDescriptor.NOT_IN_TREE + "LUO's string (luo.h)"))
                .build();

        // When, then
        assertThat(ready(KERNEL, part, holding("7.3")).go()).isFalse();
        assertThat(ready(KERNEL, part, holding("7.3", "memfd-v2")).go()).isFalse();
        assertThat(ready(part, KERNEL, holding("7.3", "memfd-v2")).go()).isFalse();
    }

    @Test
    void shouldNameWhatIsNotKnown() {
        // When
        Readiness ready = ready(KERNEL, KERNEL, holding("7.3", "memfd-v2", "acme-gpu-v1"));

        // Then
        assertThat(ready.unknown())
                .containsExactly(new Unknown(Readiness.What.HANDLER, "acme-gpu-v1", "nothing is known of acme-gpu-v1"));
        assertThat(ready.against()).isEmpty();
        assertThat(ready.text()).isEqualTo("nothing is known of acme-gpu-v1");
    }

    @ParameterizedTest
    @CsvSource({
        // LUO's string is written and compared even if there is no session
        "LUO, false",
        "KHO_SIZE, false",
        // a cold boot, a device that doesn't open and lost metadata harm nobody who holds nothing
        "KHO_ROOT, true",
        "HANDLER, true",
        "KEXEC_METADATA, true"
    })
    void shouldNotGoToItsDeathThoughNothingIsHeld(Layer layer, boolean go) {
        assertThat(ready(KERNEL, bumped(layer), holding("7.3")).go()).isEqualTo(go);
    }

    @Test
    void shouldNotSayThatAKernelLivesOfWhichNotEverythingIsKnown() {
        assertThat(ready(kernel("7.3"), kernel("iommufd-mid-2026"), holding("7.3"))
                        .go())
                .isFalse();
        assertThat(ready(kernel("7.1"), kernel("7.1"), holding("7.1")).go()).isTrue();
    }

    @Test
    void shouldLetPassWhatIsAcceptedAndSayThatItIsLost() {
        // Given
        AbiDescriptor from = withFlbs("a-v1");
        AbiDescriptor to = withFlbs("a-v2");
        Holdings holdings = new Holdings("h", "7.3", List.of("memfd-v2"), List.of("a-v1"));
        PairVerdict verdict = PairComparison.judge(from, to, HandoverReader.NONE);

        // When
        Readiness strict = Readiness.of(verdict, from, to, holdings, Set.of());
        Readiness relaxed =
                Readiness.of(verdict, from, to, holdings, EnumSet.of(Consequence.FLB_LOST, Consequence.REFCOUNT_WARN));

        // Then
        assertThat(strict.against())
                .extracting(KindVerdict::text)
                .containsExactly("flb a-v1 SILENT flb_lost", "flb a-v2 SILENT refcount_warn");
        assertThat(relaxed.go()).isTrue();
        assertThat(relaxed.losses()).isEqualTo(strict.against());
    }

    @Test
    void shouldSayWhatIsLostThoughNothingRefusesIt() {
        // When
        Readiness ready = ready(KERNEL, bumped(Layer.KEXEC_METADATA), holding("7.3", "memfd-v2"));

        // Then
        assertThat(ready.go()).isTrue();
        assertThat(ready.losses())
                .extracting(KindVerdict::text)
                .containsExactly("kexec-metadata COMPATIBLE metadata_ignored");
    }

    /** The count of an FLB that only the incoming kernel has is dropped by the first finish of its handler's files. */
    @Test
    void shouldCountWhatTheIncomingKernelDropsWithTheFilesOfAHandler() {
        assertThat(ready(withFlbs(), withFlbs("new-v1"), holding("7.3", "memfd-v2"))
                        .against())
                .extracting(KindVerdict::text)
                .containsExactly("flb new-v1 SILENT refcount_warn");
        assertThat(ready(withFlbs(), withFlbs("new-v1").withPanicOnWarn(true), holding("7.3", "memfd-v2"))
                        .against())
                .extracting(KindVerdict::text)
                .containsExactly("flb new-v1 SILENT panic_on_finish");
        assertThat(ready(withFlbs(), withFlbs("new-v1"), holding("7.3")).go()).isTrue();
    }

    @Test
    void shouldNotGoWhereTheLedgerOfTheHostCouldNotBeReadWhole() {
        // Given
        Holdings holdings = new Holdings("h", "7.3", List.of(), List.of(), List.of("partition 3, offset 17: no event"));

        // When
        Readiness ready = ready(KERNEL, KERNEL, holdings);

        // Then
        assertThat(ready.unknown())
                .extracting(Unknown::what, Unknown::name)
                .containsExactly(org.assertj.core.api.Assertions.tuple(
                        Readiness.What.RECORD, "partition 3, offset 17: no event"));
    }

    @Test
    void shouldAskForWhatCarriesEverythingBeforeAnythingIsPreserved() {
        // Given
        AbiDescriptor older = kernel("6.19");
        PairVerdict verdict = AbiGate.BY_RULES.check(KERNEL, older);

        // Then
        assertThat(Readiness.beforehand(verdict, KERNEL, older, holding("7.3")).go())
                .isFalse();
        assertThat(Readiness.of(verdict, KERNEL, older, holding("7.3"), Set.of())
                        .go())
                .isTrue();
    }

    /** Who asks for no host is answered for one that holds everything that the outgoing kernel has. */
    @Test
    void shouldAgreeWithTheCheckOfThePairAboutAHostThatHoldsEverything() {
        // Given
        List<AbiDescriptor> kernels =
                Catalogue.names().stream().map(ReadinessTest::kernel).toList();

        // When
        List<PairVerdict> matrix = PairComparison.matrix(kernels, HandoverReader.NONE);

        // Then
        assertThat(matrix).allSatisfy(verdict -> {
            AbiDescriptor outgoing = kernel(verdict.from());
            Readiness ready =
                    Readiness.of(verdict, outgoing, kernel(verdict.to()), Holdings.everything("h", outgoing), Set.of());
            assertThat(ready.go()).as(ready.text()).isEqualTo(!verdict.isError());
        });
    }

    private static Readiness ready(AbiDescriptor from, AbiDescriptor to, Holdings holdings) {
        return Readiness.of(PairComparison.judge(from, to, HandoverReader.NONE), from, to, holdings, Set.of());
    }

    private static Holdings holding(String kernel, String... handlers) {
        return new Holdings("h", kernel, List.of(handlers), List.of());
    }

    private static AbiDescriptor kernel(String release) {
        return Catalogue.find(release).orElseThrow();
    }

    private static AbiDescriptor bumped(Layer layer) {
        return changed(
                "bumped",
                guard -> guard.layer() == layer
                        ? Guard.of(guard.name(), guard.layer(), guard.kind(), guard.value() + "9", "test")
                        : guard,
                null);
    }

    /** A kernel whose memfd handler has these FLBs. */
    private static AbiDescriptor withFlbs(String... flbs) {
        return changed(
                "with " + List.of(flbs),
                guard -> guard,
                new Registration(true, true, List.of("memfd-v2"), Map.of("memfd-v2", List.of(flbs))));
    }

    private static AbiDescriptor changed(
            String release, UnaryOperator<Guard> change, @org.jspecify.annotations.Nullable Registration registration) {
        return KERNEL.with()
                .release(release)
                .guards(KERNEL.guards().stream().map(change).toList())
                .registration(registration)
                .documented(List.of())
                .source("test")
                .confidence(Confidence.HIGH)
                .build();
    }
}
