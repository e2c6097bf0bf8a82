package io.luoledger.simulator.pci;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.pci.PciModel.Ability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a kernel finds functions and numbers buses: a bus's functions first, then behind each bridge. Bridges that hold sensible
 * numbers keep them in a first pass; the others get the next free ones in a second.
 */
final class PciScan {
    private final PciTree tree;
    private final PciOptions options;
    private final BusNumberRule rule;
    /** The highest number in a hierarchy, where numbers are only given above it. */
    private final Map<PciHost, Integer> highest = new HashMap<>();

    PciScan(PciTree tree, PciOptions options, BusNumberRule rule) {
        this.tree = tree;
        this.options = options;
        this.rule = rule;
    }

    /** Looks at everything below a bus; what is known already stays. */
    void below(PciBus bus) {
        scan(bus, 0);
    }

    /**
     * The functions of a bus and whatever is behind its bridges.
     *
     * @param spare bus numbers beyond its own that the bus may hand on
     * @return the highest number used
     */
    private int scan(PciBus bus, int spare) {
        functions(bus);
        int used = virtualBuses(bus);
        int max = bus.number() + used;
        List<PciDevice> bridges = bridges(bus);
        int hotplug = (int) bridges.stream()
                .filter(bridge -> bridge.model().can(Ability.HOTPLUG))
                .count();
        BusNumberRule.OnBus onBus = rule.on(preservedLost(bus, bridges));
        for (PciDevice bridge : bridges) {
            int before = max;
            max = configured(bus, bridge, max, onBus);
            // one for each bridge is set aside now, so that hot-plug bridges don't take it below
            used += Math.max(1, max - before);
        }
        for (PciDevice bridge : bridges) {
            int before = max;
            max = unconfigured(bus, bridge, max, share(bridge, bridges.size(), hotplug, spare, used), onBus);
            if (max - before > 1) {
                used += max - before - 1;
            }
        }
        return withRoomToGrow(bus, max, spare);
    }

    private static List<PciDevice> bridges(PciBus bus) {
        List<PciDevice> bridges = new ArrayList<>();
        for (PciDevice device : bus.devices()) {
            if (device.function().bridge()) {
                bridges.add(device);
            }
        }
        return bridges;
    }

    /** Whether a bridge that was preserved doesn't hold sensible numbers any more. */
    private static boolean preservedLost(PciBus bus, List<PciDevice> bridges) {
        return bridges.stream().anyMatch(bridge -> bridge.incoming() && !sensible(bus, bridge.function()));
    }

    /** How many of the spare numbers a bridge may hand on. */
    private static int share(PciDevice bridge, int bridges, int hotplug, int spare, int used) {
        if (hotplug == 0 && bridges == 1) {
            return spare;
        }
        if (bridge.model().can(Ability.HOTPLUG)) {
            // the kernel counts unsigned: where more is used than there is, the plain share stays the smaller one
            int share = spare / hotplug;
            int left = spare - used + 1;
            return left < 0 ? share : Math.min(share, left);
        }
        return 0;
    }

    private int withRoomToGrow(PciBus bus, int max, int spare) {
        PciDevice self = bus.bridge();
        if (self == null || !self.model().can(Ability.HOTPLUG)) {
            return max;
        }
        int wanted = Math.max(spare, options.hotplugBusSize() - 1);
        return max - bus.number() < wanted ? Math.min(bus.number() + wanted, bus.last()) : max;
    }

    private void functions(PciBus bus) {
        PciWire wire = tree.wire(bus);
        if (wire == null) {
            return;
        }
        PciFunction bridge = wire.bridge();
        boolean single = bridge != null && bridge.model().kind().link();
        for (PciFunction function : wire.functions()) {
            int slot = function.devfn() & ~7;
            boolean first = (function.devfn() & 7) == 0;
            if (single && slot != 0) {
                if (ariReaches(bus, wire)) {
                    tree.meet(bus, function);
                }
                continue;
            }
            PciFunction head = first ? function : wire.at(slot);
            boolean seen = head != null
                    && (first || head.model().can(Ability.MULTIFUNCTION) || (slot == 0 && ariReaches(bus, wire)));
            if (seen) {
                tree.meet(bus, function);
            }
        }
    }

    /** Whether the bus's single device answers as functions 0 to 255. */
    private static boolean ariReaches(PciBus bus, PciWire wire) {
        PciDevice bridge = bus.bridge();
        PciFunction head = wire.at(0);
        return bridge != null && bridge.ari() && head != null && head.model().can(Ability.ARI);
    }

    /** How many bus numbers beyond a bus's own its physical functions' virtual ones may need. */
    private static int virtualBuses(PciBus bus) {
        int furthest = bus.number();
        for (PciDevice device : bus.devices()) {
            PciModel.VirtualFunctions capability = device.model().virtualFunctions();
            if (capability != null && !device.virtualFunction()) {
                int last = device.address().bdf() + device.function().virtualOffset(capability.total() - 1);
                furthest = Math.max(furthest, last >>> 8);
            }
        }
        return furthest - bus.number();
    }

