package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Hand-overs that don't come about. The texts are made after a capture: none of one was taken. */
class RebootPathTest {
    private static final String OUTGOING = "traces/multi-session-7.3-to-7.3.outgoing.trace";

    @Test
    void shouldTellTheRollBackOfAFreezeThatFailed() {
        // Given
        Reboot reboot = new Reboot();
        reboot.line("sys_reboot(magic1: 0xfee1dead, magic2: 0x28121969, cmd: 0x45584543, arg: 0)");
        reboot.enter("kernel_kexec", "");
        reboot.enter("liveupdate_reboot", "");
        reboot.enter("luo_session_serialize", "");
        reboot.enter("luo_file_freeze", "file_set=0xa count=1");
        reboot.enter("memfd_luo_freeze", "file=0x1 data=0x1000");
        reboot.exit("memfd_luo_freeze", "luo_file_freeze", 0);
        reboot.exit("luo_file_freeze", "luo_session_serialize", 0);
        reboot.enter("luo_file_freeze", "file_set=0xb count=2");
        reboot.enter("memfd_luo_freeze", "file=0x2 data=0x2000");
        reboot.exit("memfd_luo_freeze", "luo_file_freeze", 0);
        reboot.enter("memfd_luo_freeze", "file=0x3 data=0x3000");
        reboot.exit("memfd_luo_freeze", "luo_file_freeze", -5);
        reboot.exit("luo_file_freeze", "luo_session_serialize", -5);
        reboot.enter("luo_file_unfreeze", "file_set=0xa count=1");
        reboot.exit("luo_session_serialize", "liveupdate_reboot", -5);
        reboot.exit("liveupdate_reboot", "kernel_kexec", -5);
        reboot.exit("kernel_kexec", "__do_sys_reboot", -5);
        reboot.line("sys_reboot -> 0xfffffffffffffffb");

        // When
        Captures.Imported imported = Captures.importText(reboot.text());

        // Then
        assertThat(imported.events().stream().map(SimpleCaptureTest::line).skip(5))
                .containsExactly(
                        "0 OUTGOING HandoverStarted EIO",
                        "0 OUTGOING FileFrozen a 0x1 memfd-v2 OK",
                        "0 OUTGOING FileFrozen b 0x2 memfd-v2 OK",
                        "0 OUTGOING FileFrozen b 0x3 memfd-v2 EIO",
                        "0 OUTGOING FileUnfrozen b 0x2 OK",
                        "0 OUTGOING FileUnfrozen a 0x1 OK",
                        "0 OUTGOING HandoverAborted EIO");
    }

    @Test
    void shouldTellTheRollBackWhenTheRebootReturned() {
        // Given: the system call's own return isn't traced
        Reboot reboot = new Reboot();
        reboot.line("sys_reboot(magic1: 0xfee1dead, magic2: 0x28121969, cmd: 0x45584543, arg: 0x0)");
        reboot.enter("kernel_kexec", "");
        reboot.enter("luo_session_serialize", "");
        reboot.exit("luo_session_serialize", "liveupdate_reboot", -5);
        reboot.exit("kernel_kexec", "__do_sys_reboot", -5);
        long returned = 100_000_000_000L + (reboot.micros - 1) * 1000L;

        // When
        Captures.Imported imported = Captures.importText(reboot.text());

        // Then
        assertThat(imported.events())
                .last()
                .matches(draft -> draft.body().type().equals("HandoverAborted"))
                .extracting(draft -> draft.at().monotonicNanos())
                .isEqualTo(returned);
    }

    @Test
    void shouldTellARebootWithoutAnImage() {
        // Given
        Reboot reboot = new Reboot();
        reboot.enter("kernel_kexec", "");
        reboot.exit("kernel_kexec", "__do_sys_reboot", -22);

        // When
        Captures.Imported imported = Captures.importText(reboot.text());

        // Then
        assertThat(imported.events().stream().map(SimpleCaptureTest::line).skip(5))
                .containsExactly("0 OUTGOING HandoverStarted EINVAL");
    }

    @Test
    void shouldFreezeInTheOrderOfPreservation() {
        // Given / When
        Captures.Imported imported = Captures.importText(Captures.text(OUTGOING));

        // Then
        assertThat(imported.events().stream()
                        .filter(draft -> draft.body().type().equals("FileFrozen"))
                        .map(SimpleCaptureTest::line))
                .containsExactly(
                        "0 OUTGOING FileFrozen vm-0 0x10 memfd-v2 OK",
                        "0 OUTGOING FileFrozen vm-0 0x11 memfd-v2 OK",
                        "0 OUTGOING FileFrozen vm-0 0x12 memfd-v2 OK",
                        "0 OUTGOING FileFrozen vm-1 0x10 memfd-v2 OK",
                        "0 OUTGOING FileFrozen vm-1 0x21 memfd-v2 OK",
                        "0 OUTGOING FileFrozen agent 0x1 memfd-v2 OK",
                        "0 OUTGOING FileFrozen agent 0x2 memfd-v2 OK",
                        "0 OUTGOING FileFrozen agent 0x3 memfd-v2 OK",
                        "0 OUTGOING FileFrozen agent 0x4 memfd-v2 OK");
    }

    /** Two sessions, a with one file and b with two; then what the test adds. */
    private static final class Reboot {
        private final StringBuilder text = new StringBuilder();
        private int micros;

        private Reboot() {
            session("a");
            preserve("a", "0xa", 1);
            session("b");
            preserve("b", "0xb", 2);
            preserve("b", "0xb", 3);
        }

        private void session(String name) {
            enter("luo_session_create", "name=\"" + name + "\"");
            exit("luo_session_create", "luo_ioctl_create_session", 0);
        }

        private void preserve(String session, String fileSet, int token) {
            enter("luo_session_ioctl", "session=\"" + session + "\" cmd=0xba40");
            enter("luo_session_preserve_fd", "name=\"" + session + "\" fd=7 token=" + token);
            enter("luo_preserve_file", "file_set=" + fileSet + " count=0 token=" + token + " fd=7");
            enter("memfd_luo_can_preserve", "file=0x" + token);
            exit("memfd_luo_can_preserve", "luo_preserve_file", 1);
            enter("luo_flb_file_preserve", "handler=\"memfd-v2\"");
            exit("luo_flb_file_preserve", "luo_preserve_file", 0);
            exit("luo_preserve_file", "luo_session_preserve_fd", 0);
            exit("luo_session_preserve_fd", "luo_session_ioctl", 0);
            exit("luo_session_ioctl", "__x64_sys_ioctl", 0);
        }

        void enter(String function, String arguments) {
            line(function + ": (" + function + "+0x0/0x100) " + arguments);
        }

        void exit(String function, String caller, int ret) {
            line(function + "__ret: (" + caller + "+0x10/0x100 <- " + function + ") ret=" + ret);
        }

        void line(String record) {
            text.append(String.format("   vmm agent-77      [003] ...1.   100.%06d: %s%n", micros++, record));
        }

        String text() {
            return text.toString();
        }
    }
}
