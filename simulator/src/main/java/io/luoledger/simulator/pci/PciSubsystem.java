package io.luoledger.simulator.pci;

import io.luoledger.event.DeviceBody;
import io.luoledger.event.DeviceBody.DeviceRemoved;
import io.luoledger.event.DeviceBody.DeviceReset;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.pci.PciFunction.Power;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PCI as one kernel runs it, from its enumeration at boot to the shutdown of its devices before a kexec. Calls that a kernel refuses
 * throw SysError.
 */
public final class PciSubsystem {
    /**
     * What a kernel starts from.
     *
     * @param drivers in the order in which they are tried
     * @param before addresses at which the kernel before knew a function, so that what is gone can be told
     */
    public record Setup(
            PciHardware hardware,
            PciOptions options,
            PciRules rules,
            PreservedFunctions preserved,
            List<PciDriver> drivers,
            Journal journal,
            Set<PciAddress> before) {
        public Setup {
            drivers = List.copyOf(drivers);
            before = Collections.unmodifiableSet(before);
        }
    }

    private static final String NO_DEVICE = "ENODEV";

    private final PciHardware hardware;
    private final PciOptions options;
    private final PciRules rules;
    private final PreservedFunctions preserved;
    private final List<PciDriver> drivers;
    private final Journal journal;
    private final PciTree tree;
    private final PciScan scan;
    private final IommuGroups groups = new IommuGroups();
    private final Set<PciAddress> seen = new HashSet<>();

    private PciSubsystem(Setup setup) {
        this.hardware = setup.hardware();
        this.options = setup.options();
        this.rules = setup.rules();
        this.preserved = setup.preserved();
        this.drivers = setup.drivers();
        this.journal = setup.journal();
        this.tree = new PciTree(options, rules, preserved);
        this.scan = new PciScan(tree, options, new BusNumberRule(rules.numbers(), preserved));
    }

    /** Finds and numbers what there is, lets drivers bind, and writes it all down. */
    public static PciSubsystem boot(Setup setup) {
        PciSubsystem pci = new PciSubsystem(setup);
        for (PciHost host : setup.hardware().hosts()) {
            if (host.behind() == null) {
                pci.tree.addRoot(host).ifPresent(pci.scan::below);
            }
        }
        pci.settle();
        pci.meetKeptVirtualFunctions();
        pci.tree.devices().forEach(pci::tell);
        // behind the others: a function that is elsewhere now isn't missed
        setup.before().stream()
                .filter(address -> !pci.seen.contains(address))
                .sorted()
                .forEach(address -> pci.journal.record(Side.NONE, new DeviceRemoved(address, Result.success())));
        return pci;
    }

    /** Gives new functions their groups and drivers, and looks behind those that have a segment of their own. */
    private List<PciDevice> settle() {
        List<PciDevice> all = new ArrayList<>();
        while (true) {
            List<PciDevice> fresh = tree.takeFresh();
            if (fresh.isEmpty()) {
                return all;
            }
            all.addAll(fresh);
            if (options.iommu()) {
                fresh.forEach(groups::add);
            }
            fresh.forEach(this::autoprobe);
            lookBehind(fresh);
        }
    }

    /** Segments behind functions are found in the order in which their drivers get to it, which isn't that of the functions. */
    private void lookBehind(List<PciDevice> fresh) {
        for (PciHost host : hardware.hosts()) {
            PciFunction controller = host.behind();
            PciDevice device = controller == null ? null : tree.of(controller);
            if (device != null && fresh.contains(device)) {
                tree.addRoot(host).ifPresent(root -> {
                    root.behind(device);
                    scan.below(root);
                });
            }
        }
    }

    /** The first driver that matches and takes it; one that refuses leaves it to the next. */
    private void autoprobe(PciDevice device) {
        for (PciDriver driver : drivers) {
            if (matches(driver, device) && takes(driver, device)) {
                return;
            }
        }
    }

    private static boolean takes(PciDriver driver, PciDevice device) {
        try {
            driver.probe(device);
            device.driver(driver);
            return true;
        } catch (SysError refused) {
            return false;
        }
    }

    private boolean matches(PciDriver driver, PciDevice device) {
        String override = device.driverOverride();
        if (override != null) {
            return override.equals(driver.name());
        }
        boolean guarded = rules.probe() == PciRules.Probe.ONLY_OVERRIDE && incoming(device);
        return !guarded && driver.matches(device.model());
    }

    /** Whether the kernel before preserved the function, and this one hasn't finished it. */
    public boolean incoming(PciDevice device) {
        return rules.marksIncoming() ? device.incoming() : preserved.incoming(device.address());
    }

    private void tell(PciDevice device) {
        seen.add(device.address());
        boolean tracks = rules.numbers() != PciRules.Numbers.ORDINARY;
        journal.record(Side.NONE, device.enumerated(tracks ? incoming(device) : null));
    }

