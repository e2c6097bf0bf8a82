package io.luoledger.simulator.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.DeviceBody;
import io.luoledger.event.PciAddress;
import io.luoledger.simulator.SysError;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PciSubsystemTest {
    private final TestKernel host = TestKernel.on(PciMachines.named("switched").orElseThrow());

    private PciDevice device(PciSubsystem pci, String path) {
        return pci.of(host.hardware().at(path)).orElseThrow();
    }

    @Test
    void shouldLetADriverBindOnlyWhatItIsFor() {
        // Given
        PciSubsystem pci = host.boot();
        PciDevice net = device(pci, "04.0/00.0/00.0/00.0");

        // When, Then
        assertThat(net.driverName()).isEqualTo("virtio-pci");
        assertThatThrownBy(() -> pci.bind(net, "nvme"))
                .isInstanceOf(SysError.class)
                .hasMessage("ENODEV");
        assertThatThrownBy(() -> pci.bind(net, "virtio-pci")).hasMessage("EBUSY");
        pci.unbind(net);
        assertThatThrownBy(() -> pci.unbind(net)).hasMessage("ENODEV");
        assertThatThrownBy(() -> pci.bind(net, "vfio-pci")).hasMessage("ENODEV");
        net.driverOverride("vfio-pci");
        pci.bind(net, "vfio-pci");
        assertThat(net.driverName()).isEqualTo("vfio-pci");
    }

    @Test
    void shouldKeepDriversOffPreservedFunctionsUnderTheSeedsRule() {
        // Given
        PciAddress address = PciAddress.parse("0000:03:00.0");
        PciSubsystem pci = host.boot(PciRules.SEED, "", Set.of(address));
        PciDevice net = pci.at(address).orElseThrow();

        // When, Then
        assertThat(net.driverName()).isNull();
        assertThatThrownBy(() -> pci.bind(net, "virtio-pci")).hasMessage("ENODEV");
        net.driverOverride("virtio-pci");
        pci.probe(net);
        assertThat(net.driverName()).isEqualTo("virtio-pci");
    }

    @Test
    void shouldResetByTheFirstMethodThatWorks() {
        // Given
        PciSubsystem pci = host.boot();

        // When, Then
        assertThat(pci.reset(device(pci, "04.0/00.0/00.0/00.0"))).isEqualTo(ResetMethod.FLR);
        assertThat(pci.reset(device(pci, "04.0/00.0/01.0/00.0"))).isEqualTo(ResetMethod.BUS);
        assertThatThrownBy(() -> pci.reset(device(pci, "06.0"))).hasMessage("ENOTTY");
        assertThatThrownBy(() -> pci.reset(device(pci, "07.0/00.0/01.0"))).hasMessage("ENOTTY");
        assertThat(host.events.subList(host.events.size() - 4, host.events.size()))
                .extracting(event -> event.result() + " " + ((DeviceBody.DeviceReset) event).method())
                .containsExactly("OK flr", "OK bus", "ENOTTY null", "ENOTTY null");
    }

    @Test
    void shouldForgetEverythingBelowARemovedBridgeAndFindItAgain() {
        // Given
        PciSubsystem pci = host.boot();
        var before = TestKernel.places(pci);

        // When
        pci.remove(device(pci, "04.0/00.0"));
        var without = TestKernel.places(pci);
        pci.rescan();

        // Then
        assertThat(without)
                .doesNotContainKeys("0000:01:00.0", "0000:02:00.0", "0000:02:01.0", "0000:03:00.0", "0000:04:00.0")
                .hasSize(before.size() - 5);
        assertThat(TestKernel.places(pci)).isEqualTo(before);
    }

    @Test
    void shouldGroupWhatCantBeKeptApart() {
        // Given
        TestKernel other = TestKernel.on(PciMachines.named("virtual").orElseThrow());

        // When
        PciSubsystem pci = other.boot();
        PciDevice first = pci.of(other.hardware().at("03.0/00.0")).orElseThrow();
        PciDevice second = pci.of(other.hardware().at("03.0/00.1")).orElseThrow();
        PciDevice alone = pci.of(other.hardware().at("01.0/00.0")).orElseThrow();

        // Then
        assertThat(first.group()).isEqualTo(second.group()).isNotEqualTo(alone.group());
        assertThat(pci.group(Objects.requireNonNull(first.group()))).containsExactly(first, second);
    }

    @Test
    void shouldCutDmaAtTheKexecUnlessTheFunctionAndItsBridgesAreKept() {
        // Given
        PciSubsystem pci = host.boot(PciRules.V7, "", Set.of());
        PciDevice net = device(pci, "04.0/00.0/00.0/00.0");
        PciDevice nvme = device(pci, "05.0/00.0");
        for (PciDevice at = net; at != null; at = at.upstream()) {
            at.outgoing(true);
            at.function().set(PciFunction.COMMAND_MASTER);
        }
        net.function().dma().start(0x1000, 0x1000);
        nvme.function().dma().start(0x1000, 0x1000);

        // When
        boolean before = nvme.function().dma().reachesRoot();
        pci.shutdown();

        // Then
        assertThat(before).isTrue();
        assertThat(net.function().dma().reachesRoot()).isTrue();
        assertThat(nvme.function().dma().reachesRoot()).isFalse();
    }
}
