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

    @Test
    void shouldRefuseALineThatIsNoProbe() {
        assertThatThrownBy(() -> ProbeSet.parse("probe a;b luo_open"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a probe: a;b luo_open");
    }
}
