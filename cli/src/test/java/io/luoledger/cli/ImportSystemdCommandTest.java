package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What token 0 of systemd's session says goes into the ledger, and is seen wherever the session is. */
class ImportSystemdCommandTest {
    private static final String MAPPING = "{\"version\":1,\"state\":{\"kexecsCount\":2},\"units\":{"
            + "\"vmm.service\":{\"fdstore\":[{\"type\":\"fd\",\"name\":\"ram\",\"token\":1},"
            + "{\"type\":\"luo_session\",\"name\":\"vm\",\"sessionName\":\"vm-7\"}]},"
            + "\"db.service\":{\"fdstore\":[{\"type\":\"fd\",\"name\":\"cache\",\"token\":2}]}}}";

    @TempDir
    private Path temp;

    private Path log;

    @BeforeEach
    void simulate() {
        log = temp.resolve("h1.avro");
        Ran.command("simulate", "--scenario", "systemd", "--host", "h1", "-o", log);
    }

    @Test
    void shouldNameUnitsWhereverTheSessionIsSeen() throws IOException {
        // When
        Ran told = told(MAPPING);

        // Then
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.lines().getFirst())
                .matches(
                        "host h1, live update 1: mapping of version 1 with 3 entries told, sequence \\d+ in .*h1.avro");
        assertThat(told.out())
                .contains("  vmm.service  ram    token 0x1", "  vmm.service  vm     session vm-7")
                .contains("LIFE-STORE-LOST", "file systemd 0x2");
        assertThat(Ran.command("verify", log).code()).isZero();
        Ran page = Ran.command("replay", log, "--host", "h1");
        assertThat(page.out())
                .contains("FINISHED 0x1 (vmm.service: ram)")
                .contains("DISCARDED 0x2 (db.service: cache)")
                .contains("for vmm.service: vm; FINISHED 0x1")
                .contains("given back to db.service: cache");
        assertThat(Ran.command("replay", log, "--json").out())
                .contains("\"unit\" : \"db.service\",", "\"fdName\" : \"cache\"");
        assertThat(Ran.command("findings", log, "--host", "h1").out()).contains("LIFE-STORE-LOST");
        assertThat(Ran.command("events", log, "--type", "FdStoreMapped", "--json")
                        .out())
                .contains(
                        "\"session\":\"systemd\",\"version\":1,\"kexecsCount\":2,\"entries\":[{\"unit\":\"vmm.service\","
                                + "\"type\":\"fd\",\"fdName\":\"ram\",\"token\":\"0x1\"},");
    }

    @Test
    void shouldSayWhereAMappingWouldTellMore() {
        // When / Then
        assertThat(Ran.command("replay", log, "--host", "h1").out())
                .contains("; which unit has what: luo-ledger import systemd");
    }

    @Test
    void shouldChangeNothingWhenItIsToldAgain() throws IOException {
        // Given
        told(MAPPING);
        byte[] before = Files.readAllBytes(log);

        // When
        Ran again = told(MAPPING, "--json");

        // Then
        assertThat(again.out())
                .contains("\"host\" : \"h1\"", "\"liveUpdate\" : 1", "\"appended\" : false")
                .contains("\"unit\" : \"vmm.service\"", "\"id\" : \"LIFE-STORE-LOST\"");
        assertThat(Files.readAllBytes(log)).isEqualTo(before);
    }

    @Test
    void shouldFindTheUnitsThatAreGone() throws IOException {
        // Given
        Path units = Files.writeString(temp.resolve("units"), "vmm.service enabled\n");

        // When
        Ran told = told(MAPPING, "--units", units);

        // Then
        assertThat(told.out()).contains("LIFE-STORE-UNIT-GONE", "not among its units, for db.service: cache");
    }

    @Test
    void shouldRecordThatAMappingIsTooNew() throws IOException {
        // When
        Ran told = told(MAPPING.replace("\"version\":1", "\"version\":2"));

        // Then
        assertThat(told.code()).isZero();
        assertThat(told.out())
                .contains("mapping of version 2 with 0 entries told")
                .contains("LIFE-STORE-TOO-NEW", "version 2; 3 files in its session");
    }

    @Test
    void shouldRecordWhatNobodyCanReadOnlyWhenToldThatItIsSo() throws IOException {
        // Given
        byte[] before = Files.readAllBytes(log);

        // When
        Ran refused = told("{\"units\":{}}");
        Ran unchanged = new Ran(Files.mismatch(log, Files.write(temp.resolve("b"), before)) == -1 ? 0 : 1, "", "");
        Ran found = told("{\"units\":{}}", "--as-found");

        // Then
        assertThat(refused)
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: " + temp.resolve("mapping.json") + ": without a version, expected 1. Nothing was"
                                + " changed; if this is what token 0 really holds, --as-found records it\n"));
        assertThat(unchanged.code()).isZero();
        assertThat(found.code()).isZero();
        assertThat(found.out()).contains("a mapping that nobody can read told", "LIFE-STORE-UNREADABLE");
    }

    @Test
    void shouldRefuseAHostWithoutSuchASession() throws IOException {
        // Given
        Path other = temp.resolve("other.avro");
        Ran.command("simulate", "--scenario", "vm-host", "--host", "h2", "-o", other);
        Path mapping = Files.writeString(temp.resolve("mapping.json"), MAPPING);

        // When
        Ran none = Ran.command("import", "systemd", "--host", "h2", "--log", other, mapping);
        Ran nobody = Ran.command("import", "systemd", "--host", "h3", "--log", other, mapping);
        Ran missing = Ran.command("import", "systemd", "--host", "h1", "--log", log, temp.resolve("none.json"));

        // Then
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err())
                .isEqualTo("luo-ledger: host h2 has no session systemd in its running kernel, as far as " + other
                        + " tells; expected the mapping of a host that has one\n");
        assertThat(nobody).isEqualTo(new Ran(2, "", "luo-ledger: no event of host h3 in " + other + "\n"));
        assertThat(missing).isEqualTo(new Ran(3, "", "luo-ledger: " + temp.resolve("none.json") + ": no such file\n"));
    }

    /** Before the kexec the mapping is of what the running kernel holds, and a handler in a module is a risk of PID 1's. */
    @Test
    void shouldJoinWhatIsHeldBeforeTheKexec() throws IOException {
        // Given
        Path held = temp.resolve("held.avro");
        Ran.command("simulate", "--scenario", "vm-host", "--host", "h2", "-o", held);
        CutLog.copy(log, held, event -> event.boot().id().equals("boot-0"));
        Path mapping = Files.writeString(temp.resolve("mapping.json"), MAPPING.replace("\"token\":2", "\"token\":5"));

        // When
        Ran told = Ran.command("import", "systemd", "--host", "h1", "--log", held, mapping);

        // Then
        assertThat(told.out())
                .contains("host h1, live update 1: mapping of version 1")
                .contains("LIFE-STORE-NOT-THERE", "file systemd 0x5")
                .contains("LIFE-STORE-NO-ENTRY", "file systemd 0x2");
        assertThat(Ran.command("preflight", "--host", "h1", "--log", held, "--to", "7.3")
                        .out())
                .contains("risk: LIFE-STORE-NO-ENTRY file systemd 0x2");
    }

    private Ran told(String mapping, Object... more) throws IOException {
        Path file = Files.writeString(temp.resolve("mapping.json"), mapping);
        Object[] command = {"import", "systemd", "--host", "h1", "--log", log, file};
        Object[] all = Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return Ran.command(all);
    }
}
