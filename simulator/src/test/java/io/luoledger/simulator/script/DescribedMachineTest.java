package io.luoledger.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.script.ResultLine.OpResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescribedMachineTest {
    @Test
    void shouldRunOnTheMachineThatTheScriptDescribes() {
        // Given
        OpScript script = OpScript.parse("described", """
                machine
                  host 0 00-ff
                    01.0 root-port
                    02.0 root-port spare=1
                      00.0 virtio-net
                %1
                device /02.0/00.0
                plug /01.0 nvme
                plug /01.0 nvme
                plug /02.0/00.0 nvme
                %2
                device /01.0/00.0
                """);
        List<OpResult> results = new ArrayList<>();

        // When
        new ScriptRunner(Journal.unread(), List.of(KernelProfiles.find("next").orElseThrow()), "b00", script.platform())
                .run(List.of(script), line -> results.addAll(line.ops()));

        // Then
        assertThat(results)
                .extracting(result -> result.op().name() + " " + result.result())
                .containsExactly("device OK", "plug OK", "plug EBUSY", "plug ENODEV", "device OK");
        assertThat(results.getLast().out()).containsEntry("bdf", "0000:01:00.0").containsEntry("vendor", "0x1b36");
    }

    @Test
    void shouldSayWhatIsWrongWithTheDescription() {
        assertThatThrownBy(() -> OpScript.parse("wrong", "machine\n  host 0 00-ff\n    01.0 gadget\n%1\n"))
                .isInstanceOf(OpScript.SyntaxException.class)
                .hasMessageStartingWith("wrong: line 4: the machine described above: its line 2: unknown part gadget");
    }
}
