package io.luoledger.simulator.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a function can be reset by, in the order in which a kernel tries. */
public enum ResetMethod {
    FLR,
    PM,
    BUS;

    /** As sysfs spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What a function that is being set up can be reset by. A bus reset counts when nothing else was found on its bus before it and
     * no bus below it.
     */
    static List<ResetMethod> of(PciDevice device) {
        List<ResetMethod> methods = new ArrayList<>();
        PciModel model = device.model();
        if (model.can(PciModel.Ability.FLR)) {
            methods.add(FLR);
        }
        if (model.can(PciModel.Ability.PM_RESET)) {
            methods.add(PM);
        }
        if (alone(device)) {
            methods.add(BUS);
        }
        return List.copyOf(methods);
    }

    /** Whether resetting its bus would reset nothing else that the kernel knows of. */
    static boolean alone(PciDevice device) {
        if (device.bus().bridge() == null || device.virtualFunction() || device.subordinate() != null) {
            return false;
        }
        for (PciDevice neighbour : device.bus().devices()) {
            if (neighbour != device) {
                return false;
            }
        }
        return true;
    }
}
