package io.luoledger.simulator.pci;

import io.luoledger.event.Body;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Source;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.SysError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Boots kernels over a host, with a driver that takes what it is told to, as vfio-pci does. */
final class TestKernel {
    final List<Body> events = new ArrayList<>();
    private final PciHardware hardware;
    private final Journal journal =
            new Journal("h", Source.idOf("test"), new LogicalClock(0), draft -> events.add(draft.body()));
    private Set<PciAddress> before = Set.of();

    TestKernel(PciHardware hardware) {
        this.hardware = hardware;
    }

    /** A host that was just switched on. */
    static TestKernel on(PciPlatform platform) {
        platform.powerOn();
        return new TestKernel(platform.hardware());
    }

    static TestKernel on(String plan) {
        return on(PciPlan.read("test", plan));
    }

    PciHardware hardware() {
        return hardware;
    }

    PciSubsystem boot() {
        return boot(PciRules.MAINLINE, "", Set.of());
    }

    PciSubsystem boot(PciRules rules, String commandLine, Set<PciAddress> preserved) {
        List<PciDriver> drivers = new ArrayList<>(NativeDriver.ordinary());
        drivers.add(new AssignedDriver());
        PciSubsystem pci = PciSubsystem.boot(new PciSubsystem.Setup(
                hardware,
                PciOptions.parse(commandLine),
                rules,
                new Kept(new TreeSet<>(preserved)),
                drivers,
                journal,
                before));
        before = pci.seen();
        return pci;
    }

    /** "address path" of every function, by address. */
    static Map<String, String> places(PciSubsystem pci) {
        Map<String, String> places = new TreeMap<>();
        pci.devices()
                .forEach(device -> places.put(
                        device.address().toString(), device.identity().toString()));
        return places;
    }

    private record Kept(Set<PciAddress> addresses) implements PreservedFunctions {
        @Override
        public boolean incoming(PciAddress address) {
            return addresses.contains(address);
        }

        @Override
        public boolean anyIncoming() {
            return !addresses.isEmpty();
        }
    }

    /** Needs an IOMMU group, matches nothing by itself. */
    private static final class AssignedDriver implements PciDriver {
        @Override
        public String name() {
            return "vfio-pci";
        }

        @Override
        public boolean matches(PciModel model) {
            return false;
        }

        @Override
        public void probe(PciDevice device) {
            if (device.group() == null) {
                throw new SysError("EINVAL");
            }
        }

        @Override
        public void remove(PciDevice device) {
            // has nothing to let go of
        }

        @Override
        public boolean keepsVirtualFunctions() {
            return true;
        }
    }
}
