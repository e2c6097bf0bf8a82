package io.luoledger.abi.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.reading.HandoverReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Differences that are neither of one struct's bytes nor of one string. */
class PairVerdictTest {
    private static final AbiDescriptor KERNEL = Catalogue.find("7.3").orElseThrow();
    private static final String HEADER = "include/linux/kho/abi/memfd.h";

    // ---- warned about ----

    @Test
    void shouldGoOnWhereAnotherVersionIsOnlyWarnedAbout() {
        // When
        PairVerdict verdict = judge(KERNEL, bumped(Layer.KEXEC_METADATA));

        // Then
        assertThat(verdict.outcome() + " " + verdict.consequence()).isEqualTo("COMPATIBLE metadata_ignored");
        assertThat(verdict.isError()).isFalse();
        assertThat(of(verdict, "kexec-metadata").findings())
                .extracting(one -> one.kind().id(), AbiFinding::path, AbiFinding::isError)
                .contains(tuple("ABI-GUARD-METADATA", "KHO_METADATA_VERSION", false));
    }

    /** That the reader happens to miss its size is no guard. */
    @Test
    void shouldNotCallMetadataGuardedWhoseLayoutChangedUnderTheSameVersion() {
        // Given
        AbiDescriptor longer = KERNEL.withStructs(KERNEL.structs().stream()
                .map(layout -> layout.name().equals("kho_kexec_metadata") ? grown(layout) : layout)
                .toList());

        // Then
        assertThat(of(judge(KERNEL, longer), "kexec-metadata").text())
                .isEqualTo("kexec-metadata SILENT metadata_ignored");
    }

    // ---- FLBs ----

    @Test
    void shouldCallAnFlbAbsentOnlyWithItsHandler() {
        // Given
        AbiDescriptor with = registering(List.of("memfd-v2"), Map.of("memfd-v2", List.of("a-v1")));
        AbiDescriptor without = registering(List.of("memfd-v2"), Map.of());
        AbiDescriptor noHandler = registering(List.of(), Map.of());

        // Then
        assertThat(of(judge(with, without), "flb a-v1").text()).isEqualTo("flb a-v1 SILENT flb_lost");
        assertThat(of(judge(without, with), "flb a-v1").text()).isEqualTo("flb a-v1 SILENT refcount_warn");
        assertThat(of(judge(with, noHandler), "flb a-v1").outcome()).isEqualTo(Outcome.ABSENT);
        assertThat(judge(with, noHandler).consequence()).isEqualTo("open_eio_memory_leaked");
    }

    // ---- what a source can't tell ----

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTakeGuardsForAbsentThatASourceCanNotTell(boolean back) {
        // Given
        AbiDescriptor plain = incomplete(KERNEL, "guards: BTF holds no strings", guard -> false);

        // When
        PairVerdict verdict = back ? judge(KERNEL, plain) : judge(plain, KERNEL);

        // Then
        assertThat(verdict.isUnproven()).isTrue();
        assertThat(verdict.isError()).isTrue();
        for (String kind : List.of("kho", "luo", "memfd", "kexec-metadata")) {
            KindVerdict one = of(verdict, kind);
            assertThat(back ? one.guardTo() : one.guardFrom()).as(kind).isEqualTo("unknown");
            assertThat(back ? one.guardFrom() : one.guardTo()).as(kind).doesNotContain("unknown");
            assertThat(one.text()).isEqualTo(kind + " SILENT none");
            assertThat(one.findings())
                    .filteredOn(AbiFinding::isError)
                    .extracting(finding -> finding.kind().id())
                    .containsOnly("ABI-GUARD-UNKNOWN");
        }
    }

    /** Nobody can say that the change is guarded. */
    @Test
    void shouldFindABreakBehindGuardsThatNobodyKnows() {
        // Given
        AbiDescriptor plain = incomplete(KERNEL, "guards: BTF holds no strings", guard -> false);
        AbiDescriptor changed = KERNEL.withStructs(KERNEL.structs().stream()
                .map(layout -> layout.name().equals("memfd_luo_ser") ? grown(layout) : layout)
                .toList());

        // Then
        assertThat(of(judge(plain, changed), "memfd").findings())
                .filteredOn(AbiFinding::isError)
                .extracting(one -> one.kind().id())
                .contains("ABI-STRUCT-SIZE");
    }

    @Test
    void shouldNotCallAKernelWithoutLiveUpdateThatGuardsItsStateInAWayThatNobodyKnows() {
        // Given
        AbiDescriptor other = incomplete(KERNEL, "luo: guarded in another way", guard -> guard.layer() != Layer.LUO);

        // Then
        for (PairVerdict verdict : List.of(judge(KERNEL, other), judge(other, KERNEL))) {
            assertThat(verdict.isUnproven()).isTrue();
            assertThat(of(verdict, "luo").outcome()).isEqualTo(Outcome.SILENT);
        }
        assertThat(of(judge(KERNEL, other), "luo").guardTo()).isEqualTo("unknown");
        assertThat(of(judge(KERNEL, other), "memfd").outcome()).isEqualTo(Outcome.COMPATIBLE);
    }

    @Test
    void shouldRefuseFeatureFlagsWhereAStringIsLookedForAndTheOtherWayRound() {
        // Given
        AbiDescriptor bare = incomplete(
                KERNEL,
                "luo: guarded by feature flags: what they mean isn't compared",
                guard -> guard.layer() != Layer.LUO);
        AbiDescriptor flags = with(
                bare,
                Stream.concat(
                                bare.guards().stream(),
                                Stream.of(Guard.of("luo_ser.features", Layer.LUO, "luo", "feature flags", "luo.h:1")))
                        .toList(),
                bare.constants());

        // Then
        for (PairVerdict verdict : List.of(judge(KERNEL, flags), judge(flags, KERNEL))) {
            assertThat(verdict.outcome() + " " + verdict.consequence()).isEqualTo("REFUSED panic_boot");
        }
        assertThat(judge(flags, flags).isUnproven()).isTrue();
    }

