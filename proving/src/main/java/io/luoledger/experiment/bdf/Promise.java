package io.luoledger.experiment.bdf;

import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciSubsystem;
import io.luoledger.simulator.pci.PciWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A function that was preserved, as it was then.
 *
 * @param number counted from 0, drawn as a letter
 * @param function the hardware; of a virtual one its physical function
 * @param virtual which virtual function, from 0, or -1 for the function itself
 * @param path secondary and subordinate numbers of the bridges above, upwards
 */
record Promise(
        int number,
        PciFunction function,
        int virtual,
        PciAddress address,
        PciIdentity identity,
        List<Numbers> path,
        OptionalInt requesterId) {
    /** What a bridge holds. */
    record Numbers(int secondary, int subordinate) {}

    static Promise of(int number, PciFunction function, int virtual, PciDevice device) {
        return new Promise(
                number,
                function,
                virtual,
                device.address(),
                device.identity(),
                pathOf(function),
                device.function().requesterId());
    }

    private static List<Numbers> pathOf(PciFunction function) {
        List<Numbers> path = new ArrayList<>();
        PciWire wire = function.wire();
        while (true) {
            PciFunction bridge = wire.bridge();
            PciFunction above = bridge == null ? wire.host().behind() : bridge;
            if (above == null) {
                return path;
            }
            if (bridge != null) {
                path.add(new Numbers(bridge.secondary(), bridge.subordinate()));
            }
            wire = above.wire();
        }
    }

    /** The hardware that it is now, or null where that virtual function doesn't answer. */
    @Nullable
    PciFunction hardware() {
        return virtual < 0 ? function : function.virtualFunction(virtual);
    }

    /** Where a kernel has it. */
    Optional<PciDevice> in(PciSubsystem kernel) {
        PciFunction now = hardware();
        return now == null ? Optional.empty() : kernel.of(now);
    }

    boolean requesterIdUnchanged() {
        PciFunction now = hardware();
        return now != null && requesterId.isPresent() && now.requesterId().equals(requesterId);
    }

    boolean addressStable(PciSubsystem kernel) {
        return in(kernel).filter(device -> device.address().equals(address)).isPresent();
    }

    boolean pathNumbersStable(PciSubsystem kernel) {
        return pathOf(function).equals(path)
                && in(kernel)
                        .filter(device -> !device.identity().equals(identity))
                        .isEmpty();
    }

    boolean nobodyElse(PciSubsystem kernel) {
        return kernel.at(address)
                .filter(other -> other.function() != hardware())
                .isEmpty();
    }

    /** A retrieve looks for the address alone; it is refused for a bridge, and for what no driver for user space takes. */
    boolean retrievedIsPromised(PciSubsystem kernel) {
        return kernel.at(address)
                .filter(found -> !found.function().bridge() && found.group() != null)
                .filter(found -> found.function() != hardware())
                .isEmpty();
    }

    /** A, B, ... */
    String letter() {
        return String.valueOf((char) ('A' + number));
    }
}
