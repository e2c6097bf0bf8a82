package io.luoledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.source.Descriptors;
import io.luoledger.abi.source.HeaderTree;
import io.luoledger.abi.source.Importers;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The trees that were posted besides the known kernels: put together from a list of structs, and read back from headers. */
class PostedTreesTest {
    private static final String HEADER = "include/linux/kho/abi/posted.h";
    /** What the list has under another name: one form has the bytes of another and a new name. */
    private static final Map<String, String> RENAMED =
            Map.of("kvm-arm64-3 kvm_vcpu_arch_luo_state", "kvm_vcpu_arch_ser");

    @Test
    void shouldHoldEveryStructOfTheList() throws Exception {
        for (AbiDescriptor source : list()) {
            // When
            List<AbiDescriptor> holders = posted().filter(tree -> tree.source().contains(source.release()))
                    .toList();
            // Then
            assertThat(holders).as(source.release()).isNotEmpty();
            for (StructLayout layout : source.structs()) {
                if (!layout.isTree()) {
                    assertThat(holders)
                            .as(source.release() + " " + layout.name())
                            .anySatisfy(holder -> assertThat(bytes(holder.struct(RENAMED.getOrDefault(
                                                    holder.release() + " " + layout.name(), layout.name()))
                                            .orElseThrow()))
                                    .isEqualTo(bytes(layout)));
                }
            }
        }
    }

    /** Written in this project's own words: what the catalogue holds comes back from C as it is. */
    @ParameterizedTest
    @MethodSource("postedHeaders")
    void shouldComeBackFromAHeader(AbiDescriptor tree) {
        // Given
        List<StructLayout> own = own(tree);
        // When
        AbiDescriptor read = Importers.fromHeaders(
                new OneHeader(PostedHeader.text(tree, own)),
                tree.release(),
                tree.pageSize(),
                tree.configuration().entrySet().stream()
                        .collect(Collectors.toMap(one -> "CONFIG_" + one.getKey(), Map.Entry::getValue)));
        // Then
        assertThat(own).isNotEmpty().allSatisfy(layout -> {
            StructLayout back = read.struct(layout.name()).orElseThrow();
            assertThat(bytes(back)).as(layout.name()).isEqualTo(bytes(layout));
            assertThat(back.dependsOn()).isEqualTo(layout.dependsOn());
            if (layout.guard() != null) {
                assertThat(back.guard()).as(layout.name()).isEqualTo(layout.guard());
                // what stands in a struct itself is of the kind that its header is called
                assertThat(back.kind())
                        .as(layout.name())
                        .isEqualTo(layout.guard().contains(".magic") ? "posted" : layout.kind());
                Guard guard = tree.guard(layout.guard()).orElseThrow();
                assertThat(read.guard(layout.guard())).hasValueSatisfying(one -> {
                    assertThat(one.value()).isEqualTo(guard.value());
                    assertThat(one.layer()).isEqualTo(guard.layer());
                    assertThat(one.form()).isEqualTo(guard.form());
                });
            }
        });
        assertThat(read.configuration()).isEqualTo(tree.configuration());
    }

    @ParameterizedTest
    @CsvSource({
        "kvm_vm_luo_v1, kvm_luo_ser, 4",
        "guest_memfd_luo_v1, guest_memfd_luo_ser, 1",
        "hugetlb, hugetlb_ser, 2",
        "hugetlb-v1, hugetlb_ser, 2",
        "rxe-v1, rxe_luo_ser, 2",
        "iommu-liveupdate-v1, iommu_flb_ser, 1",
        "eventfd-v1, eventfd_luo_ser, 1",
        "pstore-kho-v1, pstore_kho_record, 1"
    })
    void shouldTellApartTheLayoutsThatAStringHasHad(String string, String struct, int layouts) {
        assertThat(AbiHistory.ofString(string).stream()
                        .flatMap(meaning -> meaning.structs().stream())
                        .filter(layout -> layout.name().equals(struct))
                        .map(layout -> bytes(layout) + " "
                                + layout.fields().stream().map(Field::pointsTo).toList())
                        .distinct())
                .hasSize(layouts);
    }

