package io.luoledger.pci;

import io.luoledger.event.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way from a root bus to a function.
 *
 * @param rootBus null where the source doesn't tell it
 * @param steps devfn of each function on the way, the last one's included
 */
record PciPath(@Nullable Integer rootBus, List<Integer> steps) {
    static final PciPath UNKNOWN = new PciPath(null, List.of());

    /** A function below another: no way through PCI is longer, bus numbers being a byte. */
    static final int MAX_STEPS = 256;

    private static final Pattern ROOT = Pattern.compile("pci([0-9a-fA-F]{4,8}):([0-9a-fA-F]{2})");

    PciPath {
        steps = List.copyOf(steps);
    }

    /** The root bus that a directory of /sys/devices is called after ("pci0000:40"), or null. */
    static @Nullable Integer rootBus(String name) {
        Matcher root = ROOT.matcher(name);
        return root.matches() ? Integer.valueOf(root.group(2), 16) : null;
    }

    /**
     * The way that a directory of sysfs tells: ".../pci0000:00/0000:00:03.0/0000:02:00.0". A root inside the way (a
     * device that has a segment of its own behind it) adds no step.
     */
    static PciPath ofSysfs(String directory) {
        Integer root = null;
        List<Integer> steps = new ArrayList<>();
        for (String part : directory.split("/", -1)) {
            Integer bus = rootBus(part);
            if (bus != null) {
                root = root == null ? bus : root;
            } else if (root != null) {
                try {
                    steps.add(PciAddress.parse(part).devfn());
                } catch (IllegalArgumentException e) {
                    break;
                }
            }
        }
        return steps.size() > MAX_STEPS ? UNKNOWN : new PciPath(root, steps);
    }
}
