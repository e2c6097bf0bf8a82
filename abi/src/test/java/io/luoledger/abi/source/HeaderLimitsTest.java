package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.source.HeaderImporterTest.MapTree;
import io.luoledger.wire.UnreadableInputException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that aren't C, and headers that have no end: refused with the place, whatever else is in the tree. */
class HeaderLimitsTest {
    private static final String FILE = "include/linux/kho/abi/odd.h";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "struct a { u64 x; }~struct b { u64 y; };|2: expected ';', found 'struct'",
                "struct a {~ u64 x~};|3: expected ';', found '}'",
                "struct a {~ u64 x u32 y;~};|2: expected ';', found 'u32'",
                "~struct a { u64 x;~struct b { u64 y; };|2: struct without an end",
                "struct a { u64 x; };~};|2: expected a declaration, found '}'",
                "<<<<<<< ours~struct a { u64 x; };|1: expected a declaration, found '<<'",
                "strcut a { u64 x; };|1: expected a declaration, found 'strcut'",
                "struct a { u64 x[3 4]; };|1: expected the end of the expression, found '4'",
                "enum a { ONE TWO };|1: expected ',', found 'TWO'",
                "#if 1~struct a { u64 x; };|1: #if without #endif",
                "struct a { u64 x; };~#endif|2: #endif without #if",
                "struct a { u64 x; };~/* no end|2: comment without an end",
                "#define F(x) x~struct a { u64 x[F(1]; };|2: arguments of F without an end",
                "#define~struct a { u64 x; };|1: #define without a name"
            })
    void shouldRefuseAHeaderThatIsntCWithFileLineAndReasonFirst(String text, String problem) {
        refused(text.replace('~', '\n'), problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "this is not C at all, friend~|1: unknown type 'this'; expected a C header, and nothing of one was understood",
                "404: Not Found|1: expected a declaration, found '404'",
                "{\"format\": 1}|1: expected a declaration, found '{'"
            })
    void shouldRefuseProseThatBeginsAsADeclarationDoes(String text, String problem) {
        refused(text.replace('~', '\n'), problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' ~'|an empty file",
                "diff --git a/luo.h b/luo.h~|a patch: apply it to a source tree, and give that",
                "--- a/luo.h~+++ b/luo.h~|a patch: apply it to a source tree, and give that",
                "From: Somebody~Date: today~Subject: [PATCH] luo~|a patch: apply it to a source tree, and give that",
                "<!DOCTYPE html>~<html>|a web page (HTML): fetch the plain file instead",
                "version https://git-lfs.github.com/spec/v1~|a pointer of Git LFS: fetch the file itself (git lfs pull)",
                "'\u001f\ufffd\b\u0000'|gzip-compressed data: unpack it",
                "'#\u0000i\u0000'|text in UTF-16: write it in UTF-8",
                "'int a;\u0000'|binary data"
            })
    void shouldSayWhatElseStandsInAHeadersPlace(String text, String what) {
        assertThatThrownBy(() -> read(text.replace('~', '\n')))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith(FILE + ": expected a C header, found " + what + "\n");
    }

    @Test
    void shouldGoOnWhereAHeaderIsCThoughNotAllOfItIsUnderstood() {
        assertThat(read("strange_t a;\n#define A 1\n").unread()).containsExactly(FILE + ":1: unknown type 'strange_t'");
        assertThat(read("struct a { strange_t a; };\n").unread())
                .containsExactly(FILE + ":1: unknown type 'strange_t'");
        assertThat(read("\ufeffstruct a { u64 x; };\n").struct("a")).isPresent();
        assertThat(read("#include <linux/types.h>\n").structs()).isEmpty();
    }

    @Test
    void shouldNameTheFirstPlaceOfEveryHeaderThatCantBeRead() {
        MapTree tree = new MapTree(Map.of(
                "include/linux/kho/abi/a.h", "struct a { u64 }; struct b {};\n",
                "include/linux/kho/abi/b.h", "\nstruct c { u64 x; }\n"));
        assertThatThrownBy(() -> Importers.fromHeaders(tree, "odd", 4096, Map.of()))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("""
                        include/linux/kho/abi/a.h:1: expected a name, found '}'
                        include/linux/kho/abi/b.h:2: the text ends too early
                        test tree: its headers can't be read, so nothing was made of them""");
    }

    @Test
    void shouldWorkOutOperatorsAndCastsInFrontOfAValue() {
        String text = "enum { A = " + "~".repeat(100) + "5, B = " + "(u64)".repeat(100) + "6,\n"
                + "C = (u8)0x1ff, D = -(s8)0xff, E = !!7, F = (unsigned long)~0 >> 60 };\nstruct a { u8 x[A]; };\n";
        // When
        AbiDescriptor read = read(text);
        // Then
        assertThat(read.constants().stream().map(one -> one.name() + "=" + one.value()))
                .contains("A=5", "B=6", "C=255", "D=1", "E=1", "F=15");
    }

    @Test
    void shouldEndOnExpressionsWithoutEnd() {
        refused(
                "struct a { u8 x[" + "(".repeat(5000) + "1" + ")".repeat(5000) + "]; };",
                "1: expression nested too deep");
        refused(
                "struct a { u8 x[" + "min(1, ".repeat(60_000) + "1" + ")".repeat(60_000) + "]; };",
                "1: expression nested too deep");
        refused("struct a { u8 x[" + "1 ? 2 : ".repeat(60_000) + "1]; };", "1: expression nested too deep");
        refused("struct a { u8 x[" + "~".repeat(60_000) + "1]; };", "1: expression nested too deep");
        refused("struct a { u8 x[" + "(u64)".repeat(60_000) + "1]; };", "1: expression nested too deep");
        refused("#define A " + "~".repeat(60_000) + "1\n", "1: expression nested too deep");
        refused("#if " + "(".repeat(60_000) + "1\n#endif\n", "1: expression nested too deep");
        refused(
                "struct a { u8 x[" + "sizeof(struct { u8 y[".repeat(5000) + "1" + "]; })".repeat(5000) + "]; };",
                "1: structs nested too deep");
        refused(
                "struct a { " + "struct { ".repeat(5000) + "u8 x; " + "}; ".repeat(5000) + "};",
                "1: structs nested too deep");
    }

    @Test
    void shouldEndOnStructsThatDoubleWithoutEnd() {
        String doubling = IntStream.range(0, 40)
                .mapToObj(i -> "typedef union { e" + i + " a; e" + i + " b; } e" + (i + 1) + ";\n")
                .collect(Collectors.joining());
        refused(
                "typedef union { } e0;\n" + doubling + "struct a { e40 x; };",
                "42: struct a has more than 4096 fields, with those of what is inside it");
    }

    @Test
    void shouldEndOnMacrosWithoutEnd() {
        String doubling = IntStream.range(0, 60)
                .mapToObj(i -> "#define D" + i + " D" + (i + 1) + " D" + (i + 1) + "\n")
                .collect(Collectors.joining());
        refused(doubling + "D0\n", "61: macros without end: more than 1000000 tokens");
        refused(
                "#define T(x) x x\nstruct a {\n" + "T(".repeat(60) + "u8 y;" + ")".repeat(60) + "};",
                "3: macros without end: more than 1000000 tokens");
        refused(
                "#define F(x) x\nstruct a { u8 x[\n" + "F(".repeat(60_000) + "1" + ")".repeat(60_000) + "]; };",
                "3: more than 100 macros inside one another");
        String chain = IntStream.range(0, 5000)
                .mapToObj(i -> "#define C" + i + " C" + (i + 1) + "\n")
                .collect(Collectors.joining());
        refused(chain + "struct a { u8 x[C0]; };", "5001: more than 100 macros inside one another");
    }

    @Test
    void shouldEndOnConditionsWithoutEnd() {
        refused(
                "#if 1\n".repeat(100_000) + "#endif\n".repeat(100_000),
                "201: more than 200 conditions inside one another");
        refused("#ifdef A\n".repeat(100_000), "201: more than 200 conditions inside one another");
    }

    @Test
    void shouldTakeMacrosThatOnlyLeadToThemselves() {
        AbiDescriptor read = read("""
                #define A B
                #define B A
                #define F(x) F(x) G(x)
                #define G(x) F(x)
                struct s { u8 a[A]; };
                struct t { struct t inner; };
                """);
        assertThat(read.unread())
                .containsExactly(FILE + ":5: unknown constant 'A'", FILE + ":6: struct 't' isn't defined here");
    }

    private static AbiDescriptor read(String text) {
        return Importers.fromHeaders(new MapTree(Map.of(FILE, text)), "odd", 4096, Map.of());
    }

    private static void refused(String text, String problem) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith(FILE + ":" + problem + "\n");
    }
}
