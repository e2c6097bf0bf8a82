package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.source.HeaderImporterTest.MapTree;
import io.luoledger.abi.verdict.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways in which headers write conditions, strings and numbers, and that none of them is passed over in silence. */
class HeaderTextTest {
    private static final String STRUCT = "struct demo_ser { u64 a; };\n";

    /** What every kernel on such a machine answers alike. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BITS_PER_LONG == 64",
                "PAGE_SIZE <= 4096",
                "PAGE_SHIFT == 12",
                "defined(__LITTLE_ENDIAN_BITFIELD) && !defined(__BIG_ENDIAN_BITFIELD)",
                "__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__",
                "defined(__LP64__) && __SIZEOF_POINTER__ == 8",
                "defined(__x86_64__) && !defined(__aarch64__)",
                "!defined(MAX_ODD) || MAX_ODD > 3",
                "SZ_4K == 0x1000 && U32_MAX == ~0U"
            })
    void shouldAnswerConditionsAsTheMachineDoes(String condition) {
        // When
        AbiDescriptor read = read("#if " + condition + "\n" + STRUCT + "#endif\n");
        // Then
        assertThat(read.unread()).isEmpty();
        assertThat(read.struct("demo_ser")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAX_NUMNODES > 64", "NR_CPUS > 64", "KERNEL_VERSION(7, 3, 0) > 0"})
    void shouldTellAConditionOnWhatOtherHeadersDefine(String condition) {
        // When
        AbiDescriptor read = read("#if " + condition + "\n" + STRUCT + "#endif\nstruct other_ser { u64 b; };\n");
        // Then
        assertThat(read.unread()).hasSize(1).first().asString().startsWith("include/linux/kho/abi/demo.h:1: ");
    }

    @Test
    void shouldFollowAnOptionThatAMacroAsksFor() {
        // Given
        String text = "#define WIDE IS_ENABLED(CONFIG_WIDE)\n#if WIDE\n" + STRUCT + "#endif\n";
        // When, then
        assertThat(read(text, Map.of("CONFIG_WIDE", "y")).struct("demo_ser")).isPresent();
        assertThat(read(text, Map.of("CONFIG_WIDE", "m")).struct("demo_ser")).isPresent();
        assertThat(read(text, Map.of("CONFIG_WIDE", "n")).struct("demo_ser")).isEmpty();
        assertThat(read(text, Map.of("CONFIG_WIDE", "y")).unread()).isEmpty();
        assertThat(read(text).unread())
                .first()
                .asString()
                .endsWith("depends on CONFIG_WIDE, which nobody told; tell it with -D CONFIG_WIDE=y or =n");
    }

    @Test
    void shouldMeasureAnArrayByAnOption() {
        // Given
        String text = "struct demo_ser { u8 a[IS_ENABLED(CONFIG_WIDE) ? 8 : 4]; };\n";
        // When, then
        assertThat(read(text, Map.of("CONFIG_WIDE", "m"))
                        .struct("demo_ser")
                        .orElseThrow()
                        .size())
                .isEqualTo(8);
        assertThat(read(text, Map.of("CONFIG_WIDE", "n"))
                        .struct("demo_ser")
                        .orElseThrow()
                        .size())
                .isEqualTo(4);
        assertThat(read(text + STRUCT.replace("demo", "other")).unread()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#define VERSION 3\n#define DEMO_LUO_FH_COMPATIBLE \"demo-v\" __stringify(VERSION)",
                "static const char demo_luo_fh_compatible[] = \"demo-\" \"v3\";",
                "static const char *const demo_luo_fh_compatible = \"demo-v3\";",
                "static const char demo_luo_fh_compatible[] __maybe_unused = \"demo-v3\";"
            })
    void shouldFindAStringHoweverItIsWritten(String definition) {
        // When
        AbiDescriptor read = read(definition + "\n" + STRUCT);
        // Then
        assertThat(read.unread()).isEmpty();
        assertThat(read.guards()).extracting(Guard::value).contains("demo-v3");
        assertThat(read.struct("demo_ser").orElseThrow().guard()).isEqualToIgnoringCase("DEMO_LUO_FH_COMPATIBLE");
    }

    @Test
    void shouldTellAStringThatCannotBeMadeOut() {
        assertThat(read("#define DEMO_LUO_FH_COMPATIBLE \"demo-v\" VERSION_OF(demo)\n" + STRUCT)
                        .unread())
                .containsExactly("include/linux/kho/abi/demo.h:1: the string of DEMO_LUO_FH_COMPATIBLE isn't known:"
                        + " \"demo-v\" VERSION_OF(demo)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            #define DEMO_MAX 0b101               | 5
            #define DEMO_MAX 'LUO1'              | 1280659249
            #define DEMO_MAX (~0U)               | 4294967295
            #define DEMO_MAX (~0ULL)             | -1
            #define DEMO_MAX SZ_2M               | 2097152
            #define DEMO_MAX (U16_MAX + 1)       | 65536
            #define DEMO_MAX BITS_TO_LONGS(65)   | 2
            static const u32 DEMO_MAX = 1 << 4;  | 16
            """)
    void shouldWorkOutNumbers(String definition, long value) {
        // When
        AbiDescriptor read = read(definition + "\n" + STRUCT);
        // Then
        assertThat(read.constants())
                .filteredOn(constant -> constant.name().equals("DEMO_MAX"))
                .extracting(Constant::value)
                .containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#define DEMO_MAX MAX_OF_OTHERS", "static const u32 demo_max = (MAX_OF_OTHERS);"})
    void shouldTellANumberThatAnotherHeaderHas(String definition) {
        // When
        AbiDescriptor read = read(definition + "\n" + STRUCT);
        // Then
        assertThat(read.unread())
                .singleElement()
                .asString()
                .endsWith(" isn't known: include/linux/kho/abi/demo.h:1: unknown constant 'MAX_OF_OTHERS'");
        assertThat(AbiGate.BY_RULES.check(read, read).outcome()).isNotEqualTo(Outcome.COMPATIBLE);
    }

    /** Whatever it is called, a header of preserved state has no string but those that both sides have to agree on. */
    @ParameterizedTest
    @ValueSource(strings = {"DEMO_SER_ID", "DEMO_SIGNATURE", "DEMO_PROP", "PAGES_PROPERTY_NAME"})
    void shouldTakeAStringOfAnyNameForWhatKernelsCompare(String constant) {
        // Given
        String text = "#define " + constant + " \"demo/1\"\n" + STRUCT;
        AbiDescriptor from = read(text);
        AbiDescriptor bumped = read(text.replace("demo/1", "demo/2").replace("u64 a;", "u64 a; u64 b;"));
        AbiDescriptor unguarded = read(text.replace("u64 a;", "u64 a; u64 b;"));
        String kind = from.guards().stream()
                .filter(guard -> guard.name().equals(constant))
                .map(Guard::kind)
                .findFirst()
                .orElseThrow();
        // When, then
        assertThat(AbiGate.BY_RULES.check(from, bumped).kinds())
                .filteredOn(one -> one.kind().equals(kind))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.outcome()).isEqualTo(Outcome.REFUSED);
                    assertThat(one.findings())
                            .extracting(found -> found.kind().id())
                            .contains("ABI-GUARD-OTHER");
                });
        assertThat(AbiGate.BY_RULES.check(from, unguarded).outcome()).isEqualTo(Outcome.SILENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo: %s\\n", "no room", "4711"})
    void shouldTakeNoMessageForAGuard(String value) {
        // When
        AbiDescriptor read = read("#define DEMO_MESSAGE \"" + value + "\"\n" + STRUCT);
        // Then
        assertThat(read.guards()).extracting(Guard::name).doesNotContain("DEMO_MESSAGE");
        assertThat(read.unread()).isEmpty();
    }

    @Test
    void shouldGiveTheRestOfTheArgumentsToTheNameBeforeTheDots() {
        // When
        AbiDescriptor read =
                read("#define GROUP(members...) struct { members }\nstruct demo_ser { GROUP(u8 a, b; u32 c;); };\n");
        // Then
        assertThat(read.struct("demo_ser").orElseThrow().fields())
                .extracting(Field::name)
                .containsExactly("a", "b", "c");
    }

    private static AbiDescriptor read(String text) {
        return read(text, Map.of());
    }

    private static AbiDescriptor read(String text, Map<String, String> configuration) {
        String others = """
                #define KHO_FDT_COMPATIBLE "kho-v4"
                #define LUO_ABI_COMPATIBLE "luo-v5"
                #define MEMFD_LUO_FH_COMPATIBLE "memfd-v2"
                """;
        return Importers.fromHeaders(
                new MapTree(Map.of("include/linux/kho/abi/demo.h", text, "include/linux/kho/abi/luo.h", others)),
                "demo",
                4096,
                configuration);
    }
}
