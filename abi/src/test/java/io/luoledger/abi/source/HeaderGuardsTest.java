package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.source.HeaderImporterTest.MapTree;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which struct lies under which string, what a string is for, and what there is where no string is. */
class HeaderGuardsTest {
    private static final String ABI = "include/linux/kho/abi/";
    private static final String ROOT = """
            #define KHO_FDT_COMPATIBLE "kho-v2"
            #define KHO_FDT_MEMORY_MAP_PROP_NAME "preserved-memory-map"
            #define KHO_FDT_SUB_TREE_PROP_NAME "preserved-data"
            """;
    private static final String LUO = """
            #define LUO_KHO_ENTRY_NAME "LUO"
            #define LUO_ABI_COMPATIBLE "luo-v5"
            struct luo_ser { char compatible[8]; u64 num; u64 sessions_pa; u64 flbs_pa; } __packed;
            """;

    private static final String MEMFD = "#define MEMFD_LUO_FH_COMPATIBLE \"memfd-v2\"\n";

    /** Two strings in one header, each behind the structs that it is for. */
    private static final String TWO = """
            struct pool_part_ser { u64 pages; u8 order; } __packed;
            struct pool_ser { struct pool_part_ser parts[4]; u8 nr; } __packed;
            #define POOL_FLB_COMPATIBLE "pool-v1"
            struct poolfd_folio_ser { u64 pfn; u64 index; } __packed;
            struct poolfd_ser { u64 size; u64 pos; } __packed;
            #define POOL_FD_COMPATIBLE "pool-fd-v1"
            """;

