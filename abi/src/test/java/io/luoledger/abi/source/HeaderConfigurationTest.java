package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Constant;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.source.HeaderImporterTest.MapTree;
import io.luoledger.abi.verdict.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What headers leave to the configuration, to attributes and to the compiler. */
class HeaderConfigurationTest {
    private static final String FILE = "include/linux/kho/abi/file.h";
    private static final String TEXT = """
            #define ONE_LUO_FH_COMPATIBLE "one-v1"
            struct one_ser {
            	u64 a;
            #ifdef CONFIG_WIDE
            	u64 wide;
            #endif
            };
            #if IS_ENABLED(CONFIG_LONG)
            #define ONE_LEN 8
            #else
            #define ONE_LEN 4
            #endif
            struct two_ser { u8 name[ONE_LEN]; };
            #ifdef CONFIG_HELP
            int one_help(void);
            #endif
            #ifdef CONFIG_LIVEUPDATE
            #define ONE_FLAG 1
            #endif
            """;

    @Test
    void shouldSayThatALayoutDependsOnAnOptionThatNobodyTold() {
        // When
        AbiDescriptor read = read(TEXT, Map.of());
        // Then
        assertThat(read.unread())
                .containsExactly(
                        FILE
                                + ":4: layout of one_ser depends on CONFIG_WIDE, which nobody told; tell it with -D CONFIG_WIDE=y or =n",
                        FILE
                                + ":8: what is declared there depends on CONFIG_LONG, which nobody told; tell it with -D CONFIG_LONG=y or =n");
        assertThat(AbiGate.BY_RULES.check(read, read).outcome()).isNotEqualTo(Outcome.COMPATIBLE);
    }

    @Test
    void shouldTakeOptionsThatAreTold() {
        // When
        AbiDescriptor on = read(TEXT, Map.of("CONFIG_WIDE", "y", "CONFIG_LONG", "m"));
        AbiDescriptor off = read(TEXT, Map.of("CONFIG_WIDE", "n", "CONFIG_LONG", "n"));
        // Then
        assertThat(on.unread()).isEmpty();
        assertThat(off.unread()).isEmpty();
        assertThat(on.struct("one_ser").map(StructLayout::size)).hasValue(16);
        assertThat(off.struct("one_ser").map(StructLayout::size)).hasValue(8);
        assertThat(on.struct("two_ser").map(StructLayout::size)).hasValue(8);
        assertThat(off.struct("two_ser").map(StructLayout::size)).hasValue(4);
        assertThat(AbiGate.BY_RULES.check(off, on).outcome()).isEqualTo(Outcome.SILENT);
    }

    @Test
    void shouldNotMakeUpWhatIsMissingInAHeaderThatIsOnlyUnderstoodInPart() {
        // Given
        AbiDescriptor before = read(TEXT, Map.of("CONFIG_WIDE", "n", "CONFIG_LONG", "n"));
        AbiDescriptor after =
                read(TEXT.replace("\tu64 a;", "\tunheard_t a;"), Map.of("CONFIG_WIDE", "n", "CONFIG_LONG", "n"));
        // When, then
        assertThat(after.unread()).containsExactly(FILE + ":3: unknown type 'unheard_t'");
        assertThat(AbiGate.BY_RULES.check(before, after).outcome()).isEqualTo(Outcome.SILENT);
        assertThat(AbiGate.BY_RULES
                        .check(before, after)
                        .allFindings()
                        .map(one -> one.kind().id()))
                .contains("ABI-INCOMPLETE")
                .doesNotContain("ABI-STRUCT-REMOVED");
        assertThat(AbiGate.BY_RULES
                        .check(after, before)
                        .allFindings()
                        .map(one -> one.kind().id()))
                .doesNotContain("ABI-STRUCT-ADDED");
    }

    @Test
    void shouldImportFlagsMasksAndEnumConstantsUnderTheirKind() {
        // When
        AbiDescriptor read = read("""
                #define ONE_LUO_FH_COMPATIBLE "one-v1"
                #define TWO_LUO_FLB_COMPATIBLE "two-v1"
                #define ONE_FLAG_A BIT(0)
                #define ONE_FLAG_B (1U << 1)
                #define ONE_FLAGS (ONE_FLAG_A | ONE_FLAG_B)
                #define ONE_SEALS (F_SEAL_SEAL | F_SEAL_EXEC)
                #define TWO_ODD (SOMEBODYS_FLAG | 4)
                enum two_state { TWO_PARKED = 1, TWO_RUNNING };
                """, Map.of());
        // Then
        assertThat(read.constants().stream().map(HeaderConfigurationTest::text))
                .containsExactlyInAnyOrder(
                        "one ONE_FLAG_A=1",
                        "one ONE_FLAG_B=2",
                        "one ONE_FLAGS=3",
                        "one ONE_SEALS=33",
                        "two TWO_PARKED=1",
                        "two TWO_RUNNING=2");
        assertThat(read.unread())
                .containsExactly(
                        FILE + ":7: value of TWO_ODD isn't known: " + FILE + ":7: unknown constant 'SOMEBODYS_FLAG'");
    }

    @Test
    void shouldLayOutWhatAttributesAndPragmasChange() {
        // When
        AbiDescriptor read = read("""
                #pragma once
                #pragma pack(push, 1)
                struct packed_by_pragma { u8 a; u64 b; };
                #pragma pack(pop)
                struct natural { u8 a; u64 b; };
                struct __packed before { u8 a; u64 b; };
                struct one { u8 a; u64 b __packed; u32 c __aligned(16); };
                typedef struct { u8 a; u32 b; } __attribute__((__packed__)) named_t;
                struct of_named { named_t x[2]; };
                enum tiny { TINY_A, TINY_B } __packed;
                enum huge { HUGE_A = 1ULL << 40 };
                struct enums { enum tiny a; enum huge b; static_assert(1 == 1, "never"); };
                struct pieces { struct_group(head, u8 a; u8 b;); u16 c; };
                static_assert(sizeof(struct enums) == 16);
                static_assert(sizeof(struct natural) == 9, "wrong on purpose");
                static_assert(SOMEBODYS_MAX < 4);
                struct strange { u64 a __section_of_its_own; };
                """, Map.of());
        // Then
        assertThat(read.structs().stream().map(struct -> struct.name() + " " + struct.size()))
                .containsExactlyInAnyOrder(
                        "packed_by_pragma 9",
                        "natural 16",
                        "before 9",
                        "one 32",
                        "named_t 5",
                        "of_named 10",
                        "enums 16",
                        "pieces 4");
        assertThat(read.unread())
                .containsExactly(
                        FILE + ":15: static_assert doesn't hold for what is read here",
                        FILE + ":17: unknown attribute '__section_of_its_own'");
    }

    @Test
    void shouldJoinLinesAsTheCompilerDoes() {
        AbiDescriptor read = read(
                "#define A(x) \\\r\n\tu64 x; \\  \n\tu32 x##_low;\r\nstruct s { A(a) }; // end\r\n#error none \\\n\n",
                Map.of());
        assertThat(read.struct("s").map(StructLayout::size)).hasValue(16);
        assertThat(read.unread()).containsExactly(FILE + ":5: #error none: the configuration isn't one that it takes");
    }

    private static String text(Constant constant) {
        return constant.kind() + " " + constant.name() + "=" + constant.value();
    }

    private static AbiDescriptor read(String text, Map<String, String> configuration) {
        return Importers.fromHeaders(new MapTree(Map.of(FILE, text)), "demo", 4096, configuration);
    }
}
