package io.luoledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.source.Descriptors;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue's kernels are put together from a list of structs by source and the kernel that a series was posted on. */
class AssemblyTest {
    /** A chunk's header is a struct of its own in the catalogue, and a union's members and notes are left out. */
    private static final Set<String> SPLIT = Set.of("kho_vmalloc_chunk");

    @Test
    void shouldHoldEveryStructOfTheList() throws Exception {
        List<AbiDescriptor> sources = list();
        for (AbiDescriptor source : sources) {
            // When
            List<AbiDescriptor> holders = Catalogue.names().stream()
                    .map(name -> Catalogue.find(name).orElseThrow())
                    .filter(kernel -> namesSource(kernel, source.release()))
                    .toList();
            // Then
            assertThat(holders).as(source.release()).isNotEmpty();
            for (AbiDescriptor holder : holders) {
                for (StructLayout layout : source.structs()) {
                    if (!layout.isTree() && !SPLIT.contains(layout.name())) {
                        assertThat(bytes(holder.struct(layout.name()).orElseThrow()))
                                .as(holder.release() + " " + layout.name())
                                .isEqualTo(bytes(layout));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "series-v1, 7.0, luo",
        "series-v1, 6.19, kho",
        "series-v1, 6.19, memfd",
        "series-v2, 7.0, luo",
        "series-v3, 7.0, luo",
        "iommufd-on-v2, series-v2, pci",
        "pci-v4, 7.1, kho",
        "pci-v6, 7.1, luo",
        "pci-v7, 7.2, luo",
        "pci-v9, 7.3, luo",
        "vfio-v4, pci-v4, pci",
        "vfio-v5, pci-v7, pci",
        "vfio-v5, 7.2, memfd",
        "iommu-v5, 7.3, luo",
        "seed, 7.3, luo",
        "seed, series-v1, pci",
        "seed, series-v1, vfio-pci",
        "next, 7.3, memfd",
        "next, vfio-v5, pci",
        "next, vfio-v5, vfio-pci",
        "roadmap, 7.3, kho",
        "roadmap, pci-v9, pci",
        "roadmap, vfio-v5, vfio-pci"
    })
    void shouldStandOnTheKernelThatASeriesWasPostedOn(String series, String base, String kind) {
        AbiDescriptor kernel = Catalogue.find(series).orElseThrow();
        AbiDescriptor below = Catalogue.find(base).orElseThrow();
        assertThat(ofKind(kernel, kind)).isNotEmpty().isEqualTo(ofKind(below, kind));
        assertThat(kernel.guards().stream().filter(guard -> guard.kind().equals(kind)))
                .isNotEmpty()
                .allMatch(guard -> below.guards().contains(guard));
    }

    @Test
    void shouldSayWhatIsNotKnownOrTakenFromElsewhereOfEveryPostedSeries() {
        assertThat(Catalogue.all().stream()
                        .map(name -> Catalogue.find(name).orElseThrow())
                        .filter(kernel -> !kernel.release().matches("\\d+\\.\\d+")))
                .hasSizeGreaterThan(30)
                .allSatisfy(kernel -> {
                    assertThat(kernel.source()).startsWith("base: ");
                    assertThat(kernel.assumed()).isNotEmpty();
                    assertThat(kernel.incomplete())
                            .allMatch(what -> what.matches("[a-z]+([-_][a-z0-9]+)*(,| and|:) .+"));
                });
    }

    /** Their own base knows as much as they do, so only what they add can stand in the way. */
    @Test
    void shouldTakeTheUpdateToASeriesOnACompleteBase() {
        assertThat(AbiGate.BY_RULES.check("7.2", "pci-v7").outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(AbiGate.BY_RULES.check("7.2", "vfio-v5").outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(AbiGate.BY_RULES.check("pci-v7", "vfio-v5").outcome()).isEqualTo(Outcome.COMPATIBLE);
        PairVerdict back = AbiGate.BY_RULES.check("vfio-v5", "7.2");
        assertThat(back.outcome()).isEqualTo(Outcome.ABSENT);
        assertThat(back.consequence()).isEqualTo("open_eio_memory_leaked");
    }

    @Test
    void shouldGoTogetherWithItselfWhereEverythingIsKnownAndOtherwiseSayThatNothingProvesIt() {
        assertThat(Catalogue.all()).allSatisfy(name -> {
            AbiDescriptor kernel = Catalogue.find(name).orElseThrow();
            PairVerdict self = AbiGate.BY_RULES.check(kernel, kernel);
            assertThat(self.outcome()).isEqualTo(kernel.isComplete() ? Outcome.COMPATIBLE : Outcome.SILENT);
            assertThat(self.isUnproven()).isEqualTo(!kernel.isComplete());
            assertThat(self.consequence()).isEqualTo("none");
        });
    }

    private static boolean namesSource(AbiDescriptor kernel, String source) {
        String release = source.replaceFirst("^mainline v(7\\.[23])( x86 boot protocol)?$", "$1");
        return kernel.release().equals(release) || kernel.source().contains(source);
    }

    private static List<String> bytes(StructLayout layout) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(layout.size() + (layout.packed() ? " packed" : "")),
                        layout.fields().stream()
                                .map(field -> field.name()
                                                .replaceFirst("\\.phys$", "")
                                                .replace("(pad)", "padding") + " "
                                        + field.typeText().replace("struct ", "") + field.place()))
                .toList();
    }

    private static List<StructLayout> ofKind(AbiDescriptor kernel, String kind) {
        return kernel.structs().stream()
                .filter(layout -> layout.kind().equals(kind))
                .collect(Collectors.toList());
    }

    private static List<AbiDescriptor> list() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                AssemblyTest.class.getResourceAsStream("/io/luoledger/abi/structs-by-source.json"))) {
            return Descriptors.fromJson(in.readAllBytes(), "structs-by-source.json", null);
        }
    }
}
