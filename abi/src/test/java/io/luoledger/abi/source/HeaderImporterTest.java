package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.wire.UnreadableInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Headers in the kernel's manner, written for this test. */
class HeaderImporterTest {
    private static final String ROOT = """
            #ifndef _DEMO_ROOT_H
            #define _DEMO_ROOT_H
            #include <linux/types.h>
            #include <uapi/linux/demo.h>
            /* The root. A reader looks for compatible = "kho-v8" first. */
            #define KHO_FDT_COMPATIBLE "kho-v9"
            #define DECLARE_DEMO_PTR(name, type)	\\
            	union {			\\
            		u64 phys;	\\
            		type ptr;	\\
            	} name
            struct demo_hdr {
            	DECLARE_DEMO_PTR(next, struct demo_page *);
            };
            #define DEMO_ENTRIES ((PAGE_SIZE - sizeof(struct demo_hdr)) / sizeof(u64))
            struct demo_page {
            	struct demo_hdr hdr;
            	u64 phys[DEMO_ENTRIES];
            };
            static_assert(sizeof(struct demo_page) == PAGE_SIZE);
            enum demo_depth {
            	DEMO_BITS = const_ilog2(PAGE_SIZE / sizeof(phys_addr_t)),
            	DEMO_DEPTH = DIV_ROUND_UP(64 - PAGE_SHIFT + 1, DEMO_BITS) + 1,
            };
            #endif
            """;

    private static final String FILE = """
            #ifndef _DEMO_FILE_H
            #define _DEMO_FILE_H
            #include <linux/kho/abi/root.h>
            #define DEMO_LUO_FH_COMPATIBLE "demo" "-v" DEMO_VERSION
            #define DEMO_VERSION "3"
            #define DEMO_LEN ALIGN(sizeof(DEMO_LUO_FH_COMPATIBLE), 8)
            struct demo_ser {
            	char compatible[DEMO_LEN];
            	u64 pfn:52, flags:12;
            	__u32 a, b[2];
            #if defined(CONFIG_DEMO_WIDE) && DEMO_NAME_LENGTH > 8
            	u64 wide;
            #else
            	u8 narrow;
            #endif
            	enum { DEMO_X = 3, DEMO_Y } kind;
            	struct { u16 low; u16 high; } __packed parts;
            	char name[DEMO_NAME_LENGTH + (DEMO_Y == 4 ? 0 : 1)];
            	struct demo_page *page;
            	struct demo_hdr hdr;
            	u64 tail[];
            } __packed;
            struct demo_plain {
            	u8 a;
            	u64 b;
            	u16 c:3;
            	u16 d:14;
            	unsigned short e;
            	int (*callback)(struct demo_ser *one, int two);
            } __attribute__((aligned(16)));
            static inline int demo_size(void) { if (1) { return 2; } return 0; }
            #endif
            """;

    private static final String UAPI = "#define DEMO_NAME_LENGTH 0x20\nstruct not_taken { int x; };\n";

    @Test
    void shouldLayStructsOutAsTheCompilerDoes() {
        // When
        AbiDescriptor descriptor = read(tree(Map.of()));
        // Then
        assertThat(descriptor.unread()).isEmpty();
        assertThat(places(descriptor, "demo_ser"))
                .containsExactly(
                        "compatible char[8] @0:8",
                        "pfn u64:52 @8:8 bits 0-51",
                        "flags u64:12 @8:8 bits 52-63",
                        "a u32 @16:4",
                        "b u32[2] @20:8",
                        "narrow u8 @28:1",
                        "kind u32 @29:4",
                        "parts.low u16 @33:2",
                        "parts.high u16 @35:2",
                        "name char[32] @37:32",
                        "page ptr @69:8",
                        "hdr struct demo_hdr @77:8",
                        "tail u64[] @85:0");
        assertThat(places(descriptor, "demo_plain"))
                .containsExactly(
                        "a u8 @0:1",
                        "b u64 @8:8",
                        "c u16:3 @16:2 bits 0-2",
                        "d u16:14 @18:2 bits 0-13",
                        "e u16 @20:2",
                        "callback ptr @24:8");
        assertThat(descriptor.struct("demo_plain").orElseThrow().size()).isEqualTo(32);
        assertThat(descriptor.struct("demo_ser").orElseThrow().size()).isEqualTo(85);
        assertThat(places(descriptor, "demo_page"))
                .containsExactly("hdr struct demo_hdr @0:8", "phys u64[511] @8:4088");
        assertThat(places(descriptor, "demo_hdr")).containsExactly("next.phys u64 @0:8");
        assertThat(descriptor.struct("not_taken")).isEmpty();
    }

