package io.luoledger.simulator.pci;

import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A bus as hardware: what is plugged into it, by device and function number. It has no number of its own. */
public final class PciWire {
    private final PciHost host;
    private final @Nullable PciFunction bridge;
    private final TreeMap<Integer, PciFunction> functions = new TreeMap<>();

    PciWire(PciHost host, @Nullable PciFunction bridge) {
        this.host = host;
        this.bridge = bridge;
    }

    public PciHost host() {
        return host;
    }

    /** The bridge above, or null for a root bus. */
    public @Nullable PciFunction bridge() {
        return bridge;
    }

    /** Plugs a function in. Throws IllegalArgumentException where something is plugged already. */
    public PciFunction plug(int devfn, PciModel model) {
        if (devfn < 0 || devfn > 0xff || functions.containsKey(devfn)) {
            throw new IllegalArgumentException("no free place for a function at " + slotText(devfn));
        }
        PciFunction function = new PciFunction(this, devfn, model);
        functions.put(devfn, function);
        return function;
    }

    /** Takes a function out, with everything below it. */
    void unplug(PciFunction function) {
        functions.remove(function.devfn(), function);
    }

    /** Puts a function, with everything below it, where it wasn't. */
    void move(PciFunction function) {
        if (functions.putIfAbsent(function.devfn(), function) != null) {
            throw new IllegalArgumentException("no free place for a function at " + slotText(function.devfn()));
        }
    }

    /** What is plugged in, by device and function number. */
    public Collection<PciFunction> functions() {
        return Collections.unmodifiableCollection(functions.values());
    }

    @Nullable
    public PciFunction at(int devfn) {
        return functions.get(devfn);
    }

    boolean has(int devfn) {
        return functions.containsKey(devfn);
    }

    /** "dd.f". */
    static String slotText(int devfn) {
        return String.format("%02x.%x", devfn >>> 3, devfn & 7);
    }
}