    /** Five layouts of the FLB, one of them three times by the number of processors; four of the handler's files. */
    @Test
    void shouldTellApartTheLayoutsOfCpusByLayerAndConfiguration() {
        // When
        Map<Layer, Long> flb = byLayer("cpu_flb_v1");
        Map<Layer, Long> files = byLayer("cpu_fh_v1");
        // Then
        assertThat(flb).isEqualTo(Map.of(Layer.FLB, 7L));
        assertThat(files).isEqualTo(Map.of(Layer.HANDLER, 4L));
        assertThat(AbiHistory.ofString("cpu_flb_v1").stream()
                        .map(meaning -> meaning.configuration().get("NR_CPUS")))
                .contains("64", "512", "8192", null);
    }

    /** Of one architecture each: six states of x86, three of arm64 under two names, three control blocks. */
    @Test
    void shouldTellApartTheStatesOfAVcpu() {
        // When
        Set<Integer> x86 = sizes("kvm-x86-");
        Set<Integer> arm = sizes("kvm-arm64-");
        Set<Integer> blocks = posted().filter(tree -> tree.release().matches("kvm-[345]"))
                .flatMap(tree -> tree.structs().stream())
                .filter(layout -> layout.name().matches("(kvm_)?caretaker_cb(_ser)?"))
                .map(StructLayout::size)
                .collect(Collectors.toSet());
        // Then
        assertThat(x86).containsExactlyInAnyOrder(2932, 6712, 6720, 6304, 6216, 6272);
        assertThat(arm).containsExactlyInAnyOrder(5180, 976);
        assertThat(blocks).containsExactlyInAnyOrder(48, 32, 24);
    }

