package io.luoledger.abi.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.change.StructChanges.Bump;
import io.luoledger.abi.change.StructChanges.Change;
import io.luoledger.abi.verdict.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructChangesTest {
    @ParameterizedTest
    @CsvSource({
        "7.3, luo_session_ser, LUO_ABI_COMPATIBLE luo-v6 REFUSED panic_boot",
        "6.19, luo_session_ser, LUO_FDT_SESSION_COMPATIBLE luo-session-v3 REFUSED panic_boot",
        "7.3, memfd_luo_ser, MEMFD_LUO_FH_COMPATIBLE memfd-v3 REFUSED open_eio_memory_leaked",
        "7.3, kho_radix_node, KHO_FDT_COMPATIBLE kho-v5 REFUSED cold_boot_memory_freed",
        "7.3, kho_kexec_metadata, KHO_METADATA_VERSION 2 COMPATIBLE metadata_ignored",
        "pci-v7, pci_ser, PCI_LUO_FLB_COMPATIBLE pci-v4 SILENT flb_lost+refcount_warn",
        "pci-v9, pci_ser, PCI_LUO_FLB_VERSION 2 REFUSED panic_boot"
    })
    void shouldSayWhatABumpDoesByTheGuardAndNameAValueThatNobodyHasHad(String kernel, String struct, String bump) {
        assertThat(changes(kernel, struct).bumps())
                .extracting(StructChangesTest::text)
                .containsExactly(bump);
    }

    @Test
    void shouldBumpTheGuardsOfWhatEmbedsItToo() {
        assertThat(changes("7.3", "kho_vmalloc").bumps())
                .extracting(bump -> bump.guard().name() + " " + bump.struct())
                .containsExactly("KHO_FDT_COMPATIBLE kho_vmalloc", "MEMFD_LUO_FH_COMPATIBLE memfd_luo_ser");
    }

    @Test
    void shouldAnswerEveryEditOfEveryStruct() {
        for (StructLayout layout : Catalogue.find("7.3").orElseThrow().structs()) {
            // When
            List<Change> all = changes("7.3", layout.name()).all();
            // Then
            assertThat(all).as(layout.name()).extracting(Change::edit).containsExactly(Edit.values());
            Change added = of(Edit.ADD_AT_THE_END, all);
            assertThat(added.unbumped()).as(layout.name()).isNotNull();
            if (!layout.isTree()) {
                assertThat(all.getFirst().unbumped()).as(layout.name()).matches(both -> both.isCompatible());
                assertThat(outcome(added)).as(layout.name()).isNotEqualTo(Outcome.COMPATIBLE);
            }
        }
    }

    @Test
    void shouldJudgeAKernelOfWhichNotEverythingIsKnownByItself() {
        assertThat(Catalogue.find("series-v3").orElseThrow().isComplete()).isFalse();
        assertThat(changes("series-v3", "vfio_pci_core_device_ser")
                        .all()
                        .getFirst()
                        .unbumped())
                .matches(both -> both.isCompatible());
    }

    @Test
    void shouldSayThatThereIsNoPlaceForAnEdit() {
        assertThat(of(Edit.ADD_IN_A_HOLE, changes("7.3", "luo_session_ser").all()))
                .isEqualTo(new Change(Edit.ADD_IN_A_HOLE, null, null, null));
    }

    @Test
    void shouldSpendHolesAndReservedBytes() {
        // Given
        StructLayout holed = struct(
                false,
                24,
                field("u8", "kind", 0, 1),
                field("u32", "count", 4, 4),
                field("u64", "reserved", 8, 8),
                field("u32", "end", 16, 4));
        // When, then
        assertThat(layouts(Edit.ADD_IN_A_HOLE, holed))
                .containsExactly(
                        "24: u8 kind@0:1 u8 added@1:1 u32 count@4:4 u64 reserved@8:8 u32 end@16:4",
                        "24: u8 kind@0:1 u32 count@4:4 u64 added@8:8 u32 end@16:4",
                        "24: u8 kind@0:1 u32 count@4:4 u64 reserved@8:8 u32 end@16:4 u32 added@20:4");
    }

    @Test
    void shouldLayOutWhatWasAddedAsTheCompilerDoes() {
        assertThat(layouts(Edit.ADD_AT_THE_END, struct(true, 5, field("u32", "a", 0, 4), field("u8", "b", 4, 1))))
                .containsExactly("13: u32 a@0:4 u8 b@4:1 u64 added@5:8");
        assertThat(layouts(Edit.ADD_AT_THE_END, struct(false, 4, field("u32", "a", 0, 4))))
                .containsExactly("16: u32 a@0:4 u64 added@8:8");
        assertThat(layouts(
                        Edit.ADD_AT_THE_END,
                        struct(
                                true,
                                8,
                                field("u64", "a", 0, 8),
                                new Field("all", "u8", 0, 8, 0, null, null, null, null))))
                .containsExactly("16: u64 a@0:8 u64 added@8:8 u8[] all@16:0");
    }

    @Test
    void shouldMoveWhatStandsBehindAResizedField() {
        StructLayout layout = struct(true, 12, field("u32", "a", 0, 4), field("u64", "b", 4, 8));

        assertThat(layouts(Edit.RESIZE_FIELD, layout))
                .containsExactly("16: u64 a@0:8 u64 b@8:8", "8: u32 a@0:4 u32 b@4:4");
    }

    @Test
    void shouldGrowWhatEmbedsAStruct() {
        // Given: the array's elements and what stands behind it are what a reader would miss
        AbiDescriptor kernel = Catalogue.find("7.3").orElseThrow();
        StructLayout inner = struct(true, 8, field("u64", "a", 0, 8)).withName("inner");
        StructLayout outer = struct(
                        true,
                        24,
                        new Field("parts", "struct inner", 2, 0, 16, null, null, null, null),
                        field("u64", "behind", 16, 8))
                .withName("outer");
        List<StructLayout> structs = new ArrayList<>(kernel.structs());
        structs.add(inner);
        structs.add(outer.withGuard("memfd", "MEMFD_LUO_FH_COMPATIBLE"));
        StructChanges changes = new StructChanges(kernel.withStructs(structs), inner, AbiGate.BY_RULES);
        // When
        AbiDescriptor changed =
                changes.with(Edit.ADD_AT_THE_END.of(inner).getFirst().layout());
        // Then
        assertThat(text(changed.struct("outer").orElseThrow()))
                .isEqualTo("40: struct inner[2] parts@0:32 u64 behind@32:8");
    }

    private static Change of(Edit edit, List<Change> all) {
        return all.stream().filter(change -> change.edit() == edit).findFirst().orElseThrow();
    }

    private static StructChanges changes(String kernel, String struct) {
        AbiDescriptor descriptor = Catalogue.find(kernel).orElseThrow();
        return new StructChanges(descriptor, descriptor.struct(struct).orElseThrow(), AbiGate.BY_RULES);
    }

    private static @Nullable Outcome outcome(Change change) {
        return change.unbumped() == null ? null : change.unbumped().update().outcome();
    }

    private static Field field(String type, String name, int offset, int size) {
        return new Field(name, type, null, offset, size, null, null, null, null);
    }

    private static StructLayout struct(boolean packed, int size, Field... fields) {
        return new StructLayout(
                "some_ser",
                "some",
                null,
                StructLayout.STRUCT,
                size,
                packed,
                Arrays.asList(fields),
                "test",
                Confidence.HIGH,
                null);
    }

    private static Stream<String> layouts(Edit edit, StructLayout layout) {
        return edit.of(layout).stream().map(edited -> text(edited.layout()));
    }

    private static String text(StructLayout layout) {
        return layout.size() + ": "
                + String.join(
                        " ",
                        layout.fields().stream()
                                .map(field -> field.typeText() + " " + field.name() + field.place())
                                .toList());
    }

    private static String text(Bump bump) {
        return bump.guard().name() + " " + bump.next() + " "
                + bump.mismatch().update().outcome() + " "
                + bump.mismatch().update().consequence();
    }
}
