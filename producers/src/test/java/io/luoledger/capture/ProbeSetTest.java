package io.luoledger.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProbeSetTest {
    @Test
    void shouldNameEveryProbeByItsFunctionAndItsReturnWithRet() {
        // Given / When
        ProbeSet set = ProbeSet.shipped();

        // Then
        assertThat(set.probes()).hasSize(87);
        assertThat(set.probes())
                .allMatch(probe -> probe.name().equals(probe.function() + (probe.atReturn() ? "__ret" : "")));
        assertThat(set.probes().stream().map(ProbeSet.Probe::name).collect(Collectors.toSet()))
                .hasSize(set.probes().size());
    }

    @Test
    void shouldEnterEveryFunctionWhoseReturnItRecords() {
        // Given
        ProbeSet set = ProbeSet.shipped();

        // When
        Set<String> entered = set.probes().stream()
                .filter(probe -> !probe.atReturn())
                .map(ProbeSet.Probe::function)
                .collect(Collectors.toSet());

        // Then
        assertThat(set.functions()).isEqualTo(entered);
        assertThat(set.events())
                .containsExactly(
                        "syscalls:sys_enter_reboot",
                        "syscalls:sys_enter_kexec_file_load",
                        "syscalls:sys_exit_kexec_file_load");
    }

    /** By number and size of its struct the same ioctl of two posted series is told apart. */
    @Test
    void shouldRecordWhatTellsKernelsOfPostedSeriesApart() {
        // Given / When
        Set<String> arguments = ProbeSet.shipped().probes().stream()
                .filter(probe -> Set.of("luo_session_ioctl", "luo_session_preserve_fd", "luo_session_retrieve_fd")
                        .contains(probe.name()))
                .map(ProbeSet.Probe::arguments)
                .collect(Collectors.toSet());

        // Then
        assertThat(arguments).hasSize(3).anyMatch(text -> text.endsWith(" cmd=cmd:x32 size=+u0($arg3):u32"));
        assertThat(arguments.stream().filter(text -> text.endsWith(" size=+0(ucmd->cmd):u32 arg=+16(ucmd->cmd):x64")))
                .hasSize(2);
    }

    @Test
    void shouldRefuseALineThatIsNoProbe() {
        assertThatThrownBy(() -> ProbeSet.parse("probe a;b luo_open"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a probe: a;b luo_open");
    }
}