    @Test
    void shouldFindGuardsConstantsAndWhatCommentsClaim() {
        // When
        AbiDescriptor descriptor = read(tree(Map.of()));
        // Then
        assertThat(descriptor.guards().stream().map(Guard::value)).containsExactlyInAnyOrder("kho-v9", "demo-v3");
        assertThat(descriptor.struct("demo_ser").map(StructLayout::guard)).hasValue("DEMO_LUO_FH_COMPATIBLE");
        assertThat(descriptor.struct("demo_ser").map(StructLayout::kind)).hasValue("demo");
        assertThat(descriptor.struct("demo_page").map(StructLayout::guard)).hasValue("KHO_FDT_COMPATIBLE");
        assertThat(descriptor.constants())
                .extracting("name", "value")
                .contains(
                        org.assertj.core.groups.Tuple.tuple("DEMO_DEPTH@4K", 7L),
                        org.assertj.core.groups.Tuple.tuple("DEMO_DEPTH@64K", 5L),
                        org.assertj.core.groups.Tuple.tuple("DEMO_X", 3L));
        assertThat(descriptor.documented())
                .containsExactly(new AbiDescriptor.DocumentedString(
                        "KHO_FDT_COMPATIBLE", "kho-v8", "include/linux/kho/abi/root.h:5"));
    }

    @Test
    void shouldFollowTheConfigurationAndThePageSize() {
        // When
        AbiDescriptor wide = Importers.fromHeaders(tree(Map.of()), "demo", 16384, Map.of("CONFIG_DEMO_WIDE", "1"));
        // Then
        assertThat(places(wide, "demo_ser")).contains("wide u64 @28:8").doesNotContain("narrow u8 @28:1");
        assertThat(places(wide, "demo_page")).contains("phys u64[2047] @8:16376");
    }

    @Test
    void shouldSayWhatIsWrongGoOnAndNeverCallItCompatible() {
        // Given
        String broken = FILE.replace("u16 d:14;", "u16 d:14;\n\tmystery_t odd;");
        // When
        AbiDescriptor descriptor = read(tree(Map.of("include/linux/kho/abi/file.h", broken)));
        // Then
        assertThat(descriptor.unread()).containsExactly("include/linux/kho/abi/file.h:28: unknown type 'mystery_t'");
        assertThat(descriptor.struct("demo_ser")).isPresent();
        assertThat(AbiGate.BY_RULES.check(descriptor, descriptor).outcome()).isNotEqualTo(Outcome.COMPATIBLE);
    }

