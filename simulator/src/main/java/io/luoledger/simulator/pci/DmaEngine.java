package io.luoledger.simulator.pci;

import io.luoledger.simulator.memory.PhysicalMemory;
import java.util.Map;

/** The part of a device that writes to memory on its own. */
public final class DmaEngine {
    private final PciFunction function;
    private boolean running;
    private long address;
    private long length;
    private long bytes;
    private Map<Long, Long> pages = Map.of();

    DmaEngine(PciFunction function) {
        this.function = function;
    }

    /** Writes over and over to this range of what the device takes for memory. */
    public void start(long ioAddress, long rangeBytes) {
        running = true;
        address = ioAddress;
        length = rangeBytes;
    }

    public void stop() {
        running = false;
    }

    /**
     * What the IOMMU makes of its addresses from now on: this translation lies in memory, and outlives the kernel that set it up.
     *
     * @param translation physical page by page of its addresses, bytes
     */
    public void through(Map<Long, Long> translation) {
        pages = Map.copyOf(translation);
    }

    /** Writes its range once, as far as that gets anywhere: how many bytes reached memory. */
    public long write(PhysicalMemory memory) {
        if (!running || !reachesRoot()) {
            return 0;
        }
        long reached = 0;
        long page = memory.pageSize();
        for (long at = address; at < address + length; at += page) {
            Long physical = pages.get(at & -page);
            if (physical != null) {
                memory.write(physical, Long.BYTES, bytes + reached + 1);
                reached += Math.min(page, address + length - at);
            }
        }
        bytes += reached;
        return reached;
    }

    /** Whether the device tries to write. */
    public boolean running() {
        return running;
    }

    /** Where it writes to, as the device addresses memory. */
    public long address() {
        return address;
    }

    public long length() {
        return length;
    }

    /** How much reached memory since it was made. */
    public long bytes() {
        return bytes;
    }

    /** Whether its writes get out: it is a bus master in D0, and so is every bridge above it. */
    public boolean reachesRoot() {
        if (!function.busMaster() || function.power() != PciFunction.Power.D0) {
            return false;
        }
        PciFunction bridge = function.wire().bridge();
        while (bridge != null) {
            if (!bridge.busMaster() || bridge.power() != PciFunction.Power.D0) {
                return false;
            }
            bridge = bridge.wire().bridge();
        }
        return true;
    }
}