    /** Every address at which this kernel ever knew a function. */
    public Set<PciAddress> seen() {
        return Collections.unmodifiableSet(seen);
    }

    public PciHardware hardware() {
        return hardware;
    }

    public PciRules rules() {
        return rules;
    }

    /** By address. */
    public Collection<PciDevice> devices() {
        return tree.devices();
    }

    public Optional<PciDevice> at(PciAddress address) {
        return Optional.ofNullable(tree.at(address));
    }

    /** Where this kernel has a piece of hardware. */
    public Optional<PciDevice> of(PciFunction function) {
        return Optional.ofNullable(tree.of(function));
    }

    /** The function with this way from the root and these ids. Costs as much as there are functions. */
    public Optional<PciDevice> find(PciIdentity identity) {
        return tree.devices().stream()
                .filter(device -> device.identity().equals(identity))
                .findFirst();
    }

    /** The functions of an IOMMU group, by address. */
    public List<PciDevice> group(int number) {
        return groups.members(number);
    }

    public Optional<PciDriver> driver(String name) {
        return drivers.stream().filter(driver -> driver.name().equals(name)).findFirst();
    }

    /** sysfs bind. ENODEV when the driver isn't for it or doesn't exist, EBUSY when it has one, or what the driver says. */
    public void bind(PciDevice device, String driverName) {
        journal.attempt(Side.NONE, result -> new DriverBound(device.address(), driverName, result), () -> {
            PciDriver driver = driver(driverName).orElseThrow(() -> new SysError(NO_DEVICE));
            if (!matches(driver, device)) {
                throw new SysError(NO_DEVICE);
            }
            if (device.driver() != null) {
                throw new SysError("EBUSY");
            }
            driver.probe(device);
            device.driver(driver);
            return driver;
        });
    }

    /** sysfs unbind. ENODEV when no driver is bound. */
    public void unbind(PciDevice device) {
        PciDriver driver = device.driver();
        if (driver == null) {
            throw new SysError(NO_DEVICE);
        }
        driver.remove(device);
        device.driver(null);
        journal.record(Side.NONE, new DriverBound(device.address(), null, Result.success()));
    }

    /** sysfs drivers_probe: lets whatever driver matches bind. Nothing is refused; look at the driver afterwards. */
    public void probe(PciDevice device) {
        if (device.driver() == null) {
            autoprobe(device);
            if (device.driver() != null) {
                journal.record(Side.NONE, new DriverBound(device.address(), device.driverName(), Result.success()));
            }
        }
    }

    /** sysfs remove: the kernel forgets the function, and everything below it. */
    public void remove(PciDevice device) {
        PciBus below = device.subordinate();
        if (below != null) {
            List.copyOf(below.devices()).forEach(this::remove);
            tree.removeBus(below);
        }
        if (device.function().enabledVirtualFunctions() > 0) {
            virtualFunctions(device, 0);
        }
        PciHost behind = hardware.behind(device.function());
        if (behind != null) {
            List.copyOf(tree.roots()).stream()
                    .filter(root -> root.host() == behind)
                    .forEach(root -> {
                        List.copyOf(root.devices()).forEach(this::remove);
                        tree.removeBus(root);
                    });
        }
        PciDriver driver = device.driver();
        if (driver != null) {
            driver.remove(device);
            device.driver(null);
        }
        groups.remove(device);
        tree.remove(device);
        journal.record(Side.NONE, new DeviceRemoved(device.address(), Result.success()));
    }

    /** sysfs rescan: functions that weren't known are found, bridges without numbers get some. */
    public void rescan() {
        List.copyOf(tree.roots()).forEach(scan::below);
        settleAndTell();
    }

    private void settleAndTell() {
        settle().stream().sorted(Comparator.comparing(PciDevice::address)).forEach(this::tell);
    }

    /**
     * A device was plugged in while the kernel runs: its functions are found, and a bridge among them gets numbers the way the
     * hot-plug driver does it.
     */
    public void hotAdded(PciWire wire) {
        PciFunction port = wire.bridge();
        PciBus bus = port == null
                ? tree.roots().stream()
                        .filter(root -> root.host() == wire.host())
                        .findFirst()
                        .orElse(null)
                : of(port).map(PciDevice::subordinate).orElse(null);
        if (bus == null) {
            return;
        }
        List<PciDevice> bridges = scan.look(bus).stream()
                .filter(device -> device.function().bridge())
                .toList();
        switch (options.hotplug()) {
            case ACPI -> scan.hotAddedAcpi(bus, bridges);
            case NATIVE -> bridges.forEach(bridge -> scan.hotAddedNative(bus, bridge));
        }
        settleAndTell();
    }

