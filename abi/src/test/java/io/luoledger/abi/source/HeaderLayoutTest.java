package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.source.HeaderImporterTest.MapTree;
import io.luoledger.abi.verdict.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where declarations put their bytes. The figures are gcc's. */
class HeaderLayoutTest {
    private static final String KNOWN = """
            typedef struct later later_t;
            struct later { u8 a; u64 b; };
            struct part { u8 a; u32 b; };
            struct part16 { u64 a; u64 b; };
            typedef u64 u64_a4 __aligned(4);
            typedef u64 __aligned(2) u64_a2;
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            u8 a; u32 __aligned(8) z;                                              | 8  | 16
            u8 a; __aligned(16) u32 z;                                             | 16 | 32
            u8 a; _Alignas(8) u16 z;                                               | 8  | 16
            u8 a; struct part __aligned(16) z;                                     | 16 | 32
            u8 a; u32 z __attribute__((aligned));                                  | 16 | 32
            u8 a; u64_a4 z;                                                        | 4  | 12
            u8 a; u64_a2 z;                                                        | 2  | 10
            u8 a; u32 z __packed __aligned(2);                                     | 2  | 6
            void (*a[3])(void); u8 z;                                              | 24 | 32
            u64 (*a)[4]; u8 z;                                                     | 8  | 16
            u8 a; u16 : 5; u8 z;                                                   | 2  | 3
            u8 a; u32 : 0; u8 z;                                                   | 4  | 5
            u8 a; u32 b : 31 __packed; u32 c : 7; u8 z;                            | 6  | 8
            u8 a; later_t z;                                                       | 8  | 24
            u8 a[__alignof__(struct part16)]; u8 z;                                | 8  | 9
            u8 a[offsetof(struct part, b)]; u8 z;                                  | 4  | 5
            u8 a[offsetofend(struct part, b) + sizeof_field(struct part, a)]; u8 z; | 9 | 10
            u8 a[sizeof(((struct part16 *)0)->b) * sizeof(u32[2])]; u8 z;          | 64 | 65
            """)
    void shouldPutMembersWhereTheCompilerDoes(String members, int offset, int size) {
        // When
        AbiDescriptor read = read(KNOWN + "struct demo_ser { " + members + " };");
        // Then
        assertThat(read.unread()).isEmpty();
        assertThat(struct(read).field("z").map(Field::offset)).hasValue(offset);
        assertThat(struct(read).size()).isEqualTo(size);
    }

    @Test
    void shouldLetBitFieldsStraddleWhereAPragmaBoundsAlignments() {
        // When
        AbiDescriptor read = read("""
                #pragma pack(push, 2)
                struct demo_ser { u8 a; u32 b : 20; u32 c : 20; u64 d; u8 z; };
                #pragma pack(pop)
                """);
        // Then
        assertThat(struct(read).field("z").map(Field::offset)).hasValue(14);
        assertThat(struct(read).size()).isEqualTo(16);
    }

    /** As -fms-extensions have it: the fields are those of what is embedded. */
    @Test
    void shouldShowTheFieldsOfAStructThatIsEmbeddedWithoutAName() {
        // When
        AbiDescriptor read = read(KNOWN + "struct demo_ser { u64 first; struct part; };");
        // Then
        assertThat(struct(read).fields()).extracting(Field::name).containsExactly("first", "a", "b");
        assertThat(struct(read).field("b").map(Field::offset)).hasValue(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "struct demo_ser { u64 z; } ____cacheline_aligned;",
                "struct demo_ser { u32 ____cacheline_aligned z; };",
                "struct demo_ser { u32 z ____cacheline_aligned; };",
                "typedef u32 four __attribute__((vector_size(16))); struct demo_ser { four z; };",
                "struct demo_ser { int z __attribute__((mode(DI))); };",
                "struct demo_ser { u32 z __aligned(3); };",
                "struct demo_ser { u32 z[sizeof(((struct nowhere *)0)->b)]; };",
                "struct demo_ser { u64 z; };\nstruct demo_ser { u32 z; u32 y; };",
                "struct demo_ser { u64 z; };\nstatic_assert(offsetof(struct demo_ser, z) == 8);"
            })
    void shouldNeverTakeALayoutThatItHasNoRuleForAsKnown(String text) {
        // When
        AbiDescriptor read = read(text);
        // Then
        assertThat(read.unread()).isNotEmpty();
        assertThat(AbiGate.BY_RULES.check(read, read).outcome()).isNotEqualTo(Outcome.COMPATIBLE);
    }

    @Test
    void shouldTakeAStructThatIsWrittenTwiceAlikeForOne() {
        assertThat(read("struct demo_ser { u64 z; union { u32 a; u8 b[4]; }; };\n".repeat(2))
                        .unread())
                .isEmpty();
    }

    private static StructLayout struct(AbiDescriptor read) {
        return read.struct("demo_ser").orElseThrow();
    }

    private static AbiDescriptor read(String text) {
        return Importers.fromHeaders(
                new MapTree(Map.of("include/linux/kho/abi/demo.h", """
                        #define KHO_FDT_COMPATIBLE "kho-v4"
                        #define LUO_ABI_COMPATIBLE "luo-v5"
                        #define MEMFD_LUO_FH_COMPATIBLE "memfd-v2"
                        """ + text)), "demo", 4096, Map.of());
    }
}
