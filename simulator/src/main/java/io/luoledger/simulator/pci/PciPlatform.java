package io.luoledger.simulator.pci;

import java.util.List;

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

    /** Ways to the functions that a virtual machine could have for itself: those alone at the end of a link, in order. */
    public List<String> assignable() {
        return hardware.functions().stream()
                .filter(function -> {
                    PciFunction port = function.wire().bridge();
                    return !function.bridge()
                            && port != null
                            && port.model().kind().link()
                            && function.wire().functions().size() == 1
                            && !function.model().can(PciModel.Ability.OWN_SEGMENT);
                })
                .map(hardware::path)
                .toList();
    }
}