    /** A device was pulled out while the kernel runs. */
    public void hotRemoved(PciFunction function) {
        of(function).ifPresent(this::remove);
    }

    /**
     * sriov_numvfs. ENOENT without SR-IOV, ERANGE for more than there can be, EBUSY when some are on already, ENOMEM when there is no
     * bus number for them.
     */
    public void virtualFunctions(PciDevice device, int count) {
        PciModel.VirtualFunctions capability = device.model().virtualFunctions();
        PciFunction function = device.function();
        if (capability == null || device.virtualFunction()) {
            throw new SysError("ENOENT");
        }
        if (count < 0 || count > capability.total()) {
            throw new SysError("ERANGE");
        }
        if (count == function.enabledVirtualFunctions()) {
            return;
        }
        if (count == 0) {
            function.virtualFunctions().forEach(virtual -> of(virtual).ifPresent(this::remove));
            function.enableVirtualFunctions(0);
            return;
        }
        if (function.enabledVirtualFunctions() > 0) {
            throw new SysError("EBUSY");
        }
        int last = (device.address().bdf() + function.virtualOffset(count - 1)) >>> 8;
        if (last > device.bus().last()) {
            throw new SysError("ENOMEM");
        }
        function.enableVirtualFunctions(count);
        meetVirtualFunctions(device);
        settleAndTell();
    }

    /** Virtual functions that the kernel before left switched on, and that stay so. */
    private void meetKeptVirtualFunctions() {
        if (rules.keepsSriov()) {
            List.copyOf(tree.devices()).stream()
                    .filter(device -> !device.virtualFunction())
                    .filter(device -> device.function().enabledVirtualFunctions() > 0)
                    .forEach(this::meetVirtualFunctions);
            settle();
        }
    }

    private void meetVirtualFunctions(PciDevice device) {
        PciFunction function = device.function();
        for (int number = 0; number < function.enabledVirtualFunctions(); number++) {
            int id = device.address().bdf() + function.virtualOffset(number);
            PciBus bus = scan.virtualBus(device.bus(), id >>> 8);
            if (bus != null) {
                PciDevice virtual = tree.meetVirtual(
                        bus,
                        function.virtualFunctions().get(number),
                        new PciAddress(device.address().segment(), id),
                        device);
                PciDriver keeper = device.driver();
                if (keeper != null && keeper.keepsVirtualFunctions()) {
                    virtual.driverOverride(keeper.name());
                }
            }
        }
    }

    /** Whether an IOMMU translates what devices address. */
    public boolean translates() {
        return options.iommu();
    }

    /** Without an IOMMU a driver that wants a group makes one up for its function, and takes it away again. */
    public void groupOfOne(PciDevice device, boolean wanted) {
        if (wanted) {
            groups.addAlone(device);
        } else {
            groups.remove(device);
        }
    }

    /** Whether a function can be reset on its own. */
    public boolean canReset(PciDevice device) {
        return !device.resetMethods().isEmpty();
    }

    /**
     * Resets a function by the first of its methods that works. ENOTTY when none does. What the function was doing ends; its
     * registers are as after a reset, a bus reset costs nothing else since the function is alone there.
     */
    public ResetMethod reset(PciDevice device) {
        ResetMethod[] used = new ResetMethod[1];
        return journal.attempt(
                Side.NONE,
                result -> new DeviceReset(device.address(), used[0] == null ? null : used[0].word(), result),
                () -> {
                    ResetMethod method = usable(device);
                    if (method == null) {
                        throw new SysError("ENOTTY");
                    }
                    used[0] = method;
                    keepingConfiguration(device.function());
                    return method;
                });
    }

    /** A kernel that resets a bridge puts its numbers and controls back. */
    private static void keepingConfiguration(PciFunction function) {
        DeviceBody.BridgeBuses buses = function.buses();
        int acs = function.acsControl();
        boolean ari = function.ariForwarding();
        function.reset();
        if (buses != null) {
            function.buses(buses.primary(), buses.secondary(), buses.subordinate());
            function.acsControl(acs);
            function.ariForwarding(ari);
        }
    }

    private static @Nullable ResetMethod usable(PciDevice device) {
        for (ResetMethod method : device.resetMethods()) {
            if (method != ResetMethod.BUS || ResetMethod.alone(device)) {
                return method;
            }
        }
        return null;
    }

    /**
     * What a kernel does to its devices before it jumps: bus mastering is switched off for every function that isn't off itself,
     * except, where the kernel knows of preserved ones, for those and their bridges.
     */
    public void shutdown() {
        for (PciDevice device : tree.devices()) {
            if (device.function().power() != Power.D3COLD && !(rules.keepsBusMaster() && device.outgoing())) {
                device.function().clear(PciFunction.COMMAND_MASTER);
            }
        }
    }
}