    @Test
    void shouldNameTheFieldThatMovedUnderTheSameGuard() {
        // Given
        String changed = FILE.replace("__u32 a, b[2];", "__u32 a;\n\tu32 fresh;\n\t__u32 b[2];");
        AbiDescriptor before = read(tree(Map.of()));
        AbiDescriptor after = read(tree(Map.of("include/linux/kho/abi/file.h", changed)));
        // When
        PairVerdict verdict = AbiGate.BY_RULES.check(before, after);
        // Then
        assertThat(verdict.outcome()).isEqualTo(Outcome.SILENT);
        assertThat(verdict.allFindings().map(finding -> finding.kind().id() + " " + finding.path()))
                .contains("ABI-FIELD-ADDED demo_ser.fresh", "ABI-FIELD-MOVED demo_ser.b", "ABI-STRUCT-SIZE demo_ser");
        assertThat(verdict.allFindings().filter(finding -> finding.path().equals("demo_ser.fresh")))
                .extracting(AbiFinding::explanation)
                .containsExactly(
                        "Bytes 20-23, written as demo_ser.b, read as demo_ser.fresh. The incoming kernel reads bytes that the outgoing one never wrote as this field.");
    }

    @Test
    void shouldRefuseATreeWithoutTheHeaders() {
        assertThatThrownBy(() -> read(new MapTree(Map.of("Makefile", "VERSION = 6\n"))))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(
                        "test tree: no header in include/linux/kho/abi; expected a kernel source tree, 7.0 or newer");
    }

    /** Runs on a real tree when told where one is: -Dluo.ledger.kernel.tree=DIR. */
    @Test
    void shouldReadARealTree() {
        String place = System.getProperty("luo.ledger.kernel.tree");
        org.junit.jupiter.api.Assumptions.assumeTrue(place != null, "no kernel tree given");
        AbiDescriptor descriptor = read(new DirectoryTreeForTest(java.nio.file.Path.of(String.valueOf(place))));
        assertThat(descriptor.unread()).isEmpty();
        assertThat(AbiGate.BY_RULES
                        .check(
                                descriptor,
                                io.luoledger.abi.Catalogue.find("7.3").orElseThrow())
                        .outcome())
                .isEqualTo(Outcome.COMPATIBLE);
    }

    /** With every option told, so that nothing is left open. */
    private static AbiDescriptor read(HeaderTree tree) {
        return Importers.fromHeaders(tree, "demo", 4096, Map.of("CONFIG_DEMO_WIDE", "n"));
    }

    private static HeaderTree tree(Map<String, String> changed) {
        Map<String, String> files = new TreeMap<>(Map.of(
                "include/linux/kho/abi/root.h", ROOT,
                "include/linux/kho/abi/file.h", FILE,
                "include/uapi/linux/demo.h", UAPI));
        files.putAll(changed);
        return new MapTree(files);
    }

    private static List<String> places(AbiDescriptor descriptor, String struct) {
        return descriptor.struct(struct).orElseThrow().fields().stream()
                .map(HeaderImporterTest::place)
                .toList();
    }

    private static String place(Field field) {
        return field.name() + " " + field.typeText() + " " + field.place();
    }

    record MapTree(Map<String, String> files) implements HeaderTree {
        @Override
        public Optional<String> read(String path) {
            return Optional.ofNullable(files.get(path));
        }

        @Override
        public List<String> list(String directory, String suffix) {
            return files.keySet().stream()
                    .filter(path -> path.startsWith(directory + "/") && path.endsWith(suffix))
                    .sorted()
                    .toList();
        }

        @Override
        public String name() {
            return "test tree";
        }
    }

    record DirectoryTreeForTest(java.nio.file.Path root) implements HeaderTree {
        @Override
        public Optional<String> read(String path) {
            try {
                java.nio.file.Path file = root.resolve(path);
                return java.nio.file.Files.isRegularFile(file)
                        ? Optional.of(java.nio.file.Files.readString(file))
                        : Optional.empty();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public List<String> list(String directory, String suffix) {
            if (!java.nio.file.Files.isDirectory(root.resolve(directory))) {
                return List.of();
            }
            try (java.util.stream.Stream<java.nio.file.Path> files =
                    java.nio.file.Files.walk(root.resolve(directory))) {
                return files.map(file -> root.relativize(file).toString())
                        .filter(file -> file.endsWith(suffix))
                        .sorted()
                        .toList();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public String name() {
            return root.toString();
        }
    }
}
