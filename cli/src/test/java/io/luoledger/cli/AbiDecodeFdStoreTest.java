package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.memory.DumpFile;
import io.luoledger.abi.memory.DumpReader;
import io.luoledger.abi.memory.DumpReader.DumpedFile;
import io.luoledger.abi.memory.DumpReader.DumpedSession;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.memory.PreservedMemory;
import io.luoledger.abi.role.Roles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorded dump of a session with two memfds, whose session becomes systemd's and whose first file its mapping. */
class AbiDecodeFdStoreTest {
    private static final AbiDescriptor KERNEL = Catalogue.find("7.3").orElseThrow();
    private static final Path RECORDED =
            Path.of("..", "abi", "src", "test", "resources", "io", "luoledger", "abi", "dump-simple.pages.json");

    private static final String MAPPING =
            "{\"version\":1,\"units\":{\"vmm.service\":{\"fdstore\":[{\"type\":\"fd\",\"name\":\"ram\",\"token\":2}]}}}";

    @TempDir
    private Path temp;

    @Test
    void shouldReadWhichUnitHasWhatOutOfTheDump() throws IOException {
        // Given
        Path mapping = temp.resolve("mapping.json");

        // When
        Ran text = decode(MAPPING, "--fd-store", mapping);
        Ran json = decode(MAPPING, "--json");

        // Then
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .contains("  session systemd: mapping of version 1 with 1 entry\n    vmm.service  ram  token 0x2");
        assertThat(Files.readString(mapping)).isEqualTo(MAPPING);
        assertThat(new ObjectMapper().readTree(json.out()).path("fdStore").toString())
                .isEqualTo(
                        "{\"session\":\"systemd\",\"version\":1,\"entries\":[{\"unit\":\"vmm.service\",\"type\":\"fd\","
                                + "\"fdName\":\"ram\",\"token\":\"0x2\"}]}");
    }

    @Test
    void shouldFindAMappingThatSystemdCannotRead() throws IOException {
        // When
        Ran damaged = decode(MAPPING.replace("{\"version\"", "\"version\""));
        Ran newer = decode(MAPPING.replace("\"version\":1", "\"version\":3"));

        // Then
        assertThat(damaged.code()).isEqualTo(1);
        assertThat(damaged.out())
                .contains("  ERROR systemd can't read which unit has what, and throws its session away: ");
        assertThat(newer.code()).isEqualTo(1);
        assertThat(newer.out()).contains("throws its session away: mapping of version 3 with 0 entries");
    }

    @Test
    void shouldSayThatADumpOfTheStructsAloneHasNoMapping() throws IOException {
        // Given
        Path mapping = temp.resolve("mapping.json");

        // When
        Ran text = decode(null);
        Ran written = decode(null, "--fd-store", mapping);

        // Then
        assertThat(text.code()).isZero();
        assertThat(text.out())
                .contains(
                        "  session systemd: which unit has what isn't told, the contents of token 0x0 of session systemd"
                                + " aren't in it: a dump of the structs alone has no pages of files");
        assertThat(written.code()).isEqualTo(3);
        assertThat(mapping).doesNotExist();
    }

    private Ran decode(@Nullable String mapping, Object... more) throws IOException {
        Path dump = dump(mapping);
        Object[] command = {"abi", "decode", "--kernel", "7.3", dump};
        Object[] all = Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return Ran.command(all);
    }

    private Path dump(@Nullable String mapping) throws IOException {
        PreservedMemory memory = DumpFile.read(Files.readAllBytes(RECORDED), "recorded", KERNEL.pageSize());
        Layouts layouts = Layouts.of(KERNEL);
        DumpReader.Block<DumpedSession> sessions =
                DumpReader.read(memory, KERNEL, null).sessions().getFirst();
        DumpReader.Block<DumpedFile> files =
                sessions.entries().getFirst().blocks().getFirst();
        DumpedFile first = files.entries().getFirst();
        long session = sessions.pa() + layouts.size(Roles.BLOCK);
        memory.writeString(session, layouts.slot(Roles.SESSION, "name"), "systemd\0".getBytes(StandardCharsets.UTF_8));
        memory.write(files.pa() + layouts.size(Roles.BLOCK), layouts.slot(Roles.FILE, "token"), 0);
        if (mapping != null) {
            byte[] bytes = mapping.getBytes(StandardCharsets.UTF_8);
            memory.write(first.data(), layouts.slot(Roles.MEMFD, "size"), bytes.length);
            memory.write(first.data(), layouts.slot(Roles.MEMFD, "nr_folios"), 1);
            long pfn = Objects.requireNonNull(first.memfd()).folios().getFirst().pfn();
            memory.put(pfn * KERNEL.pageSize(), Arrays.copyOf(bytes, KERNEL.pageSize()));
        }
        ObjectNode pages = new ObjectMapper().createObjectNode();
        memory.pages()
                .forEach((address, page) -> pages.put(
                        "0x" + Long.toHexString(address), HexFormat.of().formatHex(page)));
        return Files.writeString(temp.resolve("dump.pages.json"), pages.toString());
    }
}
