package io.luoledger.abi.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.memory.DumpReader.Dump;
import io.luoledger.abi.memory.DumpReader.DumpedFile;
import io.luoledger.abi.report.DumpJson;
import io.luoledger.wire.UnreadableInputException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"simple", "multi-session"})
    void shouldDecodeWhatWasRecorded(String name) throws Exception {
        // Given
        JsonNode recorded = JSON.readTree(resource("dump-" + name + ".decoded.json"));
        // When
        Dump dump = DumpReader.read(memory(name), kernel(), null);
        // Then
        JsonNode decoded = JSON.readTree(DumpJson.render(DumpJson.tree("7.3", dump)));
        assertThat(decoded.get("session_blocks")).isEqualTo(recorded.get("session_blocks"));
        assertThat(dump.problems()).isEmpty();
    }

    @Test
    void shouldTakeAPageOfZerosForAPageAlsoInRawMemory() throws Exception {
        // Given: a memfd without a byte, whose struct is all zeros
        PreservedMemory recorded = memory("simple");
        Dump before = DumpReader.read(recorded, kernel(), null);
        DumpedFile first = before.sessions()
                .getFirst()
                .entries()
                .getFirst()
                .blocks()
                .getFirst()
                .entries()
                .getFirst();
        byte[] image = new byte[Math.toIntExact(recorded.pages().lastKey() + 4096)];
        recorded.pages().forEach((address, page) -> {
            if (address != first.data()) {
                System.arraycopy(page, 0, image, Math.toIntExact(address), 4096);
            }
        });
        // When
        Dump dump = DumpReader.read(DumpFile.read(image, "raw", 4096), kernel(), null);
        // Then
        DumpedFile empty = dump.sessions()
                .getFirst()
                .entries()
                .getFirst()
                .blocks()
                .getFirst()
                .entries()
                .getFirst();
        assertThat(dump.problems()).isEmpty();
        assertThat(empty.token()).isEqualTo(first.token());
        assertThat(Objects.requireNonNull(empty.memfd()).size()).isZero();
    }

    @Test
    void shouldNoticeADescriptorThatDoesNotFit() throws Exception {
        // Given: tokens and data pointers the other way round
        AbiDescriptor wrong = with("luo_file_ser", "data", 56, "token", 48);
        // When
        Dump dump = DumpReader.read(memory("simple"), wrong, null);
        // Then
        assertThat(dump.problems())
                .containsExactly(
                        "0x1: a file's data outside of the preserved pages",
                        "0x2: a file's data outside of the preserved pages");
    }

    @Test
    void shouldNoticeWrongCountsAndChains() throws Exception {
        // Given: next and count of the blocks the other way round
        AbiDescriptor wrong = with("kho_block_header_ser", "next", 8, "count", 0);
        // When, then
        assertThatThrownBy(() -> DumpReader.read(memory("simple"), wrong, null))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("no session block in it (pages: ");
        assertThat(DumpReader.read(memory("simple"), wrong, 0xd64000L).problems())
                .containsExactly("0xd64000: session block with 0 entries, expected 1 to 51");
    }

    private static AbiDescriptor kernel() {
        return Catalogue.find("7.3").orElseThrow();
    }

    /** The kernel with two fields of a struct at other offsets. */
    private static AbiDescriptor with(String struct, String one, int oneOffset, String other, int otherOffset) {
        List<StructLayout> structs = kernel().structs().stream()
                .map(layout -> !layout.name().equals(struct)
                        ? layout
                        : layout.withFields(layout.fields().stream()
                                .map(field -> field.name().equals(one)
                                        ? at(field, oneOffset)
                                        : field.name().equals(other) ? at(field, otherOffset) : field)
                                .toList()))
                .toList();
        return kernel().withStructs(structs);
    }

    private static Field at(Field field, int offset) {
        return field.withOffset(offset);
    }

    private static PreservedMemory memory(String name) throws Exception {
        return DumpFile.read(resource("dump-" + name + ".pages.json"), name, 4096);
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream in =
                Objects.requireNonNull(DumpReaderTest.class.getResourceAsStream("/io/luoledger/abi/" + name))) {
            return in.readAllBytes();
        }
    }
}
