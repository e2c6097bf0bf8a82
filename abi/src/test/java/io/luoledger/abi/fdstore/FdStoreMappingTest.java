package io.luoledger.abi.fdstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.event.EventLimits;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.StoredFd;
import io.luoledger.event.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FdStoreMappingTest {
    private static final String WHOLE = "{\"version\":1,\"state\":{\"kexecsCount\":3},\"units\":{"
            + "\"vmm.service\":{\"fdstore\":[{\"type\":\"fd\",\"name\":\"ram\",\"token\":1},"
            + "{\"type\":\"luo_session\",\"name\":\"vm\",\"sessionName\":\"vm-7\"}]},"
            + "\"db@1.service\":{\"fdstore\":[{\"type\":\"fd\",\"token\":18446744073709551615}]}}}";

    @Test
    void shouldReadUnitsWithTheirFilesAndSessions() {
        // When
        FdStoreMapped read = read(WHOLE);

        // Then
        assertThat(read)
                .isEqualTo(new FdStoreMapped(
                        Session.named("systemd"),
                        1L,
                        3L,
                        List.of(
                                new StoredFd("vmm.service", "fd", "ram", new Token(1), null, null),
                                new StoredFd("vmm.service", "luo_session", "vm", null, "vm-7", null),
                                new StoredFd("db@1.service", "fd", null, new Token(-1), null, null)),
                        null));
    }

    @Test
    void shouldPassOverWhatItDoesNotKnow() {
        // When
        FdStoreMapped read = read("{\"version\":1,\"later\":[1],\"units\":{\"a.service\":{\"more\":{},\"fdstore\":["
                + "{\"type\":\"fd\",\"name\":\"n\",\"token\":2,\"extra\":true},{\"type\":\"pidfd\",\"name\":\"p\"}]},"
                + "\"empty.service\":{}}}");

        // Then
        assertThat(read.problem()).isNull();
        assertThat(read.kexecsCount()).isNull();
        assertThat(read.entries())
                .containsExactly(
                        new StoredFd("a.service", "fd", "n", new Token(2), null, null),
                        new StoredFd("a.service", "pidfd", "p", null, null, null));
    }

    /** What an entry lacks is for those who know the session to say. */
    @Test
    void shouldKeepAnEntryThatLacksWhatItNeeds() {
        // When
        FdStoreMapped read = read("{\"version\":1,\"units\":{\"a.service\":{\"fdstore\":["
                + "{\"type\":\"fd\",\"name\":\"n\"},{\"type\":\"fd\",\"token\":0},{\"type\":\"luo_session\"}]}}}");

        // Then
        assertThat(read.entries())
                .containsExactly(
                        new StoredFd("a.service", "fd", "n", null, null, null),
                        new StoredFd("a.service", "fd", null, new Token(0), null, null),
                        new StoredFd("a.service", "luo_session", null, null, null, null));
    }

    @Test
    void shouldTellTheVersionOfAMappingThatIsTooNewAndNothingElseOfIt() {
        // When / Then
        assertThat(read(WHOLE.replace("\"version\":1", "\"version\":2")))
                .isEqualTo(new FdStoreMapped(Session.named("systemd"), 2L, null, List.of(), null));
        assertThat(read("{\"version\":18446744073709551615,\"units\":7}").version())
                .isEqualTo(-1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | nothing in it, expected a JSON object",
                "[] | expected a JSON object, found []",
                "{} | without a version, expected 1",
                "{\"units\":{}} | without a version, expected 1",
                "{\"version\":\"1\"} | version: expected an unsigned number, found \"1\"",
                "{\"version\":-1} | version: expected an unsigned number, found -1",
                "{\"version\":1.0} | version: expected an unsigned number, found 1.0",
                "{\"version\":0} | version 0, expected 1",
                "{\"version\":18446744073709551616} | version: expected an unsigned number, found 18446744073709551616",
                "{\"version\":1,\"state\":[]} | state: expected an object, found []",
                "{\"version\":1,\"state\":{\"kexecsCount\":null}} | state.kexecsCount: expected an unsigned number, found null",
                "{\"version\":1,\"units\":[]} | units: expected an object, found []",
                "{\"version\":1,\"units\":{\"a.service\":1}} | unit a.service: expected an object, found 1",
                "{\"version\":1,\"units\":{\"a.service\":{\"fdstore\":{}}}} | unit a.service, fdstore: expected an array, found {}",
                "{\"version\":1,\"units\":{\"a.service\":{\"fdstore\":[1]}}} | unit a.service, entry 1: expected an object, found 1",
                "{\"version\":1,\"units\":{\"a.service\":{\"fdstore\":[{}]}}} | unit a.service, entry 1: without a type, expected \"fd\" or \"luo_session\"",
                "{\"version\":1,\"units\":{\"a.service\":{\"fdstore\":[{\"type\":\"fd\",\"token\":-1}]}}} | unit a.service, entry 1, token: expected an unsigned number, found -1",
                "{\"version\":1,\"units\":{\"a.service\":{\"fdstore\":[{\"type\":\"fd\",\"name\":1,\"token\":1}]}}} | unit a.service, entry 1, name: expected a text, found 1",
                "{\"version\":1} {} | more behind the end of its JSON",
                "{\"version\":1,\"version\":2} | not JSON: Duplicate field 'version', line 1, column 23",
            })
    void shouldSayWhyNobodyCanReadIt(@Nullable String contents, String problem) {
        // When
        FdStoreMapped read = read(contents == null ? "" : contents);

        // Then
        assertThat(read).isEqualTo(new FdStoreMapped(Session.named("systemd"), null, null, List.of(), problem));
    }

    @Test
    void shouldNameTheFormsThatArentInToken0() {
        // When / Then
        assertThat(
                        read("{\"version\":1,\"units\":{\"a.service\":{\"fdstore\":[{\"type\":\"fd\",\"name\":\"n\",\"fd\":12}]}}}")
                                .problem())
                .isEqualTo(
                        "the file that PID 1 hands to systemd-shutdown, whose entries have file descriptors (fd), not"
                                + " tokens; expected what systemd-shutdown put into token 0");
        assertThat(read("{\"/system.slice/a.service\":[{\"type\":\"fd\",\"name\":\"n\",\"fd_index\":1}]}")
                        .problem())
                .isEqualTo("the form of before version 1, keyed by control group and without a version; expected"
                        + " {\"version\": 1, \"units\": ...}");
    }

    @Test
    void shouldTakeWhatSystemdCanNameAndNoMore() {
        // When / Then
        assertThat(read(named("n".repeat(255))).problem()).isNull();
        assertThat(read(named("n".repeat(256))).problem())
                .isEqualTo("unit a.service, entry 1, name: 256 bytes, expected at most 255");
        assertThat(read(many(EventLimits.MOST_ITEMS)).entries()).hasSize(EventLimits.MOST_ITEMS);
        assertThat(read(many(EventLimits.MOST_ITEMS + 1)).problem()).isEqualTo("more than 1000 entries");
        assertThat(read(" ".repeat(FdStoreMapping.MOST_BYTES + 1)).problem())
                .isEqualTo("1048577 bytes, expected at most 1048576");
        assertThat(read("[".repeat(33)).problem()).startsWith("not JSON: Document nesting depth (33) exceeds");
        assertThat(FdStoreMapping.read(new byte[] {'"', (byte) 0xc3, '"'}).problem())
                .isEqualTo("not UTF-8");
    }

    @Property(tries = 200)
    void shouldReadBackWhatSystemdWrites(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<StoredFd> entries = random.ints(random.nextInt(20), 0, 2)
                .mapToObj(kind -> new StoredFd(
                        "unit-" + random.nextInt(5) + ".service",
                        kind == 0 ? StoredFd.FD : StoredFd.SESSION,
                        random.nextBoolean() ? "näme \"" + random.nextInt() : null,
                        kind == 0 ? new Token(random.nextLong()) : null,
                        kind == 0 ? null : "session-" + random.nextInt(),
                        null))
                .toList();

        // When
        FdStoreMapped read = read(written(entries));

        // Then
        assertThat(read.problem()).as("seed %d", seed).isNull();
        assertThat(read.entries()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(entries);
    }

    /** Each byte of a mapping damaged in turn: read or told, never thrown, and never entries beside a problem. */
    @Property(tries = 500)
    void shouldTellOfDamageAndNeverThrow(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        byte[] damaged = WHOLE.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }

        // When
        FdStoreMapped read = FdStoreMapping.read(damaged);

        // Then
        if (read.problem() != null) {
            assertThat(read.entries()).as("seed %d", seed).isEmpty();
            assertThat(read.problem().length()).as("seed %d", seed).isBetween(1, 512);
        } else {
            assertThat(read.version()).as("seed %d", seed).isNotNull();
        }
    }

    private static FdStoreMapped read(String contents) {
        return FdStoreMapping.read(contents.getBytes(StandardCharsets.UTF_8));
    }

    private static String named(String name) {
        return "{\"version\":1,\"units\":{\"a.service\":{\"fdstore\":[{\"type\":\"fd\",\"name\":\"" + name
                + "\",\"token\":1}]}}}";
    }

    private static String many(int entries) {
        return "{\"version\":1,\"units\":{\"a.service\":{\"fdstore\":["
                + "{\"type\":\"fd\",\"token\":1},".repeat(entries - 1) + "{\"type\":\"fd\",\"token\":1}]}}}";
    }

    private static String written(List<StoredFd> entries) {
        ObjectNode root = new ObjectMapper().createObjectNode().put("version", 1);
        ObjectNode units = root.putObject("units");
        for (StoredFd entry : entries) {
            ObjectNode unit = units.withObjectProperty(entry.unit());
            ArrayNode store = unit.withArrayProperty("fdstore");
            ObjectNode one = store.addObject().put("type", entry.type());
            if (entry.fdName() != null) {
                one.put("name", entry.fdName());
            }
            if (entry.token() != null) {
                one.put(
                        "token",
                        new java.math.BigInteger(
                                Long.toUnsignedString(entry.token().bits())));
            }
            if (entry.sessionName() != null) {
                one.put("sessionName", entry.sessionName());
            }
        }
        return root.toString();
    }
}
