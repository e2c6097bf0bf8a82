package io.luoledger.simulator.pci;

/** The part of a device that writes to memory on its own. */
public final class DmaEngine {
    private final PciFunction function;
    private boolean running;
    private long address;
    private long length;
    private long bytes;

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

    void wrote(long count) {
        bytes += count;
    }
}
