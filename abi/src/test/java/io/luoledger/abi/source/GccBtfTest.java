package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * BTF as a compiler writes it by itself ({@code gcc -gbtf}, version 12.2), which orders and names types otherwise than
 * pahole does; {@code gcc.btf} is the section of an object file made of {@code gcc-btf-demo.h}, {@code gcc-odd.btf} that of {@code
 * gcc-btf-odd.h}.
 */
class GccBtfTest {
    @ParameterizedTest
    @CsvSource({"gcc.btf, gcc-btf-demo.h, demo_file_ser", "gcc-odd.btf, gcc-btf-odd.h, odd_file_ser"})
    void shouldAgreeWithTheHeaderThatWasCompiled(String btf, String text, String struct) throws Exception {
        // Given
        AbiDescriptor header = header(text);
        // When
        AbiDescriptor compiled = Importers.fromBtf(ByteBuffer.wrap(resource(btf)), "demo.o", "demo", List.of(), header);
        // Then
        assertThat(compiled.struct(struct)).isPresent();
        for (StructLayout layout : compiled.structs()) {
            StructLayout written = header.struct(layout.name()).orElseThrow();
            assertThat(layout.size()).as(layout.name()).isEqualTo(written.size());
            assertThat(layout.fields().stream().map(GccBtfTest::text))
                    .as(layout.name())
                    .isEqualTo(written.fields().stream().map(GccBtfTest::text).toList());
        }
        assertThat(AbiGate.BY_RULES.check(header, compiled).isUnproven()).isTrue();
    }

    @Test
    void shouldRefuseOrReadEveryCutAndEveryBrokenByte() throws Exception {
        byte[] good = resource("gcc.btf");
        int read = 0;
        for (int at = 0; at < good.length; at++) {
            byte[] broken = good.clone();
            broken[at] ^= (byte) 0xff;
            for (byte[] blob : List.of(Arrays.copyOf(good, at), broken)) {
                try {
                    Importers.fromBtf(ByteBuffer.wrap(blob), "x", "demo", List.of(), null);
                    read++;
                } catch (UnreadableInputException e) {
                    assertThat(e.getMessage()).startsWith("x: ");
                }
            }
        }
        assertThat(read).isBetween(1, 2 * good.length);
    }

    private static String text(Field field) {
        return field.name() + " " + field.typeText() + " " + field.place() + " " + field.pointsTo();
    }

    private static AbiDescriptor header(String name) throws IOException {
        return Importers.fromHeaders(
                new HeaderImporterTest.MapTree(
                        Map.of("include/linux/kho/abi/demo.h", new String(resource(name), StandardCharsets.UTF_8))),
                "demo",
                4096,
                Map.of());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(GccBtfTest.class.getResourceAsStream("/io/luoledger/abi/" + name), name)) {
            return in.readAllBytes();
        }
    }
}
