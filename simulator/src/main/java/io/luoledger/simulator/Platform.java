package io.luoledger.simulator;

import io.luoledger.simulator.pci.PciFirmware;
import io.luoledger.simulator.pci.PciHardware;

/**
 * The PCI hardware of a machine, and the firmware that starts it.
 *
 * @param firmware numbers the buses at each power-on
 */
public record Platform(PciHardware hardware, PciFirmware firmware) {
    /** The power comes on. */
    void start() {
        hardware.powerCycle();
        firmware.start(hardware);
    }
}
