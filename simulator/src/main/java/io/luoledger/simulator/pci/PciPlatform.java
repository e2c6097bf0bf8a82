package io.luoledger.simulator.pci;

/**
 * A host as it stands in the rack: its hardware, and the firmware that starts it.
 *
 * @param name as scripts call it
 */
public record PciPlatform(String name, PciHardware hardware, PciFirmware firmware) {
    /** Power comes on: every function is as from the factory, and the firmware numbers the buses. */
    public void powerOn() {
        hardware.powerCycle();
        firmware.start(hardware);
    }
}
