package io.luoledger.simulator.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PciPlanTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "''                        ! line 0: no host, expected \"host SEGMENT FIRST-LAST\"",
                "host 0                    ! line 1: expected \"host SEGMENT|dynamic FIRST-LAST\"",
                "host 0 1                  ! line 1: not a range of buses: 1, expected FIRST-LAST",
                "host 0 10-01              ! line 1: not a range of buses: 16 to 1",
                "01.0 nvme                 ! line 1: nothing to plug 01.0 into: expected a host or a bridge above",
                "host 0 00-ff;  01.0       ! line 2: expected \"DD.F PART [spare=N]\"",
                "host 0 00-ff;  01.9 nvme  ! line 2: not a device and function: 01.9, expected DD.F",
                "host 0 00-ff;  01.0 nvme x ! line 2: unknown word x, expected spare=N",
                "host 0 00-ff;  01.0 nvme;  01.0 nvme ! line 3: no free place for a function at 01.0",
                "host 0 00-ff;  01.0 nvme;    00.0 nvme ! line 3: nothing to plug 00.0 into:"
                        + " expected a host or a bridge above",
                "host 0 00-ff;  01.0 nvme;    host dynamic 00-01 ! line 3: 1b36:0010 at 01.0 has no segment of its own"
            })
    void shouldSayWhatIsWrongWithADescription(String text, String message) {
        assertThatThrownBy(() -> PciPlan.read("test", text.replace(';', '\n')))
                .isInstanceOf(PciPlan.SyntaxException.class)
                .hasMessage(message);
    }

    @Test
    void shouldNameThePartsItKnows() {
        assertThatThrownBy(() -> PciPlan.read("test", "host 0 00-ff\n 01.0 gpu"))
                .hasMessageStartingWith("line 2: unknown part gpu, expected one of edu expander");
    }

    @Test
    void shouldBuildEveryNamedMachine() {
        for (String name : PciMachines.names()) {
            TestKernel host = TestKernel.on(PciMachines.named(name).orElseThrow());

            assertThat(host.boot().devices())
                    .as(name)
                    .hasSize(host.hardware().functions().size());
        }
    }

    /** Whatever is plugged in is found once, where it was, and under new numbers too. */
    @Property(tries = 300)
    void shouldFindEachFunctionOfAnyHostOnce(@ForAll @IntRange(min = 0, max = 1_000_000) int seed) {
        // Given
        TestKernel host = TestKernel.on(RandomHost.plan(seed));
        int functions = host.hardware().functions().size();

        // When
        PciSubsystem first = host.boot();
        PciSubsystem same = host.boot();
        PciSubsystem anew = host.boot(PciRules.MAINLINE, "pci=assign-busses", java.util.Set.of());

        // Then
        assertThat(first.devices()).hasSize(functions);
        assertThat(TestKernel.places(same)).isEqualTo(TestKernel.places(first));
        assertThat(identities(anew)).isEqualTo(identities(first));
    }

    private static List<String> identities(PciSubsystem pci) {
        return new ArrayList<>(pci.devices().stream()
                .map(device -> device.identity().toString())
                .sorted()
                .toList());
    }
}
