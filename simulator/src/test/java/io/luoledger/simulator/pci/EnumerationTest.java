package io.luoledger.simulator.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.luoledger.event.DeviceBody;
import io.luoledger.event.PciAddress;
import io.luoledger.simulator.SysError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnumerationTest {
    /** Two ports with a device each, and room at the first one. */
    private static final String TWO_PORTS = """
            host 0 00-ff
              01.0 root-port spare=2
                00.0 virtio-net
              02.0 root-port
                00.0 nvme
            """;

    private static final String NET = "0000:01:00.0";
    private static final String NVME = "0000:04:00.0";

    private static Set<PciAddress> preserved(String... addresses) {
        return Set.copyOf(List.of(addresses).stream().map(PciAddress::parse).toList());
    }

    @Test
    void shouldInheritTheNumbersThatBridgesHold() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        Map<String, String> before = TestKernel.places(host.boot());

        // When
        PciSubsystem pci = host.boot();

        // Then
        assertThat(TestKernel.places(pci))
                .isEqualTo(before)
                .contains(entry(NET, "01.0/00.0 1af4:1041"), entry(NVME, "02.0/00.0 1b36:0010"));
    }

    @Test
    void shouldCloseGapsWhenTheCommandLineAsksForNewNumbers() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        host.boot();

        // When
        PciSubsystem pci = host.boot(PciRules.MAINLINE, "quiet pci=assign-busses", Set.of());

        // Then
        assertThat(TestKernel.places(pci)).containsEntry("0000:02:00.0", "02.0/00.0 1b36:0010");
    }

    @Test
    void shouldKeepRoomAtHotPlugBridgesWhenTheCommandLineAsksForIt() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        host.boot();

        // When
        PciSubsystem pci = host.boot(PciRules.MAINLINE, "pci=assign-busses,hpbussize=8", Set.of());

        // Then
        assertThat(TestKernel.places(pci)).containsEntry("0000:09:00.0", "02.0/00.0 1b36:0010");
    }

    @Test
    void shouldGiveALostBridgeTheNextFreeNumbers() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        host.boot();

        // When
        host.hardware().resetBridge(host.hardware().at("01.0"));
        PciSubsystem pci = host.boot();

        // Then
        assertThat(TestKernel.places(pci))
                .containsEntry(NVME, "02.0/00.0 1b36:0010")
                .containsEntry("0000:05:00.0", "01.0/00.0 1af4:1041");
    }

    @Test
    void shouldFindNothingBelowALostBridgeWhileFunctionsArePreserved() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        host.boot();

        // When
        host.hardware().resetBridge(host.hardware().at("01.0"));
        PciSubsystem pci = host.boot(PciRules.V7, "", preserved(NET, "0000:00:01.0"));

        // Then
        assertThat(TestKernel.places(pci)).containsOnlyKeys("0000:00:01.0", "0000:00:02.0", NVME);
    }

    @Test
    void shouldNumberABridgeThatWasNeverPreservedUnderTheLaterRules() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        host.boot();

        // When
        host.hardware().resetBridge(host.hardware().at("01.0"));
        PciSubsystem pci = host.boot(PciRules.V9, "pci=assign-busses", preserved(NVME, "0000:00:02.0"));

        // Then
        assertThat(TestKernel.places(pci))
                .containsEntry(NVME, "02.0/00.0 1b36:0010")
                .containsEntry("0000:05:00.0", "01.0/00.0 1af4:1041");
    }

    @Test
    void shouldNumberNoBridgeOfABusOnWhichAPreservedOneIsLost() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        host.boot();

        // When
        host.hardware().resetBridge(host.hardware().at("01.0"));
        host.hardware().resetBridge(host.hardware().at("02.0"));
        PciSubsystem pci = host.boot(PciRules.V9, "", preserved(NET, "0000:00:01.0"));

        // Then
        assertThat(TestKernel.places(pci)).containsOnlyKeys("0000:00:01.0", "0000:00:02.0");
    }

    @Test
    void shouldTellWhatIsGoneBehindWhatIsThere() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        host.boot();
        host.hardware().unplug(host.hardware().at("02.0/00.0"));
        host.events.clear();

        // When
        host.boot();

        // Then
        assertThat(host.events)
                .extracting(event -> event.type() + " " + ((DeviceBody) event).address())
                .containsExactly(
                        "DeviceEnumerated 0000:00:01.0",
                        "DeviceEnumerated 0000:00:02.0",
                        "DeviceEnumerated 0000:01:00.0",
                        "DeviceRemoved 0000:04:00.0");
    }

    @Test
    void shouldNumberDynamicSegmentsInTheOrderInWhichTheyAreFound() {
        // Given
        TestKernel host = TestKernel.on(PciMachines.named("segments").orElseThrow());
        Map<String, String> first = TestKernel.places(host.boot());

        // When
        List<PciHost> hosts = host.hardware().hosts();
        host.hardware().unplug(Objects.requireNonNull(hosts.get(1).behind()));
        Map<String, String> second = TestKernel.places(host.boot());

        // Then
        assertThat(first)
                .containsEntry("10000:01:00.0", "0e.0/00.0/00.0 1b36:0010")
                .containsEntry("10001:01:00.0", "0f.0/00.0/00.0 1b36:0010")
                .containsEntry("0001:01:00.0", "00.0/00.0 8086:10fb");
        assertThat(second)
                .containsEntry("10000:01:00.0", "0f.0/00.0/00.0 1b36:0010")
                .doesNotContainKey("10001:01:00.0");
    }

    @Test
    void shouldNumberVirtualFunctionsFromWhereTheHierarchyLetsThemBe() {
        // Given
        TestKernel host = TestKernel.on(PciMachines.named("virtual").orElseThrow());
        PciSubsystem pci = host.boot();
        PciDevice withAri = pci.of(host.hardware().at("01.0/00.0")).orElseThrow();

        // When
        pci.virtualFunctions(withAri, 2);
        host.boot();
        host.hardware().at("01.0").ariForwarding(true);

        // Then
        assertThat(withAri.address()).hasToString("0000:01:00.0");
        assertThat(pci.devices().stream()
                        .filter(PciDevice::virtualFunction)
                        .map(device -> device.address() + " " + device.identity() + " " + device.physical()))
                .containsExactly(
                        "0000:01:10.0 01.0/10.0 8086:10ed 0000:01:00.0 8086:10fb",
                        "0000:01:10.2 01.0/10.2 8086:10ed 0000:01:00.0 8086:10fb");
    }

    @Test
    void shouldRefuseVirtualFunctionsThatNoBusNumberIsLeftFor() {
        // Given
        TestKernel host = TestKernel.on(PciMachines.named("virtual").orElseThrow());
        PciSubsystem pci = host.boot();
        PciDevice behindSwitch =
                pci.of(host.hardware().at("02.0/00.0/00.0/00.0")).orElseThrow();

        // When, Then
        assertThatThrownBy(() -> pci.virtualFunctions(behindSwitch, 1))
                .isInstanceOf(SysError.class)
                .hasMessage("ENOMEM");
        assertThatThrownBy(() -> pci.virtualFunctions(behindSwitch, 9)).hasMessage("ERANGE");
    }

    @Test
    void shouldKeepABusNumberForVirtualFunctionsWhenNumberingAnew() {
        // Given
        TestKernel host = TestKernel.on(PciMachines.named("virtual").orElseThrow());
        host.boot();

        // When
        PciSubsystem pci = host.boot(PciRules.MAINLINE, "pci=assign-busses", Set.of());
        PciDevice behindSwitch =
                pci.of(host.hardware().at("02.0/00.0/00.0/00.0")).orElseThrow();
        pci.virtualFunctions(behindSwitch, 1);

        // Then
        assertThat(behindSwitch.address()).hasToString("0000:04:00.0");
        assertThat(TestKernel.places(pci)).containsEntry("0000:05:10.0", "02.0/00.0/00.0/10.0 8086:10ed");
    }

    @Test
    void shouldLeaveAHotAddedBridgeWithoutNumbersWhenItsPortHasNone() {
        // Given
        TestKernel host = TestKernel.on(PciMachines.named("full-port").orElseThrow());
        PciSubsystem pci = host.boot(PciRules.MAINLINE, "pcie_ports=native", Set.of());
        PciWire slot = host.hardware().at("01.0").slot();

        // When
        PciFunction bridge = slot.plug(0, PciParts.PCIE_TO_PCI);
        pci.hotAdded(slot);

        // Then
        assertThat(bridge.buses()).isEqualTo(new DeviceBody.BridgeBuses(0, 0, 0));
        assertThat(TestKernel.places(host.boot())).containsEntry("0000:04:00.0", "01.0/00.0/00.0/00.0/00.0 1af4:1041");
    }

    @Test
    void shouldGiveAHotAddedBridgeItsPortsSpareNumbers() {
        // Given
        TestKernel host = TestKernel.on(PciMachines.named("spare-port").orElseThrow());
        PciSubsystem pci = host.boot();
        PciWire slot = host.hardware().at("01.0").slot();

        // When
        PciFunction bridge = slot.plug(0, PciParts.PCIE_TO_PCI);
        pci.hotAdded(slot);

        // Then
        assertThat(bridge.buses()).isEqualTo(new DeviceBody.BridgeBuses(1, 2, 2));
    }

    @Test
    void shouldFindNothingOfAHierarchyWhoseRootAnotherGrewOver() {
        // Given
        TestKernel host = TestKernel.on("""
                host 0 00-03
                  01.0 root-port
                  02.0 root-port
                host 0 04-ff
                  01.0 virtio-net
                """);

        // When
        PciSubsystem pci = host.boot(PciRules.MAINLINE, "pci=assign-busses,hpbussize=3", Set.of());

        // Then
        assertThat(TestKernel.places(pci)).containsOnlyKeys("0000:00:01.0", "0000:00:02.0");
    }

    @Test
    void shouldKeepAriOfAPreservedBridgeWhateverTheCommandLineSays() {
        // Given
        TestKernel host = TestKernel.on("""
                host 0 00-ff
                  01.0 root-port
                    00.0 nvme
                    01.0 nvme
                """);
        host.boot();

        // When
        PciSubsystem kept = host.boot(PciRules.V7, "pci=noari", preserved("0000:01:01.0", "0000:00:01.0"));
        PciSubsystem lost = host.boot(PciRules.V7, "pci=noari", Set.of());

        // Then
        assertThat(TestKernel.places(kept)).containsKey("0000:01:01.0");
        assertThat(TestKernel.places(lost)).doesNotContainKey("0000:01:01.0");
    }

    @Test
    void shouldKeepNumbersWhateverTheCommandLineSaysUnderTheRuleForAlways() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        host.boot();
        PciRules always = PciRules.MAINLINE.with(PciRules.Numbers.INHERIT_ALWAYS);

        // When
        PciSubsystem pci = host.boot(always, "pci=assign-busses", Set.of());

        // Then
        assertThat(TestKernel.places(pci)).containsEntry(NVME, "02.0/00.0 1b36:0010");
    }

    @Test
    void shouldSayWhatRequestsComeFromByTheRegistersAbove() {
        // Given
        TestKernel host = TestKernel.on(TWO_PORTS);
        host.boot();
        PciFunction nvme = host.hardware().at("02.0/00.0");

        // When
        int before = nvme.requesterId().orElseThrow();
        host.hardware().at("02.0").buses(0, 7, 9);
        int moved = nvme.requesterId().orElseThrow();
        host.hardware().at("01.0").buses(0, 5, 8);

        // Then
        assertThat(before).isEqualTo(0x0400);
        assertThat(moved).isEqualTo(0x0700);
        assertThat(nvme.requesterId())
                .as("another bridge takes what comes back")
                .isEmpty();
    }
}