    /** What one string has meant twice is never taken for the same: nobody notices, and so the gate has to. */
    @Test
    void shouldNameEverySilentPairUnderOneString() {
        for (String string : AbiHistory.strings()) {
            List<AbiHistory.Meaning> meanings = AbiHistory.ofString(string).stream()
                    .filter(meaning -> Catalogue.groups().stream()
                            .anyMatch(group ->
                                    group.trees().contains(meaning.kernels().getFirst())))
                    .toList();
            for (AbiHistory.Meaning from : meanings) {
                for (AbiHistory.Meaning to : meanings) {
                    if (!from.equals(to) && differInAStruct(from, to)) {
                        // When
                        PairVerdict verdict = AbiGate.BY_RULES.check(
                                from.kernels().getFirst(), to.kernels().getFirst());
                        // Then
                        assertThat(verdict.kinds())
                                .as(string + " " + from.kernels() + " " + to.kernels())
                                .filteredOn(
                                        kind -> kind.kind().equals(from.guard().kind()))
                                .allSatisfy(kind -> {
                                    assertThat(kind.outcome()).isNotEqualTo(Outcome.COMPATIBLE);
                                    assertThat(kind.consequences()).isNotEmpty();
                                    assertThat(kind.findings()).anyMatch(finding -> finding.isError());
                                })
                                .isNotEmpty();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kvm-3, kvm-5, SILENT, ABI-SEMANTICS, kvm_luo_ser.arch_state",
        "kvm-x86-5, kvm-x86-6, SILENT, ABI-FIELD-MOVED, kvm_vcpu_arch_ser.lapic",
        "kvm-arm64-3, kvm-arm64-4, SILENT, ABI-FIELD-REMOVED, kvm_vcpu_arch_ser.num_sysregs",
        "kvm-arm64-3, kvm-arm64-4, SILENT, ABI-RESERVED-SPENT, kvm_caretaker_arch_ser.vmid",
        "cpu-c, cpu-d, SILENT, ABI-CONSTANT, state WORKLOAD",
        "cpu-d, cpu-e, SILENT, ABI-CONSTANT, state WORKLOAD",
        "cpu-b-64, cpu-b-512, SILENT, ABI-CONFIGURATION, cpu_preserved_global_ser",
        "cpu-b-512, cpu-b-8192, SILENT, ABI-ARRAY-LENGTH, none",
        "hugetlb-v1-first, hugetlb-v1, SILENT, ABI-FIELD-RESIZED, hugetlb_ser.nr_hstates",
        "rxe-1, rxe-2, SILENT, ABI-ARRAY-LENGTH, rxe_luo_ser.rxe_name",
        "cpu-c, cpu-b-64, SILENT, ABI-GUARD-MAGIC, cpu_preserved_file_ser.magic",
        "pstore-fdt, pstore-raw, REFUSED, ABI-GUARD-CLIENT, PSTORE_KHO_NODE_COMPATIBLE",
        "7.3, luo-features, REFUSED, ABI-GUARD-LUO, LUO_ABI_COMPATIBLE",
        "luo-features, 7.3, REFUSED, ABI-GUARD-LUO, luo_ser.features",
        "kho-subtree-plain, 7.3, REFUSED, ABI-GUARD-COPIES, LUO node version",
        "7.3, kho-subtree-mixed, REFUSED, ABI-GUARD-COPIES, LUO node version",
        "xarray-4k, xarray-16k, SILENT, ABI-PAGE-SIZE, pageSize"
    })
    void shouldExplainWhatTheFieldWillMeet(String from, String to, Outcome outcome, String id, String path) {
        // When
        PairVerdict verdict = AbiGate.BY_RULES.check(from, to);
        // Then
        assertThat(verdict.kinds().stream()
                        .filter(kind -> kind.findings().stream()
                                .anyMatch(finding -> finding.kind().id().equals(id)
                                        && finding.path().equals(path)))
                        .map(kind -> kind.outcome()))
                .as(() -> verdict.allFindings()
                        .map(finding -> finding.kind().id() + " " + finding.path())
                        .toList()
                        .toString())
                .isEqualTo(path.equals("none") ? List.of() : List.of(outcome));
    }

    /** Mixed mode is there for the way back, and is no version of its own. */
    @Test
    void shouldLetAKernelBackThatKeepsItsDataInTheNodeToo() {
        // When
        PairVerdict verdict = AbiGate.BY_RULES.check("kho-subtree-mixed", "7.3");
        // Then
        assertThat(verdict.isUnproven()).isTrue();
        assertThat(verdict.consequence()).isEqualTo("none");
    }

    private static boolean differInAStruct(AbiHistory.Meaning from, AbiHistory.Meaning to) {
        return from.guard().layer() == to.guard().layer()
                && from.structs().stream()
                        .anyMatch(layout -> to.structs().stream()
                                .anyMatch(other -> other.name().equals(layout.name())
                                        && (!bytes(other).equals(bytes(layout))
                                                || !from.configuration().equals(to.configuration()))));
    }

    static Stream<AbiDescriptor> postedHeaders() {
        return posted().filter(tree -> !own(tree).isEmpty());
    }

    static Stream<AbiDescriptor> posted() {
        return Catalogue.groups().stream()
                .flatMap(group -> group.trees().stream())
                .map(name -> Catalogue.find(name).orElseThrow());
    }

    private static Map<Layer, Long> byLayer(String string) {
        return AbiHistory.ofString(string).stream()
                .collect(Collectors.groupingBy(meaning -> meaning.guard().layer(), Collectors.counting()));
    }

    private static Set<Integer> sizes(String trees) {
        return posted().filter(tree -> tree.release().startsWith(trees))
                .flatMap(tree -> tree.structs().stream())
                .filter(layout -> layout.name().startsWith("kvm_vcpu_arch_"))
                .map(StructLayout::size)
                .collect(Collectors.toSet());
    }

    /** The structs that a tree adds to what it stands on. */
    private static List<StructLayout> own(AbiDescriptor tree) {
        return tree.structs().stream()
                .filter(layout -> !layout.isTree())
                .filter(layout -> base(tree).structs().stream().noneMatch(layout::equals))
                .filter(layout -> !layout.source().startsWith("mainline"))
                .toList();
    }

    private static AbiDescriptor base(AbiDescriptor tree) {
        return Catalogue.find(tree.source().replaceFirst("base: ([^,]+),.*", "$1"))
                .orElseThrow();
    }

    private static List<String> bytes(StructLayout layout) {
        return Stream.concat(
                        Stream.of(layout.size() + (layout.packed() ? " packed" : "")),
                        layout.fields().stream().map(PostedTreesTest::bytes))
                .toList();
    }

    /** Of a bit-field its bits alone count: the list has its storage as the bits need it, C as its type has it. */
    private static String bytes(Field field) {
        String type = field.typeText().replace("struct ", "");
        return field.name() + " "
                + (field.isBitField()
                        ? "bits " + field.firstBit() + "+" + field.bits()
                        : type + " " + field.offset() + " " + field.size());
    }

    private static List<AbiDescriptor> list() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                PostedTreesTest.class.getResourceAsStream("/io/luoledger/abi/posted-structs.json"))) {
            return Descriptors.fromJson(in.readAllBytes(), "posted-structs.json", null);
        }
    }

