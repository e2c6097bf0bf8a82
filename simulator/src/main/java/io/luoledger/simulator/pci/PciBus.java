package io.luoledger.simulator.pci;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bus as one kernel sees it. */
public final class PciBus {
    private final int segment;
    private final int number;
    private final @Nullable PciBus parent;
    private final @Nullable PciDevice bridge;
    private final PciHost host;
    private final Map<Integer, PciDevice> devices = new LinkedHashMap<>();
    private final List<PciBus> children = new ArrayList<>();
    private @Nullable PciDevice behind;
    private int primary;
    private int last;

    PciBus(int segment, int number, @Nullable PciBus parent, @Nullable PciDevice bridge, PciHost host) {
        this.segment = segment;
        this.number = number;
        this.parent = parent;
        this.bridge = bridge;
        this.host = host;
        this.primary = parent == null ? number : parent.number;
        this.last = 0xff;
    }

    public int segment() {
        return segment;
    }

    public int number() {
        return number;
    }

    /** Whether no bridge but a host bridge leads to it. */
    public boolean root() {
        return parent == null;
    }

    public @Nullable PciBus parent() {
        return parent;
    }

    /** The bridge it is below; null for a root bus, and for a bus that only virtual functions live on. */
    public @Nullable PciDevice bridge() {
        return bridge;
    }

    /** The function that has this root bus behind it (VMD), or null. */
    @Nullable
    PciDevice behind() {
        return behind;
    }

    void behind(PciDevice controller) {
        behind = controller;
    }

    PciHost host() {
        return host;
    }

    /** In the order in which they were found. */
    public Collection<PciDevice> devices() {
        return Collections.unmodifiableCollection(devices.values());
    }

    List<PciBus> children() {
        return children;
    }

    int primary() {
        return primary;
    }

    void primary(int bus) {
        primary = bus;
    }

    /** The last bus number at or below it. */
    public int last() {
        return last;
    }

    void last(int bus) {
        last = bus;
    }

    void add(PciDevice device) {
        devices.put(device.address().devfn(), device);
    }

    void remove(PciDevice device) {
        devices.remove(device.address().devfn(), device);
    }

    @Nullable
    PciDevice at(int devfn) {
        return devices.get(devfn);
    }

    /** The highest bus number in use at or below it. */
    int highest() {
        int highest = last;
        for (PciBus child : children) {
            highest = Math.max(highest, child.highest());
        }
        return highest;
    }

    /** "pcissss:bb", as sysfs calls a root bus. */
    String rootName() {
        return String.format("pci%04x:%02x", segment, number);
    }
}
