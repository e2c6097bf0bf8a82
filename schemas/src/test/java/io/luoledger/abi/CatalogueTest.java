package io.luoledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.source.AbiCodec;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    @Test
    void shouldKeepEveryDescriptorFrozen() throws Exception {
        // Given
        String frozen = new String(resource("/io/luoledger/abi/catalogue-digests.txt"), StandardCharsets.UTF_8);
        // When
        List<String> now = new ArrayList<>();
        for (String name : Catalogue.names()) {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(resource("/io/luoledger/abi/catalogue/" + name + ".json"));
            now.add(HexFormat.of().formatHex(digest) + "  " + name);
        }
        // Then
        assertThat(now)
                .as("a frozen descriptor changed: make a new one beside it instead")
                .isEqualTo(frozen.lines().toList());
    }

    @Test
    void shouldComeThroughJsonAndAvroUnchanged() {
        AbiCodec codec = new AbiCodec();
        for (String name : Catalogue.names()) {
            // Given
            AbiDescriptor descriptor = Catalogue.find(name).orElseThrow();
            // When
            AbiDescriptor json = Descriptors.fromJson(
                            Descriptors.toJson(descriptor).getBytes(StandardCharsets.UTF_8), name, null)
                    .getFirst();
            AbiDescriptor avro = codec.decode(codec.encode(descriptor));
            // Then
            assertThat(json).isEqualTo(descriptor);
            assertThat(avro).isEqualTo(descriptor);
        }
    }

    @Test
    void shouldFindNothingBetween72And73ButKnownDefects() {
        // When
        PairVerdict there = AbiGate.check("7.2", "7.3");
        PairVerdict back = AbiGate.check("v7.3", "v7.2");
        // Then
        assertThat(there.outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(back.outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(there.allFindings()).allMatch(finding -> finding.kind().id().startsWith("ABI-DEFECT-"));
    }

    /** Breaks that were posted or released under an unchanged string, by the list in the specification. */
    @ParameterizedTest
    @CsvSource({
        // S1: the FLB node became mandatory
        "6.19, 7.0, luo, SILENT, panic_boot",
        "7.0, 6.19, luo, SILENT, flb_lost",
        // P1: five layouts of pci-v1
        "series-v1, series-v2, pci, SILENT, flb_wrong_data",
        "series-v2, series-v3, pci, SILENT, flb_wrong_data",
        "series-v3, pci-v5-patch1, pci, SILENT, flb_wrong_data",
        "pci-v5-patch1, pci-v7-patch1, pci, SILENT, flb_wrong_data",
        "series-v1, pci-v7-patch1, pci, SILENT, flb_wrong_data",
        // P2: three of pci-v2
        "pci-v4, pci-v5-mid, pci, SILENT, flb_wrong_data",
        "pci-v5-mid, pci-v7, pci, SILENT, flb_wrong_data",
        "pci-v4, pci-v7, pci, SILENT, flb_wrong_data",
        // P3: four of vfio-pci-v1; the bump to v2 was undone
        "series-v1-patch5, series-v1, vfio-pci, SILENT, wrong_metadata",
        "series-v2, iommufd-on-v2, vfio-pci, SILENT, wrong_metadata",
        "series-v1, series-v3-mid, vfio-pci, SILENT, late_errno_data_lost",
        "series-v1, vfio-v5, vfio-pci, SILENT, late_errno_data_lost",
        "series-v3-mid, series-v3, vfio-pci, REFUSED, open_eio_memory_leaked",
        "series-v3, vfio-v4, vfio-pci, REFUSED, open_eio_memory_leaked",
        "vfio-v4, vfio-v5, vfio-pci, COMPATIBLE, none",
        // P4: two of iommu-v1, four of iommufd-v1
        "iommu-2025, iommufd-on-v2, iommu, SILENT, flb_wrong_data",
        "iommufd-stub, iommufd-rfc, iommufd, SILENT, wrong_metadata",
        "iommufd-rfc, iommufd-on-v2, iommufd, SILENT, wrong_metadata",
        "iommufd-on-v2, iommufd-mid-2026, iommufd, SILENT, wrong_metadata",
        // P5: halves of the folio descriptor swapped under memfd-v1
        "luo-series-v8-early, 6.19, memfd, SILENT, late_errno_data_lost",
        // P6: two meanings of luo-v3
        "luo-v3-dev, luo-v3-alternative, luo, SILENT, oops_on_open",
        // P7: a bump of an FLB's string is a loss without a word
        "series-v3, pci-v4, pci, SILENT, flb_lost+refcount_warn",
        "pci-v5-mid, pci-v6, pci, SILENT, flb_lost+refcount_warn",
        "pci-v7, pci-v9, pci, SILENT, flb_lost+refcount_warn",
        // bumps that are noticed
        "7.0, 7.1, kho, REFUSED, cold_boot_memory_freed",
        "7.1, 7.2, luo, REFUSED, panic_boot",
        "luo-v2-dev, luo-v3-dev, luo, REFUSED, panic_boot",
        "6.19, 7.3, memfd, REFUSED, open_eio_memory_leaked"
    })
    void shouldFindEveryBreakThatIsKnown(String from, String to, String kind, Outcome outcome, String consequence) {
        // When
        PairVerdict verdict = AbiGate.check(from, to);
        // Then
        assertThat(verdict.kinds())
                .filteredOn(one -> one.kind().equals(kind))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.outcome()).isEqualTo(outcome);
                    assertThat(one.consequence()).isEqualTo(consequence);
                });
    }

    @Test
    void shouldFindTheRadixDepthThatDiffersAt16K() {
        // Given: kho-v4 with the depth that kho-v2's formula gives (S2)
        AbiDescriptor kernel = Catalogue.find("7.2").orElseThrow();
        List<Constant> shallow = kernel.constants().stream()
                .map(one -> one.name().equals("KHO_TREE_MAX_DEPTH@16K")
                        ? new Constant(one.name(), one.kind(), 4, one.source())
                        : one)
                .toList();
        AbiDescriptor older = new AbiDescriptor(
                "older",
                kernel.architecture(),
                kernel.pageSize(),
                kernel.guards(),
                kernel.structs(),
                shallow,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "test",
                Confidence.HIGH);
        // When
        PairVerdict verdict = AbiGate.check(older, kernel);
        // Then
        assertThat(verdict.outcome()).isEqualTo(Outcome.SILENT);
        assertThat(verdict.allFindings().map(AbiFinding::path)).contains("KHO_TREE_MAX_DEPTH@16K");
    }

    @Test
    void shouldNeverCallAnIncompleteKernelCompatible() {
        assertThat(Catalogue.names().stream()
                        .map(name -> Catalogue.find(name).orElseThrow())
                        .filter(descriptor -> !descriptor.isComplete()))
                .isNotEmpty()
                .allSatisfy(descriptor -> assertThat(
                                AbiGate.check(descriptor, descriptor).outcome())
                        .isNotEqualTo(Outcome.COMPATIBLE));
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream in = Objects.requireNonNull(CatalogueTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