    /** First pass: a bridge that holds sensible numbers keeps them. */
    private int configured(PciBus bus, PciDevice bridge, int max, BusNumberRule.OnBus onBus) {
        PciFunction registers = bridge.function();
        boolean sensible = sensible(bus, registers);
        if (!holdsNumbers(registers) || assigns(onBus) || !sensible) {
            if (assigns(onBus) || !sensible) {
                // nobody else's cycles may go astray while numbers are handed out
                registers.buses(0, 0, 0);
            }
            return max;
        }
        int secondary = registers.secondary();
        int subordinate = registers.subordinate();
        PciBus child = tree.bus(bus.segment(), secondary);
        if (child == null) {
            child = tree.addBus(bus, bridge, secondary);
            child.primary(registers.primary());
            child.last(subordinate);
        }
        scan(child, subordinate - secondary);
        return Math.max(max, subordinate);
    }

    private boolean assigns(BusNumberRule.OnBus onBus) {
        return options.assignBusses() && !onBus.inherits();
    }

    private static boolean holdsNumbers(PciFunction bridge) {
        return bridge.secondary() != 0 || bridge.subordinate() != 0;
    }

    /** A bridge whose primary number reads 0 while it has the others counts as hard-wired, not as wrong. */
    private static boolean sensible(PciBus bus, PciFunction bridge) {
        boolean hardWired = bridge.primary() == 0 && bridge.secondary() != 0 && bridge.subordinate() != 0;
        int primary = hardWired ? bus.number() : bridge.primary();
        return primary == bus.number()
                && bridge.secondary() > bus.number()
                && bridge.secondary() <= bridge.subordinate();
    }

    /** Second pass: a bridge without numbers gets the next ones. */
    private int unconfigured(PciBus bus, PciDevice bridge, int max, int spare, BusNumberRule.OnBus onBus) {
        PciFunction registers = bridge.function();
        if (holdsNumbers(registers) && !assigns(onBus)) {
            return max;
        }
        if (!onBus.numbers()) {
            registers.buses(0, 0, 0);
            return max;
        }
        int next = onBus.higher() ? higher(bus.host(), max) : max + 1;
        if (next > (onBus.higher() ? bus.host().lastBus() : 0xff)) {
            return max;
        }
        PciBus child = tree.bus(bus.segment(), next);
        if (child == null) {
            child = tree.addBus(bus, bridge, next);
            child.last(bus.last());
        }
        registers.buses(child.primary(), child.number(), child.last());
        int reached = scan(child, spare > 0 ? spare - 1 : 0);
        child.last(reached);
        registers.buses(child.primary(), child.number(), reached);
        return reached;
    }

    /** The next number above all that were held before any was given, and above those given since. */
    private int higher(PciHost host, int max) {
        return highest.merge(host, Math.max(max, host.highestHeld()) + 1, (before, now) -> Math.max(before, max) + 1);
    }

    /**
     * A bridge was plugged in, and the firmware told: its bus's parent looks again, counting from the highest number at or below that
     * bus, even where somebody else has the next one.
     */
    void hotAddedAcpi(PciBus bus, List<PciDevice> added) {
        int max = bus.number();
        for (PciBus child : bus.children()) {
            max = Math.max(max, child.highest());
        }
        BusNumberRule.OnBus onBus = rule.on(preservedLost(bus, bridges(bus)));
        for (PciDevice bridge : added) {
            max = configured(bus, bridge, max, onBus);
        }
        for (PciDevice bridge : added) {
            max = unconfigured(bus, bridge, max, 0, onBus);
        }
    }

    /** A bridge was plugged in, and the port told: it gets a number that is free within the port's, or none. */
    void hotAddedNative(PciBus bus, PciDevice bridge) {
        int free = bus.number();
        while (free <= bus.last() && tree.bus(bus.segment(), free) != null) {
            free++;
        }
        if (free > bus.last()) {
            return;
        }
        BusNumberRule.OnBus onBus = rule.on(preservedLost(bus, bridges(bus)));
        int max = configured(bus, bridge, free - 1, onBus);
        unconfigured(bus, bridge, max, bus.last() - max, onBus);
    }

    /** Functions of a bus that weren't known. */
    List<PciDevice> look(PciBus bus) {
        List<PciAddress> known = bus.devices().stream().map(PciDevice::address).toList();
        functions(bus);
        return bus.devices().stream()
                .filter(device -> !known.contains(device.address()))
                .toList();
    }

    /** The bus that a virtual function is on: its physical function's, or one that only such functions have. */
    @Nullable
    PciBus virtualBus(PciBus bus, int number) {
        if (number == bus.number()) {
            return bus;
        }
        PciBus child = tree.bus(bus.segment(), number);
        if (child == null && number <= bus.last()) {
            child = tree.addBus(bus, null, number);
            child.last(number);
        }
        return child;
    }
}
