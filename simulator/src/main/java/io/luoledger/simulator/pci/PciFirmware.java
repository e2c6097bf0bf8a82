package io.luoledger.simulator.pci;

import java.util.function.ToIntFunction;

/** Firmware at power-on: numbers buses depth first, with room where the platform asks for it. */
public final class PciFirmware {
    private static final int AFTER_START =
            PciFunction.COMMAND_IO | PciFunction.COMMAND_MEMORY | PciFunction.COMMAND_SERR;

    private final ToIntFunction<PciFunction> spareBuses;

    /**
     * @param spareBuses how many bus numbers a bridge gets besides its own, for what may be plugged in later
     */
    public PciFirmware(ToIntFunction<PciFunction> spareBuses) {
        this.spareBuses = spareBuses;
    }

    /** Numbers every bridge of the host. */
    public void start(PciHardware hardware) {
        for (PciHost host : hardware.hosts()) {
            number(host.root(), host.firstBus());
        }
    }

    private int number(PciWire wire, int bus) {
        int max = bus;
        for (PciFunction function : wire.functions()) {
            function.command(AFTER_START);
            PciWire below = function.below();
            if (below != null) {
                int secondary = max + 1;
                function.buses(bus, secondary, 0xff);
                int reached = number(below, secondary);
                max = Math.max(reached, secondary + spareBuses.applyAsInt(function));
                function.buses(bus, secondary, max);
            }
        }
        return max;
    }
}
