package io.luoledger.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every silent break and bump that the specification's section 9.7 lists, found from the catalogue. */
class KnownBreaksTest {
    /** Kernels with one guard value and another layout each: every one of them is read by every other without a word. */
    @ParameterizedTest
    @CsvSource({
        // P1: five layouts of pci-v1
        "pci, pci-v1, 5, series-v1 series-v2 series-v3 pci-v5-patch1 pci-v7-patch1",
        // P2: three of pci-v2
        "pci, pci-v2, 3, pci-v4 pci-v5-mid pci-v7",
        // P3: four of vfio-pci-v1
        "vfio-pci, vfio-pci-v1, 4, series-v1-patch5 series-v1 iommufd-on-v2 vfio-v5",
        // P4: two of iommu-v1, four of iommufd-v1
        "iommu, iommu-v1, 2, iommu-2025 iommufd-on-v2",
        "iommufd, iommufd-v1, 4, iommufd-stub iommufd-rfc iommufd-on-v2 iommufd-mid-2026",
        // P5: halves of the folio descriptor swapped before the merge
        "memfd, memfd-v1, 2, luo-series-v8-early 6.19",
        // P6: two numberings of luo-v3
        "luo, luo-v3, 2, luo-v3-dev luo-v3-alternative",
        // S1: the FLB node became mandatory
        "luo, luo-v1, 2, 6.19 7.0"
    })
    void shouldFindEveryPairOfLayoutsUnderOneString(String kind, String value, int layouts, String kernels) {
        // Given
        List<String> names = List.of(kernels.split(" "));
        assertThat(names.stream()
                        .map(name -> Catalogue.find(name).orElseThrow())
                        .map(kernel -> kernel.structs().stream()
                                .filter(layout -> layout.kind().equals(kind))
                                .map(layout -> layout.name() + layout.size() + layout.fields())
                                .toList())
                        .distinct())
                .hasSize(layouts);
        for (String from : names) {
            for (String to : names) {
                // When
                KindVerdict verdict = verdict(from, to, kind);
                // Then
                assertThat(verdict.guardFrom()).isEqualTo(value);
                assertThat(verdict.guardTo()).isEqualTo(value);
                assertThat(verdict.outcome())
                        .as(from + " -> " + to)
                        .isEqualTo(from.equals(to) ? Outcome.COMPATIBLE : Outcome.SILENT);
                assertThat(verdict.consequence().equals("none")).isEqualTo(from.equals(to));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6.19, 7.0, luo, SILENT, panic_boot",
        "7.0, 6.19, luo, SILENT, flb_lost",
        // addresses taken for a count: the search of the table leaves memory
        "series-v1, series-v2, pci, SILENT, oops_at_boot",
        "series-v1-patch5, series-v1, vfio-pci, SILENT, wrong_metadata",
        "series-v1, series-v1-patch5, vfio-pci, SILENT, property_lost",
        "series-v2, iommufd-on-v2, vfio-pci, SILENT, wrong_metadata",
        "iommufd-on-v2, series-v2, vfio-pci, SILENT, property_lost",
        // seen on real kernels: read as another address, ENODEV for good, either way
        "series-v1, vfio-v5, vfio-pci, SILENT, late_errno_data_lost",
        "vfio-v5, series-v1, vfio-pci, SILENT, late_errno_data_lost",
        "luo-series-v8-early, 6.19, memfd, SILENT, late_errno_data_lost",
        // the string is the same, but a device tree doesn't begin as a struct does
        "luo-v3-dev, luo-v3-alternative, luo, SILENT, panic_boot",
        "luo-v3-alternative, luo-v3-dev, luo, SILENT, panic_boot",
        // the bump to vfio-pci-v2 was undone
        "series-v3-mid, series-v3, vfio-pci, REFUSED, open_eio_memory_leaked",
        "series-v3, vfio-v4, vfio-pci, REFUSED, open_eio_memory_leaked",
        // P7: a bump of an FLB's string is a loss without a word
        "series-v3, pci-v4, pci, SILENT, flb_lost",
        "pci-v4-patch1, pci-v4, pci, SILENT, flb_lost+refcount_warn",
        "pci-v5-mid, pci-v6, pci, SILENT, flb_lost+refcount_warn",
        "pci-v7, pci-v9, pci, SILENT, flb_lost+refcount_warn",
        // bumps that are noticed
        "7.0, 7.1, kho, REFUSED, cold_boot_memory_freed",
        "7.1, 7.2, kho, REFUSED, cold_boot_memory_freed",
        "7.1, 7.2, luo, REFUSED, panic_boot",
        "luo-v2-dev, luo-v3-dev, luo, REFUSED, panic_boot",
        "luo-v3-dev, luo-v4-dev, luo, REFUSED, panic_boot",
        "luo-v4-dev, 7.2, luo, REFUSED, panic_boot",
        "7.0, kho-v2-dev, kho, REFUSED, cold_boot_memory_freed",
        "7.3, kho-sub-compat-proposed, kho, REFUSED, cold_boot_memory_freed",
        "6.19, 7.3, memfd, REFUSED, open_eio_memory_leaked",
        // no false one: the same bytes under the same string
        "series-v3, pci-v4-patch1, pci, COMPATIBLE, none",
        "series-v1, series-v2, vfio-pci, COMPATIBLE, none",
        "series-v3-mid, vfio-v5, vfio-pci, COMPATIBLE, none",
        "vfio-v4, vfio-v5, vfio-pci, COMPATIBLE, none",
        "pci-v7, vfio-v5, pci, COMPATIBLE, none"
    })
    void shouldSayWhatBecomesOfIt(String from, String to, String kind, Outcome outcome, String consequence) {
        // When
        KindVerdict verdict = verdict(from, to, kind);
        // Then
        assertThat(verdict.outcome()).isEqualTo(outcome);
        assertThat(verdict.consequence()).isEqualTo(consequence);
    }

    /** S2: the same depth but at 16K pages; the strings tell 7.2 from kho-v2, and leave 7.1 unknown. */
    @Test
    void shouldFindTheDepthOfTheRadixTreeThatDiffersAt16K() {
        // Given
        AbiDescriptor kernel = Catalogue.find("7.2").orElseThrow();
        AbiDescriptor older = Catalogue.find("kho-v2-dev").orElseThrow();
        // When
        List<String> paths = SimulatedReader.gate()
                .check(older, kernel)
                .allFindings()
                .filter(finding -> finding.kind().id().equals("ABI-CONSTANT"))
                .map(finding -> finding.path() + " " + finding.from() + " -> " + finding.to())
                .toList();
        PairVerdict underOneString = SimulatedReader.gate().check(withConstants(kernel, older.constants()), kernel);
        // Then
        assertThat(paths).containsExactly("KHO_TREE_MAX_DEPTH@16K 4 -> 5");
        assertThat(underOneString.outcome()).isEqualTo(Outcome.SILENT);
        assertThat(underOneString.allFindings().map(AbiFinding::path)).contains("KHO_TREE_MAX_DEPTH@16K");
        assertThat(Catalogue.find("7.1").orElseThrow().incomplete())
                .anyMatch(what -> what.contains("depth of the radix tree"));
    }

    /** S3: what has no version of its own is found behind the string of whatever embeds it or leads to it. */
    @ParameterizedTest
    @CsvSource({"kho_vmalloc, memfd", "kho_vmalloc_chunk, memfd", "kho_block_header_ser, kho", "kho_radix_node, kho"})
    void shouldFindAChangeThatHidesBehindTheRootsString(String struct, String kind) {
        // Given
        AbiDescriptor kernel = Catalogue.find("7.3").orElseThrow();
        AbiDescriptor changed = kernel.withStructs(kernel.structs().stream()
                .map(layout -> layout.name().equals(struct) ? grown(layout) : layout)
                .toList());
        // When
        KindVerdict verdict = of(SimulatedReader.gate().check(kernel, changed), kind);
        // Then
        assertThat(verdict.outcome()).isEqualTo(Outcome.SILENT);
        assertThat(verdict.findings()).anyMatch(finding -> finding.path().startsWith(struct));
    }

    /** S4: a flag that no reader looks at. */
    @Test
    void shouldFindADeclaredMeaningThatNobodyReads() {
        // Given
        AbiDescriptor kernel = Catalogue.find("7.3").orElseThrow();
        AbiDescriptor flagged = kernel.with()
                .release("flagged")
                .semantics(List.of("memfd_luo_ser.flags: bit 0 says that the file is sealed later"))
                .documented(List.of())
                .source("test")
                .confidence(Confidence.HIGH)
                .build();
        // When
        KindVerdict verdict = of(SimulatedReader.gate().check(flagged, kernel), "memfd");
        // Then
        assertThat(verdict.outcome()).isEqualTo(Outcome.SILENT);
        assertThat(verdict.consequence()).isEqualTo("unknown_flag_ignored");
    }

    /** S5: nothing checks the page size. */
    @Test
    void shouldFindAnotherPageSize() {
        // Given
        AbiDescriptor kernel = Catalogue.find("7.3").orElseThrow();
        AbiDescriptor wide = kernel.with()
                .release("7.3-16k")
                .pageSize(16384)
                .documented(List.of())
                .source("test")
                .confidence(Confidence.HIGH)
                .build();
        // When
        PairVerdict verdict = SimulatedReader.gate().check(kernel, wide);
        // Then
        assertThat(verdict.outcome()).isEqualTo(Outcome.SILENT);
        assertThat(verdict.allFindings().map(finding -> finding.kind().id())).contains("ABI-PAGE-SIZE");
    }

    private static StructLayout grown(StructLayout layout) {
        int size = layout.size() == null ? 0 : layout.size();
        return layout.withSize(size + 8);
    }

    private static AbiDescriptor withConstants(AbiDescriptor kernel, List<Constant> constants) {
        return kernel.with()
                .release("older")
                .constants(constants)
                .documented(List.of())
                .source("test")
                .confidence(Confidence.HIGH)
                .build();
    }

    private static KindVerdict verdict(String from, String to, String kind) {
        return of(SimulatedReader.gate().check(from, to), kind);
    }

    private static KindVerdict of(PairVerdict pair, String kind) {
        return pair.kinds().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