    // ---- numbers ----

    @ParameterizedTest
    @CsvSource({
        "MEMFD_LUO_FOLIO_POISON, 4, COMPATIBLE none, ABI-CONSTANT-ADDED, SILENT unknown_flag_ignored, ABI-FLAG-UNKNOWN",
        "MEMFD_LUO_MAX_HOLES, 64, COMPATIBLE none, ABI-CONSTANT-ADDED, COMPATIBLE none, ABI-CONSTANT-REMOVED"
    })
    void shouldFindANewNumber(
            String name, long value, String there, String findingThere, String back, String findingBack) {
        // Given
        AbiDescriptor old = with(KERNEL, KERNEL.guards(), numbers());
        List<Constant> more = new ArrayList<>(numbers());
        more.add(new Constant(name, "memfd", value, HEADER));
        AbiDescriptor young = with(KERNEL, KERNEL.guards(), more);

        // Then
        assertThat(answer(judge(old, young))).isEqualTo(there);
        assertThat(idsOf(judge(old, young), name)).containsExactly(findingThere);
        assertThat(answer(judge(young, old))).isEqualTo(back);
        assertThat(idsOf(judge(young, old), name)).containsExactly(findingBack);
    }

    @Test
    void shouldFindASealThatTheReaderNoLongerTakes() {
        // Given
        AbiDescriptor all = with(KERNEL, KERNEL.guards(), numbers());
        AbiDescriptor fewer = with(
                KERNEL,
                KERNEL.guards(),
                numbers().stream()
                        .map(one -> one.name().endsWith("_SEALS")
                                ? new Constant(one.name(), one.kind(), one.value() & ~32, one.source())
                                : one)
                        .toList());

        // Then
        assertThat(answer(judge(all, fewer))).isEqualTo("SILENT late_errno_data_lost");
        assertThat(idsOf(judge(all, fewer), "MEMFD_LUO_ALL_SEALS")).containsExactly("ABI-CONSTANT");
    }

    /** A descriptor that lists no header's numbers says nothing by not having one. */
    @Test
    void shouldNotMissNumbersInADescriptorThatListsNone() {
        assertThat(answer(judge(KERNEL, with(KERNEL, KERNEL.guards(), numbers()))))
                .isEqualTo("COMPATIBLE none");
        assertThat(judge(with(KERNEL, KERNEL.guards(), numbers()), KERNEL).allFindings())
                .noneMatch(one -> one.kind().id().startsWith("ABI-CONSTANT"));
    }

    private static List<Constant> numbers() {
        List<Constant> numbers = new ArrayList<>(KERNEL.constants());
        numbers.add(new Constant("MEMFD_LUO_FOLIO_DIRTY", "memfd", 1, HEADER));
        numbers.add(new Constant("MEMFD_LUO_FOLIO_UPTODATE", "memfd", 2, HEADER));
        numbers.add(new Constant("MEMFD_LUO_ALL_SEALS", "memfd", 63, HEADER));
        return numbers;
    }

    private static List<String> idsOf(PairVerdict verdict, String path) {
        return verdict.allFindings()
                .filter(finding -> finding.path().equals(path))
                .map(finding -> finding.kind().id())
                .toList();
    }

    private static String answer(PairVerdict verdict) {
        return verdict.outcome() + " " + verdict.consequence();
    }

    private static PairVerdict judge(AbiDescriptor from, AbiDescriptor to) {
        return PairComparison.judge(from, to, HandoverReader.NONE);
    }

    private static KindVerdict of(PairVerdict pair, String kind) {
        return pair.kinds().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static StructLayout grown(StructLayout layout) {
        int size = layout.size() == null ? 0 : layout.size();
        List<Field> fields = new ArrayList<>(layout.fields());
        fields.add(new Field("more", "u64", null, size, 8, null, null, null, null));
        return layout.with().size(size + 8).fields(fields).build();
    }

    private static AbiDescriptor bumped(Layer layer) {
        return with(
                KERNEL,
                KERNEL.guards().stream()
                        .map(guard -> guard.layer() == layer
                                ? Guard.of(guard.name(), layer, guard.kind(), guard.value() + "9", guard.source())
                                : guard)
                        .toList(),
                KERNEL.constants());
    }

    private static AbiDescriptor incomplete(AbiDescriptor kernel, String what, Predicate<Guard> told) {
        return copy(kernel, kernel.guards().stream().filter(told).toList(), kernel.constants(), null, List.of(what));
    }

    private static AbiDescriptor with(AbiDescriptor kernel, List<Guard> guards, List<Constant> constants) {
        return copy(kernel, guards, constants, null, kernel.incomplete());
    }

    private static AbiDescriptor registering(List<String> handlers, Map<String, List<String>> flbs) {
        return copy(
                KERNEL,
                KERNEL.guards(),
                KERNEL.constants(),
                new Registration(true, true, handlers, flbs),
                KERNEL.incomplete());
    }

    private static AbiDescriptor copy(
            AbiDescriptor kernel,
            List<Guard> guards,
            List<Constant> constants,
            @Nullable Registration registration,
            List<String> incomplete) {
        return kernel.with()
                .release("changed")
                .guards(guards)
                .constants(constants)
                .registration(registration)
                .incomplete(incomplete)
                .source("test")
                .confidence(Confidence.HIGH)
                .build();
    }
}
