package io.luoledger.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.wire.UnreadableInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureInstallerTest {
    private static final ProbeSet SMALL = ProbeSet.parse("""
            # a comment
            probe luo_open luo_open
            probe luo_open__ret luo_open%return ret=$retval:s32
            probe luo_session_create luo_session_create name=+0($arg1):string
            event syscalls:sys_enter_reboot
            """);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private TracefsLikeDirectory tracefs;

    @SuppressWarnings("NullAway.Init")
    private CaptureInstaller installer;

    @BeforeEach
    void setUp() {
        tracefs = new TracefsLikeDirectory(directory, SMALL);
        installer = new CaptureInstaller(tracefs);
    }

    @Test
    void shouldDoExactlyTheseWritesInThisOrder() {
        // Given
        CapturePlan plan = plan();

        // When
        installer.install(plan);

        // Then
        assertThat(tracefs.applied)
                .containsExactly(
                        "mkdir /t/instances/luo-ledger",
                        "echo 0 > /t/instances/luo-ledger/tracing_on",
                        "echo local > /t/instances/luo-ledger/trace_clock",
                        "echo 64 > /t/instances/luo-ledger/buffer_size_kb",
                        "echo 'f:luo_ledger/luo_open luo_open' >> /t/dynamic_events",
                        "echo 'f:luo_ledger/luo_open__ret luo_open%return ret=$retval:s32' >> /t/dynamic_events",
                        "echo 'f:luo_ledger/luo_session_create luo_session_create name=+0($arg1):string' >> /t/dynamic_events",
                        "echo 'luo_ledger:*' >> /t/instances/luo-ledger/set_event",
                        "echo 'syscalls:sys_enter_reboot' >> /t/instances/luo-ledger/set_event",
                        "echo 1 > /t/instances/luo-ledger/tracing_on");
        assertThat(tracefs.applied)
                .isEqualTo(plan.steps().stream().map(step -> step.asShell("/t")).toList());
        assertThat(tracefs.snapshot())
                .containsEntry("instances/luo-ledger/set_event", "luo_ledger:*\nsyscalls:sys_enter_reboot\n")
                .containsEntry("instances/luo-ledger/tracing_on", "1\n");
    }

    @Test
    void shouldLeaveEverythingElseByteIdenticalWhenRemoved() {
        // Given
        Map<String, String> before = tracefs.snapshot();
        installer.install(plan());
        tracefs.applied.clear();

        // When
        installer.remove(installer.removal(SMALL));

        // Then
        assertThat(tracefs.applied)
                .containsExactly(
                        "rmdir /t/instances/luo-ledger",
                        "echo '-:luo_ledger/luo_session_create' >> /t/dynamic_events",
                        "echo '-:luo_ledger/luo_open__ret' >> /t/dynamic_events",
                        "echo '-:luo_ledger/luo_open' >> /t/dynamic_events");
        assertThat(tracefs.snapshot()).isEqualTo(before);
        assertThat(installer.installed()).isFalse();
        assertThat(installer.removal(SMALL).steps()).isEmpty();
    }

    @Test
    void shouldLeaveOutTheProbesOfFunctionsThatTheKernelHasNot() {
        // Given
        tracefs.write("available_filter_functions", "luo_session_create\nluo_open.isra.0\n");
        tracefs.delete("events/syscalls/sys_enter_reboot/enable");
        tracefs.delete("events/syscalls/sys_enter_reboot");

        // When
        CapturePlan plan = plan();

        // Then
        assertThat(plan.missingFunctions()).containsExactly("luo_open");
        assertThat(plan.missingEvents()).containsExactly("syscalls:sys_enter_reboot");
        assertThat(plan.probes()).isEqualTo(1);
        assertThat(plan.steps()).noneMatch(step -> step.asShell("").contains("luo_open"));
        assertThat(plan.steps()).noneMatch(step -> step.asShell("").contains("reboot"));
    }

    @Test
    void shouldLookFunctionsUpAmongTheSymbolsWhenTracefsHasNoList() {
        // Given
        tracefs.delete("available_filter_functions");
        List<String> symbols = List.of(
                "0000000000000000 t luo_open", "0000000000000000 d luo_session_create", "garbage", "", "0 T other [m]");

        // When
        KernelFacts facts = installer.inspect(SMALL, () -> Optional.of(symbols));

        // Then
        assertThat(facts.functions()).contains(Set.of("luo_open"));
    }

    @Test
    void shouldRefuseAKernelWithoutLiveUpdate() {
        // Given
        tracefs.write("available_filter_functions", "schedule\nkernel_kexec\n");

        // When / Then
        assertThatThrownBy(this::plan)
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("/t: this kernel has none of the Live Update Orchestrator's functions, expected a kernel"
                        + " with CONFIG_LIVEUPDATE and CONFIG_DYNAMIC_FTRACE; nothing was changed");
    }

    @Test
    void shouldRefuseAKernelWithoutFprobeEvents() {
        // Given
        tracefs.write("README", "  p[:[<group>/][<event>]] <place> [<args>]\n");

        // When / Then
        assertThatThrownBy(this::plan)
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("/t: this kernel has no fprobe events, expected CONFIG_FPROBE_EVENTS (from Linux 6.5 on);"
                        + " nothing was changed");
    }

    @Test
    void shouldRefuseWhenItsInstanceIsThere() {
        // Given
        CapturePlan plan = plan();
        tracefs.write("instances/luo-ledger/set_event", "irq:*\n");
        Map<String, String> before = tracefs.snapshot();

        // When / Then
        assertThatThrownBy(() -> installer.install(plan))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("/t: there is a trace instance instances/luo-ledger already, expected none;"
                        + " `luo-ledger capture --remove` takes it away; nothing was changed");
        assertThat(tracefs.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldRefuseWhenItsGroupIsThereAndLeaveForeignEventsInItAlone() {
        // Given
        CapturePlan plan = plan();
        tracefs.write("dynamic_events", "p:kprobes/mine do_exit\nf4:luo_ledger/theirs schedule\n");

        // When / Then
        assertThatThrownBy(() -> installer.install(plan))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("/t: there are dynamic events in the group luo_ledger already (1, the first is theirs),"
                        + " expected none; `luo-ledger capture --remove` takes away those that are its own;"
                        + " nothing was changed");
        assertThat(installer.removal(SMALL).steps()).isEmpty();
        assertThat(installer.foreignEvents(SMALL)).containsExactly("theirs");
        assertThat(tracefs.applied).isEmpty();
    }

    @Test
    void shouldSayThatItNeedsRoot() {
        // Given
        CapturePlan plan = plan();
        tracefs.denied = true;

        // When / Then
        assertThatThrownBy(() -> installer.install(plan))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("/t: permission denied: setting probes up or removing them needs root"
                        + " (or CAP_DAC_OVERRIDE and CAP_SYS_ADMIN); nothing was changed");
        assertThat(tracefs.applied).isEmpty();
    }

    @Test
    void shouldSayThatThereIsNoTracefs() {
        // Given
        CaptureInstaller nowhere = new CaptureInstaller(new DirectoryTracefs(Path.of("/nonexistent/tracefs")));

        // When / Then
        assertThatThrownBy(() -> nowhere.inspect(SMALL, Optional::empty))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("/nonexistent/tracefs: no such directory, expected a mounted tracefs:"
                        + " `mount -t tracefs nodev /sys/kernel/tracing`, or --tracefs DIR; nothing was changed");
    }

    @Test
    void shouldUndoWhatWasDoneWhenAWriteFailsHalfWay() {
        // Given
        CapturePlan plan = plan();
        Map<String, String> before = tracefs.snapshot();
        tracefs.refused = step -> step.asShell("").contains("f:luo_ledger/luo_session_create");

        // When / Then
        assertThatThrownBy(() -> installer.install(plan))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("'echo 'f:luo_ledger/luo_session_create luo_session_create name=+0($arg1):string' >>"
                        + " /t/dynamic_events' failed: Invalid argument; what was done before it is undone; the"
                        + " kernel's reason stands in /t/error_log; --without NAME leaves a probe out that this kernel"
                        + " doesn't take");
        assertThat(tracefs.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldUndoAtEveryStepThatMayFail() {
        // Given
        CapturePlan plan = plan();
        Map<String, String> before = tracefs.snapshot();

        for (Step bad : plan.steps()) {
            // When
            tracefs.refused = step -> step.equals(bad);

            // Then
            assertThatThrownBy(() -> installer.install(plan)).hasMessageContaining("what was done before it is undone");
            assertThat(tracefs.snapshot()).as(bad.toString()).isEqualTo(before);
        }
    }

    @Test
    void shouldSayWhatIsStuckWhenTheUndoingFailsToo() {
        // Given
        CapturePlan plan = plan();
        tracefs.refused = step ->
                step instanceof Step.RemoveInstance || step.equals(plan.steps().get(3));

        // When / Then
        assertThatThrownBy(() -> installer.install(plan))
                .hasMessage("'echo 64 > /t/instances/luo-ledger/buffer_size_kb' failed: Invalid argument;"
                        + " and this is still to be undone: rmdir /t/instances/luo-ledger");
    }

    @Test
    void shouldGoOnRemovingAndTellWhatFailed() {
        // Given
        installer.install(plan());
        tracefs.refused = step -> step.asShell("").contains("-:luo_ledger/luo_open__ret");

        // When / Then
        assertThatThrownBy(() -> installer.remove(installer.removal(SMALL)))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("/t: 1 of 4 steps failed, the others are done: echo '-:luo_ledger/luo_open__ret' >>"
                        + " /t/dynamic_events (Invalid argument); expected nobody to read or record them: close readers"
                        + " of the instance and try again");
        assertThat(installer.removal(SMALL).probes()).isEqualTo(1);
    }

    private CapturePlan plan() {
        return CapturePlan.install(SMALL, installer.inspect(SMALL, Optional::empty), 64);
    }
}
