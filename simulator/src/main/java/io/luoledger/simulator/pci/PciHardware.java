package io.luoledger.simulator.pci;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The PCI hardware of one host. Kernels come and go over it. */
public final class PciHardware {
    private final List<PciHost> hosts = new ArrayList<>();
    private @Nullable PciHost first;

    /** Adds a hierarchy with a segment number that the platform gives. */
    public PciHost addHost(int segment, int firstBus, int lastBus) {
        return add(new PciHost(segment, firstBus, lastBus, null));
    }

    /** Adds a hierarchy whose segment number each kernel picks anew. */
    public PciHost addDynamicHost(int firstBus, int lastBus) {
        return add(new PciHost(null, firstBus, lastBus, null));
    }

    /** Adds the hierarchy behind a function that has a segment of its own. */
    public PciHost addHostBehind(PciFunction function, int firstBus, int lastBus) {
        if (!function.model().can(PciModel.Ability.OWN_SEGMENT)) {
            throw new IllegalArgumentException(function + " has no segment of its own");
        }
        return add(new PciHost(null, firstBus, lastBus, function));
    }

    private PciHost add(PciHost host) {
        hosts.add(host);
        if (first == null) {
            first = host;
        }
        return host;
    }

    /** In the order in which a kernel comes by them. */
    public List<PciHost> hosts() {
        return Collections.unmodifiableList(hosts);
    }

    /** The first one that was made, whatever the order is now. */
    PciHost first() {
        if (first == null) {
            throw new IllegalStateException("no hierarchy");
        }
        return first;
    }

    /** Lets kernels come by the hierarchies in another order. */
    public void probeOrder(List<PciHost> order) {
        if (order.size() != hosts.size() || !order.containsAll(hosts)) {
            throw new IllegalArgumentException("not the same hierarchies in another order");
        }
        List<PciHost> copy = List.copyOf(order);
        hosts.clear();
        hosts.addAll(copy);
    }

    /** The hierarchy behind a function, or null. */
    @Nullable
    PciHost behind(PciFunction function) {
        if (!function.model().can(PciModel.Ability.OWN_SEGMENT)) {
            return null;
        }
        for (PciHost host : hosts) {
            if (host.behind() == function) {
                return host;
            }
        }
        return null;
    }

    /**
     * The function at the end of a way from a root bus, "dd.f/dd.f" below the first one or "ssss:bb/dd.f/dd.f". Throws
     * NoSuchElementException where there is none, IllegalArgumentException for text that is no way.
     */
    public PciFunction at(String path) {
        return PciPaths.follow(this, path);
    }

    /** The way to a function, as {@link #at} reads it. */
    public String path(PciFunction function) {
        return PciPaths.of(this, function);
    }

    /** Takes a function out of the host, with everything below it. */
    public void unplug(PciFunction function) {
        function.wire().unplug(function);
    }

    /** Resets everything below a bridge: a function forgets its registers, a bridge its bus numbers. */
    public void resetBelow(PciFunction bridge) {
        for (PciFunction function : bridge.slot().functions()) {
            if (function.bridge()) {
                resetBelow(function);
            }
            function.reset();
        }
    }

    /** Resets a bridge itself and everything below it. */
    public void resetBridge(PciFunction bridge) {
        resetBelow(bridge);
        bridge.reset();
    }

    /** Every function that is plugged in, from the roots down. Costs as much as there is. */
    public List<PciFunction> functions() {
        List<PciFunction> all = new ArrayList<>();
        hosts.forEach(host -> collect(host.root(), all));
        return all;
    }

    private static void collect(PciWire wire, List<PciFunction> into) {
        for (PciFunction function : wire.functions()) {
            into.add(function);
            PciWire below = function.below();
            if (below != null) {
                collect(below, into);
            }
        }
    }

    /** Power was lost: every function is as it comes from the factory. */
    public void powerCycle() {
        hosts.forEach(host -> host.root().functions().forEach(function -> {
            if (function.bridge()) {
                resetBelow(function);
            }
            function.reset();
        }));
    }
}
