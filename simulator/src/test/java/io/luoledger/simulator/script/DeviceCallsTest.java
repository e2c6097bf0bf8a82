package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.script.ResultLine.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the calls on devices give, beyond what was recorded. */
class DeviceCallsTest {
    private static final String BOUND = """
            machine switched
            %1
            label net 0000:03:00.0
            bind @net vfio-pci
            cdev d @net
            iommufd io
            ioas io space
            bind_iommufd d io
            attach d space
            """;

    private static List<OpResult> run(String kernel, String text) {
        OpScript script = OpScript.parse("calls", text);
        List<OpResult> results = new ArrayList<>();
        new ScriptRunner(Journal.unread(), List.of(KernelProfiles.find(kernel).orElseThrow()), "b00", script.platform())
                .run(List.of(script), line -> results.addAll(line.ops()));
        return results;
    }

    @Test
    void shouldLetCallsWaitThatTakeTheDriverOffADeviceWithAnOpenFile() {
        // Given
        String script = BOUND + """
                create S S
                preserve S d 1
                unbind @net
                closefd d
                cdev again @net
                remove @net
                device @net
                close S
                device 0000:03:00.0
                """;

        // When
        List<OpResult> results = run("next", script);

        // Then
        assertThat(results.stream().skip(9).map(OpResult::result))
                .containsExactly("BLOCKED", "OK", "ENODEV", "BLOCKED", "OK", "OK", "OK");
        assertThat(results.get(13).out()).containsEntry("driver", "vfio-pci");
        assertThat(results.getLast().out()).isEqualTo(Map.of("present", false));
    }
}