    @Test
    void shouldPutEachStructUnderTheStringThatIsCalledAsItIs() {
        // When
        AbiDescriptor read = read(Map.of("pool.h", TWO));
        // Then
        assertThat(guards(read))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "luo_ser", "LUO_ABI_COMPATIBLE",
                        "pool_part_ser", "POOL_FLB_COMPATIBLE",
                        "pool_ser", "POOL_FLB_COMPATIBLE",
                        "poolfd_folio_ser", "POOL_FD_COMPATIBLE",
                        "poolfd_ser", "POOL_FD_COMPATIBLE"));
        assertThat(read.assumed()).isEmpty();
    }

    @Test
    void shouldSeeWhetherTheRightStringWasBumped() {
        // Given
        String swapped = TWO.replace("u64 size; u64 pos;", "u64 pos; u64 size;");
        AbiDescriptor before = read(Map.of("pool.h", TWO));
        AbiDescriptor right = read(Map.of("pool.h", swapped.replace("pool-fd-v1", "pool-fd-v2")));
        AbiDescriptor wrong = read(Map.of("pool.h", swapped.replace("\"pool-v1", "\"pool-v2")));
        // When, then
        assertThat(AbiGate.BY_RULES.check(before, right).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(AbiGate.BY_RULES.check(before, right).consequence()).isEqualTo("open_eio_memory_leaked");
        assertThat(AbiGate.BY_RULES.check(before, wrong).outcome()).isEqualTo(Outcome.SILENT);
        assertThat(findings(AbiGate.BY_RULES.check(before, wrong)))
                .contains("ERROR ABI-FIELDS-SWAPPED poolfd_ser.size");
    }

    @Test
    void shouldPutAStructWithoutSuchANameUnderTheStringOfWhatLeadsToItOrElseTheNearestOne() {
        // Given
        String text = """
                #define ONE_LUO_FH_COMPATIBLE "one-v1"
                struct one_ser { DECLARE_KHOSER_PTR(more, struct extra *); struct part head; };
                struct extra { u64 a; };
                struct loose { u64 a; };
                /* Changed together with TWO_LUO_FH_COMPATIBLE. */
                struct told { u64 a; };
                #define TWO_LUO_FH_COMPATIBLE "two-v1"
                struct two_ser { u64 a; };
                """;
        String part = "struct part { u64 first; };\n";
        // When
        AbiDescriptor read = read(Map.of("a_part.h", part, "mixed.h", text));
        // Then
        assertThat(guards(read))
                .containsEntry("extra", "ONE_LUO_FH_COMPATIBLE")
                .containsEntry("part", "ONE_LUO_FH_COMPATIBLE")
                .containsEntry("loose", "ONE_LUO_FH_COMPATIBLE")
                .containsEntry("told", "TWO_LUO_FH_COMPATIBLE")
                .containsEntry("two_ser", "TWO_LUO_FH_COMPATIBLE");
        assertThat(read.assumed())
                .containsExactly(
                        ABI + "mixed.h:4: loose lies under ONE_LUO_FH_COMPATIBLE, the nearest guard: nothing names it");
    }

    @Test
    void shouldTakeTheTargetOfASerialisedPointerForPartOfTheLayout() {
        // Given
        String text = """
                #define ONE_LUO_FH_COMPATIBLE "one-v1"
                struct item { u64 a; };
                struct item2 { u64 a; u64 b; };
                struct one_ser { DECLARE_KHOSER_PTR(items, struct item *); u64 nr; };
                """;
        AbiDescriptor before = read(Map.of("one.h", text));
        // When, then
        for (String to :
                List.of("items, struct item2 *", "list, struct item2 *", "items, u32 *", "items, struct folio *")) {
            AbiDescriptor after = read(Map.of("one.h", text.replace("items, struct item *", to)));
            PairVerdict verdict = AbiGate.BY_RULES.check(before, after);
            assertThat(verdict.outcome()).as(to).isEqualTo(Outcome.SILENT);
            assertThat(findings(verdict)).as(to).contains("ERROR ABI-SEMANTICS one_ser.items.phys");
        }
        AbiDescriptor renamed = read(Map.of("one.h", text.replace("struct item ", "struct thing ")));
        assertThat(AbiGate.BY_RULES.check(before, renamed).outcome()).isEqualTo(Outcome.COMPATIBLE);
    }

    /** What nobody but the embedded struct shows is read wrongly; only what the reader has no place for is lost. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            u64 b; u64 a;        | wrong_metadata
            u64 a; u32 b; u32 c; | wrong_metadata
            u64 a;               | property_lost
            """)
    void shouldSayOfAnEmbeddedStructUnderAnUnbumpedStringWhatItsDifferenceDoes(String parts, String consequence) {
        // Given
        String part = """
                #define PART_LUO_FH_COMPATIBLE "part-v1"
                struct part_ser { u64 a; u64 b; };
                """;
        String outer = """
                #define OUTER_LUO_FH_COMPATIBLE "outer-v1"
                struct outer_ser { DECLARE_KHOSER_PTR(part, struct part_ser *); };
                """;
        AbiDescriptor before = read(Map.of("part.h", part, "outer.h", outer));
        AbiDescriptor after =
                read(Map.of("part.h", part.replace("u64 a; u64 b;", parts).replace("v1", "v2"), "outer.h", outer));
        // When
        KindVerdict verdict = AbiGate.BY_RULES.check(before, after).kinds().stream()
                .filter(kind -> kind.kind().equals("outer"))
                .findFirst()
                .orElseThrow();
        // Then
        assertThat(verdict.findings()).extracting(one -> one.kind().id()).contains("ABI-EMBEDDED-GUARD");
        assertThat(verdict.text()).isEqualTo("outer SILENT " + consequence);
    }

    /** Both strings guard the item: a bump of its own alone leaves what leads to it unguarded. */
    @Test
    void shouldFollowASerialisedPointerToAStructThatAnotherHeaderGuards() {
        // Given
        String list = """
                #include <linux/kho/abi/item.h>
                #define LIST_LUO_FH_COMPATIBLE "list-v1"
                struct list_ser { DECLARE_KHOSER_PTR(head, struct item_ser *); };
                """;
        String item = """
                #define ITEM_LUO_FH_COMPATIBLE "item-v1"
                struct item_ser { u64 a; u64 b; };
                """;
        AbiDescriptor before = read(Map.of("list.h", list, "item.h", item));
        // When
        PairVerdict verdict = AbiGate.BY_RULES.check(
                before,
                read(Map.of(
                        "list.h",
                        list,
                        "item.h",
                        item.replace("u64 a; u64 b", "u64 b; u64 a").replace("-v1", "-v2"))));
        // Then
        assertThat(verdict.outcome()).isEqualTo(Outcome.SILENT);
        assertThat(findings(verdict)).contains("ERROR ABI-EMBEDDED-GUARD item_ser");
    }

    /** In each form of a union, and in structs without a name, also where they stand in a row. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "u32 a; u32 b|u32 b; u32 a",
                "u32 z[2]|u16 z[4]",
                "u64 y|s64 y",
                "u16 p; u16 q|u16 q; u16 p",
                "u8 c|s8 c"
            })
    void shouldSeeAChangeInWhatHasNoLayoutOfItsOwn(String change) {
        // Given
        String text = """
                #define ONE_LUO_FH_COMPATIBLE "one-v1"
                struct one_ser {
                    u64 kind;
                    union { struct { u32 a; u32 b; } x; u64 y; u32 z[2]; };
                    struct { u16 p; u16 q; } rows[3];
                    union { u8 c; u16 d; } forms[2];
                };
                """;
        String[] fromTo = change.split("\\|");
        AbiDescriptor before = read(Map.of("one.h", text));
        AbiDescriptor after = read(Map.of("one.h", text.replace(fromTo[0], fromTo[1])));
        // When, then
        assertThat(AbiGate.BY_RULES.check(before, before).outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(AbiGate.BY_RULES.check(before, after).outcome()).isEqualTo(Outcome.SILENT);
    }

    @ParameterizedTest
    @CsvSource({
        "HUGE_MEMFD_COMPATIBLE, huge-memfd-v1, HANDLER, huge-memfd",
        "TMPFS_LUO_MNT_FH_COMPATIBLE, tmpfs-mnt-v1, HANDLER, tmpfs-mnt",
        "MEMFD_LUO_FH_NAME, memfd, HANDLER, memfd",
        "CPU_COMPATIBLE, cpu_flb_v1, FLB, cpu",
        "HUGETLB_FLB_COMPATIBLE, hugetlb-v1, FLB, hugetlb",
        "HUGETLB_FLB_NAME, hugetlb, FLB, hugetlb",
        "PCI_LUO_FLB_VERSION, 1, FLB_VERSION, pci",
        "MEMBLOCK_KHO_NODE_COMPATIBLE, memblock-v1, OTHER, memblock",
        "KHO_PSTORE_VERSION, 1, CLIENT_VERSION, pstore",
        "MEMBLOCK_KHO_FDT, memblock, KHO_NODE, memblock",
        "KHO_METADATA_NODE_NAME, kexec-metadata, KHO_NODE, kexec-metadata",
        "KHO_FDT_SUB_TREE_PROP_NAME, preserved-data, KHO_DATA, kho",
        "KHO_SUB_TREE_PROP_NAME, fdt, KHO_DATA, kho",
        "PROP_SUB_FDT, fdt, KHO_DATA, kho",
        "KHO_FDT_SUB_TREE_SIZE_PROP_NAME, blob-size, KHO_SIZE, kho",
        "PROP_PRESERVED_MEMORY_MAP, preserved-memory-map, KHO_MEMORY_MAP, kho",
        "LUO_FDT_KHO_ENTRY_NAME, LUO, LUO_NODE, luo",
        "LUO_FDT_SESSION_COMPATIBLE, luo-session-v2, LUO_PART, luo",
        "LUO_FDT_LIVEUPDATE_NUM, liveupdate-number, LUO_NAME, luo",
        "GIZMO_QUEUE_COMPAT_STR, gizmo-queue-v1, HANDLER, gizmo-queue",
        "GIZMO_FLB_ID, gizmo-v1, FLB, gizmo",
        "LUO_COMPAT_STRING, luo-v5, LUO, luo",
        "KHO_FDT_COMPAT, kho-v4, KHO_ROOT, kho",
        "ABI_STRING, gizmo-v1, HANDLER, gizmo"
    })
    void shouldTellWhatAStringIsForByWhatItIsCalledAndSays(String macro, String value, Layer layer, String kind) {
        assertThat(GuardNames.of(macro, value)).hasValue(new GuardNames.Meaning(layer, kind));
    }

    @Test
    void shouldRefuseWhereARequiredPropertyIsNotWrittenButNotTheWayBack() {
        // Given
        AbiDescriptor without = read(Map.of());
        AbiDescriptor with = read(Map.of("root.h", ROOT + "#define KHO_FDT_SUB_TREE_SIZE_PROP_NAME \"blob-size\"\n"));
        AbiDescriptor renamed = read(Map.of("root.h", ROOT.replace("preserved-data", "fdt")));
        // When, then
        assertThat(AbiGate.BY_RULES.check(without, with).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(AbiGate.BY_RULES.check(without, with).consequence()).isEqualTo("panic_boot");
        assertThat(findings(AbiGate.BY_RULES.check(without, with)))
                .contains("ERROR ABI-NODE-REQUIRED KHO_FDT_SUB_TREE_SIZE_PROP_NAME");
        assertThat(AbiGate.BY_RULES.check(with, without).outcome()).isEqualTo(Outcome.COMPATIBLE);
        assertThat(AbiGate.BY_RULES.check(without, renamed).consequence()).isEqualTo("panic_boot");
    }

    @Test
    void shouldSayThatAClientLosesWhatIsUnderAnotherNode() {
        // Given
        String node = "#define MEMBLOCK_KHO_FDT \"memblock\"\n#define MEMBLOCK_KHO_NODE_COMPATIBLE \"memblock-v1\"\n";
        AbiDescriptor before = read(Map.of("memblock.h", node));
        AbiDescriptor after = read(Map.of("memblock.h", node.replace("\"memblock\"", "\"mem\"")));
        // When
        PairVerdict verdict = AbiGate.BY_RULES.check(before, after);
        // Then
        assertThat(verdict.outcome()).isEqualTo(Outcome.SILENT);
        assertThat(verdict.consequence()).isEqualTo("property_lost");
        assertThat(findings(verdict)).contains("ERROR ABI-KHO-CLIENT-NODE MEMBLOCK_KHO_FDT");
    }

    @Test
    void shouldTakeFeatureFlagsForAGuardThatNoStringAnswers() {
        // Given
        String flags = """
                #define LUO_KHO_ENTRY_NAME "LUO"
                struct luo_feature_hdr { u64 supp; u64 req; u64 active; u64 reserved[13]; } __packed;
                struct luo_ser { struct luo_feature_hdr features; u64 num; u64 sessions_pa; u64 flbs_pa; } __packed;
                """;
        AbiDescriptor by = read(Map.of("luo.h", flags));
        AbiDescriptor string = read(Map.of());
        // When, then
        assertThat(by.guards()).contains(Guard.ofFeatures("luo_ser.features", Layer.LUO, "luo", null, ABI + "luo.h:3"));
        assertThat(by.unread())
                .containsExactly("luo: guarded by feature flags in luo_ser.features: what they mean isn't compared");
        for (PairVerdict verdict : List.of(AbiGate.BY_RULES.check(by, string), AbiGate.BY_RULES.check(string, by))) {
            assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(verdict.consequence()).isEqualTo("panic_boot");
        }
        assertThat(AbiGate.BY_RULES.check(by, by).outcome()).isEqualTo(Outcome.SILENT);
        assertThat(AbiGate.BY_RULES.check(by, by).isUnproven()).isTrue();
    }

    @Test
    void shouldNeverTakeAnUnknownWayOfGuardingForNoLiveUpdate() {
        // Given
        AbiDescriptor other = read(Map.of(
                "luo.h", LUO.replace("#define LUO_ABI_COMPATIBLE \"luo-v5\"\n", "#define LUO_MAGIC 0x4c554f\n")));
        AbiDescriptor string = read(Map.of());
        // When, then
        assertThat(other.unread())
                .containsExactly(
                        "luo: its nodes and structs are there and no string that is known guards them: they are guarded in another way");
        assertThat(other.hasLiveUpdate()).isTrue();
        assertThat(AbiGate.BY_RULES.check(other, string).outcome()).isEqualTo(Outcome.SILENT);
        assertThat(AbiGate.BY_RULES.check(string, other).outcome()).isEqualTo(Outcome.SILENT);
        assertThat(AbiGate.BY_RULES.check(other, other).outcome()).isEqualTo(Outcome.SILENT);
    }

    @Test
    void shouldReadHeadersThatAreStillInTheirOldPlace() {
        AbiDescriptor read = Importers.fromHeaders(
                new MapTree(Map.of(
                        "include/linux/liveupdate/abi/luo.h",
                        LUO,
                        "include/linux/kho/abi/root.h",
                        "#include <linux/liveupdate/abi/luo.h>\n" + ROOT)),
                "old",
                4096,
                Map.of());
        assertThat(read.guards().stream().map(Guard::value)).contains("luo-v5", "kho-v2");
        assertThat(read.struct("luo_ser")).isPresent();
    }

    @Test
    void shouldFindTheStringsOfKhoWhereTheyStoodBeforeTheyHadAHeaderAndSayWhenTheyAreNowhere() {
        // Given
        Map<String, String> luo = Map.of(ABI + "luo.h", LUO);
        Map<String, String> code = new TreeMap<>(luo);
        code.put(
                "kernel/liveupdate/kexec_handover.c",
                "\n#define KHO_FDT_COMPATIBLE \"kho-v1\"\n#define PROP_SUB_FDT \"fdt\"\nint kho(void) { return 0; }\n");
        // When
        AbiDescriptor told = Importers.fromHeaders(new MapTree(code), "old", 4096, Map.of());
        AbiDescriptor untold = Importers.fromHeaders(new MapTree(luo), "old", 4096, Map.of());
        // Then
        assertThat(told.guard("KHO_FDT_COMPATIBLE"))
                .hasValue(Guard.of(
                        "KHO_FDT_COMPATIBLE", Layer.KHO_ROOT, "kho", "kho-v1", "kernel/liveupdate/kexec_handover.c:2"));
        assertThat(told.guard("PROP_SUB_FDT").map(Guard::layer)).hasValue(Layer.KHO_DATA);
        assertThat(told.unread()).isEmpty();
        assertThat(untold.unread()).containsExactly("kho: no string that is known guards its root in this tree");
    }

    @Test
    void shouldRefuseABumpOfFilesAlsoWhereNoHeaderOfLuosIsThere() {
        // Given
        AbiDescriptor before = alone(TWO);
        AbiDescriptor bumped = alone(TWO.replace("pool-fd-v1", "pool-fd-v2"));
        // When, then
        assertThat(AbiGate.BY_RULES.check(before, bumped).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(AbiGate.BY_RULES.check(before, bumped).consequence()).isEqualTo("open_eio_memory_leaked");
        assertThat(AbiGate.BY_RULES.check(before, alone(TWO)).isUnproven()).isTrue();
    }

    @Test
    void shouldSayWhatIsNotInATreeAndNeverCallItCompatibleByAbsence() {
        // Given
        AbiDescriptor whole = read(Map.of("pool.h", TWO));
        AbiDescriptor handlers = alone(TWO);
        AbiDescriptor noMemfd = Importers.fromHeaders(
                new MapTree(Map.of(ABI + "root.h", ROOT, ABI + "luo.h", LUO, ABI + "pool.h", TWO)),
                "7.9",
                4096,
                Map.of());
        // When, then
        assertThat(whole.incomplete()).isEmpty();
        assertThat(handlers.incomplete())
                .containsExactly("not in this tree: the string of KHO's root (kexec_handover.h), LUO's string (luo.h),"
                        + " the string of memfd's handler (memfd.h)");
        assertThat(noMemfd.incomplete()).containsExactly("not in this tree: the string of memfd's handler (memfd.h)");
        for (AbiDescriptor part : List.of(handlers, noMemfd)) {
            assertThat(AbiGate.BY_RULES.check(part, part).isUnproven()).isTrue();
            assertThat(AbiGate.BY_RULES.check(part, whole).isUnproven()).isTrue();
            assertThat(findings(AbiGate.BY_RULES.check(whole, part)))
                    .contains("ERROR ABI-INCOMPLETE 7.9", "ERROR ABI-HANDLER-ABSENT MEMFD_LUO_FH_COMPATIBLE");
        }
        assertThat(findings(AbiGate.BY_RULES.check(whole, handlers)))
                .contains("ERROR ABI-GUARD-UNKNOWN LUO_ABI_COMPATIBLE", "ERROR ABI-GUARD-UNKNOWN KHO_FDT_COMPATIBLE");
    }

    @Test
    void shouldJudgeWhatIsThereOfAPartOfATreeAsOfAWholeOne() {
        // Given
        AbiDescriptor before = alone(TWO);
        AbiDescriptor silent = alone(TWO.replace("u64 size; u64 pos;", "u64 pos; u64 size;"));
        // When
        PairVerdict verdict = AbiGate.BY_RULES.check(before, silent);
        // Then
        assertThat(verdict.consequence()).isEqualTo("wrong_metadata");
        assertThat(verdict.isUnproven()).isFalse();
        assertThat(verdict.kinds().getFirst().outcome()).isEqualTo(Outcome.COMPATIBLE);
    }

    private static AbiDescriptor alone(String header) {
        return Importers.fromHeaders(new MapTree(Map.of(ABI + "pool.h", header)), "7.9", 4096, Map.of());
    }

    private static AbiDescriptor read(Map<String, String> changed) {
        Map<String, String> files =
                new TreeMap<>(Map.of(ABI + "root.h", ROOT, ABI + "luo.h", LUO, ABI + "memfd.h", MEMFD));
        changed.forEach((name, text) -> files.put(ABI + name, text));
        return Importers.fromHeaders(new MapTree(files), "7.9", 4096, Map.of());
    }

    private static Map<String, String> guards(AbiDescriptor read) {
        Map<String, String> guards = new TreeMap<>();
        read.structs().forEach(layout -> guards.put(layout.name(), String.valueOf(layout.guard())));
        return guards;
    }

    private static List<String> findings(PairVerdict verdict) {
        return verdict.allFindings()
                .map(one -> one.kind().severity() + " " + one.kind().id() + " " + one.path())
                .toList();
    }
}