    /** A tree of one header. */
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
            return "posted";
        }
    }

    /** The header that declares the structs of a tree. */
    private static final class PostedHeader {
        private final StringBuilder text = new StringBuilder();
        private final Map<String, Integer> declared = new LinkedHashMap<>();

        static String text(AbiDescriptor tree, List<StructLayout> own) {
            PostedHeader header = new PostedHeader();
            for (Guard guard : tree.guards()) {
                header.guard(guard, own);
            }
            own.forEach(layout -> header.struct(layout, tree));
            return header.text.toString();
        }

        private void guard(Guard guard, List<StructLayout> own) {
            boolean used = own.stream().anyMatch(layout -> guard.name().equals(layout.guard()));
            if (guard.layer() == Layer.MAGIC) {
                text.append("#define POSTED_MAGIC ").append(guard.value()).append('\n');
            } else if (used && guard.form() != GuardForm.FEATURES) {
                String value = guard.value().matches("\\d+") ? guard.value() : '"' + guard.value() + '"';
                text.append("#define %s %s%n".formatted(guard.name(), value));
            }
        }

        private void struct(StructLayout layout, AbiDescriptor tree) {
            if (declared.containsKey(layout.name())) {
                return;
            }
            declared.put(layout.name(), 1);
            for (Field field : layout.fields()) {
                embedded(field, tree);
            }
            if (layout.guard() != null && !layout.guard().contains(".")) {
                text.append("/* Under ").append(layout.guard()).append(". */\n");
            }
            text.append("struct ").append(layout.name()).append(" {\n");
            String group = "";
            for (Field field : layout.fields()) {
                String part = field.name().contains(".")
                        ? field.name().substring(0, field.name().indexOf('.'))
                        : "";
                if (!part.equals(group)) {
                    text.append(group.isEmpty() ? "" : "} " + group + ";\n");
                    text.append(part.isEmpty() ? "" : "struct {\n");
                    group = part;
                }
                text.append(field(field, layout));
            }
            text.append(group.isEmpty() ? "}" : "} " + group + "; }");
            text.append(layout.packed() ? " __packed;\n" : ";\n");
        }

        /** What a struct embeds stands before it; what another header declares only has its size here. */
        private void embedded(Field field, AbiDescriptor tree) {
            String inner = field.embeds();
            if (inner == null || declared.containsKey(inner)) {
                return;
            }
            Optional<StructLayout> known = tree.struct(inner);
            if (known.isPresent() && own(tree).contains(known.get())) {
                struct(known.get(), tree);
                return;
            }
            declared.put(inner, 1);
            boolean flexible = Objects.equals(field.arrayLength(), 0);
            int size = flexible ? 16 : Objects.requireNonNull(field.size()) / length(field.arrayLength());
            text.append("struct %s { u8 bytes[%d]; };%n".formatted(inner, size));
        }

        private static int length(@Nullable Integer arrayLength) {
            return arrayLength == null ? 1 : arrayLength;
        }

        private static String field(Field field, StructLayout layout) {
            String name = field.name().substring(field.name().indexOf('.') + 1);
            String type = field.type().equals("ptr") ? "void *" : field.type() + " ";
            String pages = "[PAGE_SIZE / %d]".formatted(8);
            String array = field.arrayLength() == null
                    ? ""
                    : field.arrayLength() == 0
                            ? "[]"
                            : layout.dependsOn().contains(StructLayout.PAGE_SIZE)
                                    ? pages
                                    : "[" + field.arrayLength() + "]";
            String bits = field.isBitField() ? ":" + field.bitSize() : "";
            return type + name + array + bits + ";\n";
        }
    }
}
