package io.luoledger.simulator.pci;

import io.luoledger.simulator.pci.PciModel.Ability;
import io.luoledger.simulator.pci.PciModel.Kind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which functions can't be kept apart: those behind a bridge that speaks for them, those a port without ACS lets talk to each other,
 * and the functions of one device that may talk among themselves.
 */
final class IommuGroups {
    /** The redirections and the validation that isolation needs. */
    private static final int ISOLATES = 0x1d;

    private final TreeSet<Integer> free = new TreeSet<>();
    /** By address; most functions are alone. */
    private final Map<Integer, List<PciDevice>> members = new HashMap<>();

    private int next;

    /** Puts a function into its group; functions are to come in the order in which the kernel set them up. */
    void add(PciDevice device) {
        if (expressBehindConventional(device)) {
            return;
        }
        Integer group = aliasGroup(device);
        if (group == null) {
            group = pathGroup(device);
        }
        if (group == null) {
            group = neighbourGroup(device);
        }
        join(device, group == null ? fresh() : group);
    }

    /** Puts a function into a group of its own, whatever is around it. */
    void addAlone(PciDevice device) {
        join(device, fresh());
    }

    private int fresh() {
        Integer reused = free.pollFirst();
        return reused == null ? next++ : reused;
    }

    private void join(PciDevice device, int group) {
        Stream<PciDevice> others =
                members(group).stream().filter(other -> !other.address().equals(device.address()));
        members.put(
                group,
                Stream.concat(others, Stream.of(device))
                        .sorted(Comparator.comparing(PciDevice::address))
                        .toList());
        device.group(group);
    }

    void remove(PciDevice device) {
        Integer group = device.group();
        device.group(null);
        if (group == null || !members.containsKey(group)) {
            return;
        }
        List<PciDevice> left =
                members(group).stream().filter(other -> other != device).toList();
        if (left.isEmpty()) {
            members.remove(group);
            free.add(group);
        } else {
            members.put(group, left);
        }
    }

    /** The functions of a group, by address. */
    List<PciDevice> members(int group) {
        return members.getOrDefault(group, List.of());
    }

    /**
     * A PCI Express switch below a conventional bus can't be: where overlapping bus numbers make a kernel see one there, its functions
     * get no group (observed, see the hot-add captures).
     */
    private static boolean expressBehindConventional(PciDevice device) {
        for (PciDevice at = device; at != null; at = at.upstream()) {
            PciDevice above = at.upstream();
            if (above != null && at.model().kind().port() && above.model().kind() == Kind.PCIE_TO_PCI_BRIDGE) {
                return true;
            }
        }
        return false;
    }

    /** A bridge to a conventional bus speaks for whatever is behind it. */
    private static @Nullable Integer aliasGroup(PciDevice device) {
        for (PciDevice above = device.upstream(); above != null; above = above.upstream()) {
            Kind kind = above.model().kind();
            if ((kind == Kind.PCIE_TO_PCI_BRIDGE || kind == Kind.PCI_BRIDGE) && above.group() != null) {
                return above.group();
            }
        }
        return null;
    }

    private static @Nullable Integer pathGroup(PciDevice device) {
        for (PciDevice above = device.upstream(); above != null; above = above.upstream()) {
            if (isolatedToRoot(above)) {
                return null;
            }
            if (above.group() != null) {
                return above.group();
            }
        }
        return null;
    }

    private static boolean isolatedToRoot(PciDevice from) {
        for (PciDevice at = from; at != null; at = at.upstream()) {
            if (!isolates(at)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Integer neighbourGroup(PciDevice device) {
        if (!multifunction(device) || isolates(device)) {
            return null;
        }
        for (PciDevice other : device.bus().devices()) {
            if (other != device
                    && other.address().devfn() >>> 3 == device.address().devfn() >>> 3
                    && other.group() != null
                    && !isolates(other)) {
                return other.group();
            }
        }
        return null;
    }

    private static boolean multifunction(PciDevice device) {
        return !device.virtualFunction() && device.model().can(Ability.MULTIFUNCTION);
    }

    private static boolean isolates(PciDevice device) {
        return switch (device.model().kind()) {
            case CONVENTIONAL, PCI_BRIDGE, PCIE_TO_PCI_BRIDGE -> false;
            case ROOT_PORT, DOWNSTREAM_PORT -> acs(device);
            case ENDPOINT, UPSTREAM_PORT -> !multifunction(device) || acs(device);
        };
    }

    private static boolean acs(PciDevice device) {
        return device.model().can(Ability.ACS) && (device.function().acsControl() & ISOLATES) == ISOLATES;
    }
}
