package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path tracefs;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void setUp() throws IOException {
        Files.createDirectories(tracefs.resolve("instances/somebody"));
        Files.createDirectories(tracefs.resolve("events/syscalls/sys_enter_reboot"));
        Files.writeString(tracefs.resolve("dynamic_events"), "p:kprobes/mine do_exit\n");
        Files.writeString(tracefs.resolve("available_filter_functions"), "schedule\nluo_open\nkernel_kexec\n");
    }

    @Test
    void shouldPrintTheCommandsWithoutChangingAnything() throws IOException {
        // When
        int code = run("capture", "--tracefs", tracefs.toString(), "--host", "h1");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("mkdir " + tracefs + "/instances/luo-ledger\n")
                .contains("echo 'f:luo_ledger/luo_open__ret luo_open%return ret=$retval:s32' >> " + tracefs
                        + "/dynamic_events\n")
                .contains("# Left out, 2 events that this kernel hasn't got: syscalls:sys_enter_kexec_file_load,"
                        + " syscalls:sys_exit_kexec_file_load\n")
                .contains("ftrace=function ftrace_filter=luo_*,liveupdate_*,kho_*,memfd_luo_*,test_flb_*")
                .contains("luo-ledger import trace --host h1 OUT.trace IN-BOOT.ftrace+IN.trace --console LOG")
                .doesNotContain("f:luo_ledger/luo_session_create");
        assertThat(tracefs.resolve("instances/luo-ledger")).doesNotExist();
        assertThat(tracefs.resolve("dynamic_events")).hasContent("p:kprobes/mine do_exit\n");
    }

    @Test
    void shouldPrintEverythingForAnotherHost() {
        // When
        int code = run("capture", "--all", "--without", "luo_open__ret");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("f:luo_ledger/luo_session_create ").doesNotContain("luo_open__ret");
    }

    @Test
    void shouldLeaveOutWhatTheGivenSymbolsLackWhilePrinting() throws IOException {
        // Given
        Path symbols = Files.writeString(
                tracefs.resolve("symbols"), "0000000000000000 t luo_open\n0000000000000000 D luo_session_create\n");

        // When
        int code = run("capture", "--kallsyms", symbols.toString());
        int none = run("capture", "--kallsyms", tracefs.resolve("nowhere").toString());

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("# Functions as in " + symbols + ".\n")
                .contains("f:luo_ledger/luo_open luo_open")
                .doesNotContain("f:luo_ledger/luo_session_create")
                .contains("import trace --host HOST ");
        assertThat(none).isEqualTo(3);
        assertThat(err.toString()).contains("nowhere: no such file, expected the text of /proc/kallsyms");
    }

    @Test
    void shouldSayThatLiveUpdateIsOffBeforeAnythingIsInstalled() {
        // When
        int code = run(
                "capture",
                "--install",
                "--tracefs",
                tracefs.toString(),
                "--device",
                tracefs.resolve("liveupdate").toString());

        // Then
        assertThat(code).isZero();
        assertThat(err.toString())
                .isEqualTo(
                        "luo-ledger: no " + tracefs + "/liveupdate here: live update is off in this kernel, and nothing"
                                + " of it will be recorded; expected liveupdate=on (and kho=on) on its command line\n");
    }

    @Test
    void shouldSayWhichFileGoesWhere() {
        // When
        run("capture", "--all");

        // Then
        assertThat(out.toString())
                .contains("--host HOST OUT.trace+PIPE.trace IN-BOOT.ftrace+IN.trace --console LOG")
                .contains("--host HOST OUT.trace+LUOBOOT.trace IN-BOOT.ftrace+IN.trace --console LOG")
                .contains("trace_clock=local")
                .contains("storage that survives the kexec")
                .contains("sh capture.sh");
        assertThat(out.toString().lines().filter(line -> line.contains("{"))).isEmpty();
    }

    @Test
    void shouldInstallOnceAndSayHowToGoOn() throws IOException {
        // When
        int code = run("capture", "--install", "--tracefs", tracefs.toString());
        int again = run("capture", "--install", "--tracefs", tracefs.toString());

        // Then
        assertThat(code).isZero();
        assertThat(again).isEqualTo(3);
        assertThat(out.toString())
                .startsWith("Recording 4 probes to " + tracefs + "/instances/luo-ledger.\nLeft out, ");
        assertThat(err.toString()).contains("there is a trace instance instances/luo-ledger already");
        assertThat(Files.readAllLines(tracefs.resolve("dynamic_events"))).hasSize(5);
    }

    @Test
    void shouldExitWith3WhenThereIsNothingToLookInto() {
        // When
        int code = run(
                "capture", "--install", "--tracefs", tracefs.resolve("nowhere").toString());

        // Then
        assertThat(code).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("luo-ledger: " + tracefs + "/nowhere: no such directory, expected a mounted tracefs:"
                        + " `mount -t tracefs nodev /sys/kernel/tracing`, or --tracefs DIR; nothing was changed\n");
    }

    @Test
    void shouldRefuseWrongUsage() {
        assertThat(run("capture", "--install", "--remove")).isEqualTo(2);
        assertThat(run("capture", "--without", "nonsense")).isEqualTo(2);
        assertThat(run("capture", "--buffer-kb", "1")).isEqualTo(2);
        assertThat(run("capture", "--install", "--all")).isEqualTo(2);
        assertThat(run("capture", "--host", "a b")).isEqualTo(2);
        assertThat(run("capture", "--remove", "--tracefs", tracefs.toString())).isZero();
        assertThat(out.toString()).isEqualTo("Nothing to remove: no capture is set up.\n");
    }

    private int run(String... arguments) {
        return LuoLedger.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }
}
