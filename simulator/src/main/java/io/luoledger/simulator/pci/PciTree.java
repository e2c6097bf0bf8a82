package io.luoledger.simulator.pci;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.pci.PciModel.Ability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The buses and functions that one kernel knows. */
final class PciTree {
    /** Source validation, request and completion redirect, upstream forwarding: what a kernel switches on. */
    private static final int ACS_ON = 0x1d;

    private static final int FIRST_OWN_SEGMENT = 0x10000;

    private final PciOptions options;
    private final PciRules rules;
    private final PreservedFunctions preserved;
    private final Map<Long, PciBus> buses = new TreeMap<>();
    private final Map<PciAddress, PciDevice> byAddress = new TreeMap<>();
    private final Map<PciFunction, PciDevice> byFunction = new LinkedHashMap<>();
    private final List<PciBus> roots = new ArrayList<>();
    private final List<PciDevice> fresh = new ArrayList<>();

    PciTree(PciOptions options, PciRules rules, PreservedFunctions preserved) {
        this.options = options;
        this.rules = rules;
        this.preserved = preserved;
    }

    /**
     * Makes the root bus of a hierarchy. Dynamic segments get the next number after the highest there is. Nothing where another
     * hierarchy grew over its range and has the root bus's number: a kernel finds none of it then.
     */
    Optional<PciBus> addRoot(PciHost host) {
        Integer fixed = host.segment();
        int segment = fixed == null ? freeSegment() : fixed;
        PciBus bus = new PciBus(segment, host.firstBus(), null, null, host);
        bus.last(host.lastBus());
        PciBus before = buses.putIfAbsent(key(segment, bus.number()), bus);
        if (before != null && before.root()) {
            throw new IllegalArgumentException("two root buses " + bus.rootName());
        }
        if (before != null) {
            return Optional.empty();
        }
        roots.add(bus);
        return Optional.of(bus);
    }

    private int freeSegment() {
        int segment = FIRST_OWN_SEGMENT;
        for (PciBus root : roots) {
            segment = Math.max(segment, root.segment() + 1);
        }
        return segment;
    }

    private static long key(int segment, int number) {
        return (long) segment << 8 | number;
    }

    List<PciBus> roots() {
        return Collections.unmodifiableList(roots);
    }

    @Nullable
    PciBus bus(int segment, int number) {
        return buses.get(key(segment, number));
    }

    PciBus addBus(PciBus parent, @Nullable PciDevice bridge, int number) {
        PciBus bus = new PciBus(parent.segment(), number, parent, bridge, parent.host());
        buses.put(key(parent.segment(), number), bus);
        parent.children().add(bus);
        if (bridge != null) {
            bridge.subordinate(bus);
        }
        return bus;
    }

    void removeBus(PciBus bus) {
        buses.remove(key(bus.segment(), bus.number()), bus);
        PciBus parent = bus.parent();
        if (parent == null) {
            roots.remove(bus);
        } else {
            parent.children().remove(bus);
        }
    }

    /** What hardware answers on a bus: where the bridges' registers lead, not where the kernel believes it to be. */
    @Nullable
    PciWire wire(PciBus bus) {
        return bus.host().route(bus.number());
    }

    /** Sets a function up, unless it is known already. */
    void meet(PciBus bus, PciFunction function) {
        if (bus.at(function.devfn()) != null) {
            return;
        }
        PciAddress address = PciAddress.of(bus.segment(), bus.number(), function.devfn());
        setUp(new PciDevice(address, bus, function, null));
    }

    /** Adds a virtual function. */
    PciDevice meetVirtual(PciBus bus, PciFunction function, PciAddress address, PciDevice physical) {
        PciDevice device = new PciDevice(address, bus, function, physical);
        setUp(device);
        return device;
    }

    private void setUp(PciDevice device) {
        device.incoming(preserved.incoming(device.address()));
        PciFunction function = device.function();
        if (function.model().can(Ability.ACS) && !(device.incoming() && rules.keepsAcs())) {
            function.acsControl(function.acsControl() | ACS_ON);
        }
        device.bus().add(device);
        byAddress.put(device.address(), device);
        byFunction.put(function, device);
        fresh.add(device);
        if (!device.virtualFunction()) {
            ari(device);
            sriov(device);
        }
    }

    /** The first function below a port decides whether the port forwards to functions above 7, unless a preserved port keeps what it has. */
    private void ari(PciDevice device) {
        PciDevice bridge = device.bus().bridge();
        if (bridge == null
                || device.address().devfn() != 0
                || !device.model().kind().express()
                || !bridge.model().can(Ability.ARI_FORWARDING)) {
            return;
        }
        boolean kept = bridge.incoming() && rules.keepsAri();
        if (!kept && !options.ari()) {
            return;
        }
        if (!kept) {
            bridge.function().ariForwarding(device.model().can(Ability.ARI));
        }
        bridge.ari(bridge.function().ariForwarding());
    }

    /** Virtual functions that the kernel before left are switched off. */
    private void sriov(PciDevice device) {
        if (device.model().virtualFunctions() == null) {
            return;
        }
        if (device.incoming() && rules.keepsSriov()) {
            return;
        }
        PciDevice bridge = device.bus().bridge();
        device.function().enableVirtualFunctions(0);
        device.function().ariHierarchy(bridge != null && bridge.ari());
    }

    /** What was set up since the last call, in order. */
    List<PciDevice> takeFresh() {
        List<PciDevice> taken = List.copyOf(fresh);
        fresh.clear();
        return taken;
    }

    void remove(PciDevice device) {
        device.leave();
        device.bus().remove(device);
        byAddress.remove(device.address(), device);
        byFunction.remove(device.function(), device);
    }

    @Nullable
    PciDevice at(PciAddress address) {
        return byAddress.get(address);
    }

    @Nullable
    PciDevice of(PciFunction function) {
        return byFunction.get(function);
    }

    /** By address. */
    Collection<PciDevice> devices() {
        return Collections.unmodifiableCollection(byAddress.values());
    }

    /** In the order in which they were set up. */
    Collection<PciDevice> inOrder() {
        return Collections.unmodifiableCollection(byFunction.values());
    }
}
