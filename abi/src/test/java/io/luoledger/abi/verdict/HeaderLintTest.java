package io.luoledger.abi.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.source.HeaderTree;
import io.luoledger.abi.source.Importers;
import io.luoledger.finding.FindingKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderLintTest {
    private static final String HEADER = "include/linux/kho/abi/pool.h";
    private static final String CLEAN = """
            #define POOL_LUO_FH_COMPATIBLE "pool-v1"
            enum pool_state { POOL_IDLE = 0, POOL_BUSY = 1 };
            #define POOL_FLAG_HOT 1
            struct pool_ser { u64 size; u32 state; /* POOL_FLAG_* */ u32 flags; u8 name[8]; } __packed;
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bool hot;                                | ABI-LINT-BOOL       | ERROR   | pool_ser.hot
            struct page *first;                      | ABI-LINT-POINTER    | ERROR   | pool_ser.first
            cpumask_t cpus;                          | ABI-LINT-CONFIG     | ERROR   | pool_ser
            u64 perCpu[NR_CPUS];                     | ABI-LINT-CONFIG     | ERROR   | pool_ser
            u64 table[PAGE_SIZE / 8];                | ABI-LINT-PAGE-SIZE  | WARNING | pool_ser
            u64 attrs; /* DMA_ATTR_* of the caller */| ABI-LINT-INTERNAL   | WARNING | pool_ser.attrs
            """)
    void shouldFindAHazardInAField(String field, String id, String severity, String path) {
        // Given
        String text = CLEAN.replace("} __packed;", "\n" + field + "\n} __packed;");
        // When
        List<AbiFinding> findings = HeaderLint.of(read(text, Map.of("CONFIG_NR_CPUS", "512")));
        // Then
        assertThat(said(findings)).containsExactly(id + " " + severity + " " + path);
    }

    @Test
    void shouldFindNothingInAHeaderThatLeavesNothingToChance() {
        assertThat(HeaderLint.of(read(CLEAN, Map.of()))).isEmpty();
    }

    @Test
    void shouldFindAnEnumThatRenumbersItself() {
        // When
        List<AbiFinding> findings = HeaderLint.of(read(CLEAN.replace(" = 1 ", " "), Map.of()));
        // Then
        assertThat(said(findings)).containsExactly("ABI-LINT-ENUM WARNING pool_state");
        assertThat(findings.getFirst().explanation()).startsWith("At " + HEADER + ":2: POOL_BUSY. ");
    }

    @Test
    void shouldFindHolesBetweenFieldsAndAtTheEndWhereNothingIsPacked() {
        // Given
        String text = CLEAN.replace("struct pool_ser {", "struct pool_ser { u8 kind;")
                .replace("u8 name[8]; } __packed;", "u8 name[9]; };");
        // When
        List<AbiFinding> findings = HeaderLint.of(read(text, Map.of()));
        // Then
        assertThat(findings.stream().map(AbiFinding::detail))
                .containsExactly("Bytes 1-7 between kind and size.", "Bytes 33-39 between name and the end.");
        assertThat(said(findings)).containsOnly("ABI-LINT-HOLE WARNING pool_ser");
    }

    @Test
    void shouldFindAStructThatNoVersionStandsFor() {
        // When
        List<AbiFinding> bare = HeaderLint.of(read(CLEAN.replace("pool-v1", "pool"), Map.of()));
        List<AbiFinding> none = HeaderLint.of(read(CLEAN.substring(CLEAN.indexOf('\n') + 1), Map.of()));
        List<AbiFinding> magic = HeaderLint.of(read(
                CLEAN.substring(CLEAN.indexOf('\n') + 1)
                        .replace("struct pool_ser {", "#define POOL_MAGIC 0x504f4f4c\nstruct pool_ser { u32 magic;"),
                Map.of()));
        // Then
        assertThat(said(bare)).containsExactly("ABI-LINT-VERSION WARNING POOL_LUO_FH_COMPATIBLE");
        assertThat(said(none)).containsExactly("ABI-LINT-VERSION WARNING pool_ser");
        assertThat(said(magic)).containsExactly("ABI-LINT-VERSION WARNING pool_ser.magic");
        assertThat(magic.getFirst().detail()).isEqualTo("\"0x504f4f4c\" is a magic number.");
    }

    @Test
    void shouldFindALayoutThatAnOptionDecidesAndWhatCouldNotBeRead() {
        // Given
        String option = CLEAN.replace("} __packed;", "\n#ifdef CONFIG_WIDE\nu64 wide;\n#endif\n} __packed;");
        String mask = CLEAN.replace("} __packed;", "cpumask_t cpus; } __packed;");
        String strange = CLEAN.replace("} __packed;", "gfp_t gfp; } __packed;");
        // When, then
        assertThat(said(HeaderLint.of(read(option, Map.of())))).containsExactly("ABI-LINT-CONFIG ERROR pool");
        assertThat(said(HeaderLint.of(read(mask, Map.of())))).containsExactly("ABI-LINT-CONFIG ERROR pool");
        assertThat(said(HeaderLint.of(read(strange, Map.of())))).containsExactly("ABI-INCOMPLETE ERROR pool");
    }

    /** What the posted trees are known for. */
    @ParameterizedTest
    @CsvSource({
        "dma-2, ABI-LINT-BOOL ERROR dma_alloc_ser.is_folio",
        "dma-1, ABI-LINT-INTERNAL WARNING dma_alloc_ser.attrs",
        "dma-1, ABI-LINT-VERSION WARNING dma_alloc_ser",
        "iommu-liveupdate-v1, ABI-LINT-POINTER ERROR iommu_domain_ser.restored_domain",
        "cpu-b-64, ABI-LINT-CONFIG ERROR cpu_preserved_global_ser",
        "caretaker-64, ABI-LINT-VERSION WARNING caretaker_session_ser.magic",
        "xarray-16k, ABI-LINT-PAGE-SIZE WARNING kho_xarray_node",
        "kvm-x86-5, ABI-LINT-BY-VALUE WARNING kvm_vcpu_arch_ser.sregs",
        "hugetlb-sketch-1, ABI-LINT-HOLE WARNING hugetlb_ser",
        "pstore-fdt, ABI-LINT-BOOL ERROR pstore_kho_record.compressed"
    })
    void shouldFindTheHazardsOfWhatWasPosted(String tree, String finding) {
        assertThat(said(HeaderLint.of(Catalogue.find(tree).orElseThrow()))).contains(finding);
    }

    @Test
    void shouldFindNoErrorInTheNewestRelease() {
        assertThat(HeaderLint.of(Catalogue.find("7.3").orElseThrow())).noneMatch(AbiFinding::isError);
    }

    @Test
    void shouldGiveEachHazardAnIdAReasonAndARemedy() {
        Set<String> ids = LintFindings.all().stream().map(FindingKind::id).collect(Collectors.toSet());
        assertThat(ids).hasSameSizeAs(LintFindings.all());
        assertThat(LintFindings.all()).allSatisfy(kind -> {
            assertThat(kind.id()).startsWith("ABI-LINT-");
            assertThat(kind.explanation()).endsWith(".");
            assertThat(kind.remedy()).endsWith(".");
        });
    }

    private static List<String> said(List<AbiFinding> findings) {
        return findings.stream()
                .map(finding -> finding.kind().id() + " " + finding.kind().severity() + " " + finding.path())
                .toList();
    }

    private static AbiDescriptor read(String text, Map<String, String> configuration) {
        return Importers.fromHeaders(new OneHeader(text), "pool", 4096, configuration);
    }

    private record OneHeader(String text) implements HeaderTree {
        @Override
        public Optional<String> read(String path) {
            return path.equals(HEADER) ? Optional.of(text) : Optional.empty();
        }

        @Override
        public List<String> list(String directory, String suffix) {
            return HEADER.startsWith(directory + "/") && HEADER.endsWith(suffix) ? List.of(HEADER) : List.of();
        }

        @Override
        public String name() {
            return "pool";
        }
    }
}
