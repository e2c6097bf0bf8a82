package io.luoledger.simulator.pci;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a host from its description, a line for each hierarchy and each function, indented below what it is plugged into:
 *
 * <pre>
 * host 0000 00-3f                a hierarchy: segment number, or dynamic, and its buses
 *   04.0 root-port               device.function and part
 *     00.0 virtio-net
 *   01.0 root-port spare=2       firmware keeps two bus numbers for what may be plugged in
 *   0e.0 vmd
 *     host dynamic 00-1f         the hierarchy behind a function with a segment of its own
 * </pre>
 *
 * Lines that start with # and empty ones say nothing.
 */
public final class PciPlan {
    /** Text that describes no host. */
    public static final class SyntaxException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        SyntaxException(int line, String problem) {
            super("line " + line + ": " + problem);
        }
    }

    private static final String SPARE = "spare=";

    /** Something that functions can be plugged into, and how far it was indented. */
    private record Place(
            int indent, @Nullable PciWire wire, @Nullable PciFunction function) {}

    private final PciHardware hardware = new PciHardware();
    private final Map<PciFunction, Integer> spare = new HashMap<>();
    private final Deque<Place> places = new ArrayDeque<>();

    private PciPlan() {}

    /** Throws SyntaxException, with the line, for text that isn't a description. */
    public static PciPlatform read(String name, String text) {
        PciPlan plan = new PciPlan();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                plan.line(number, line);
            }
        }
        if (plan.hardware.hosts().isEmpty()) {
            throw new SyntaxException(number, "no host, expected \"host SEGMENT FIRST-LAST\"");
        }
        Map<PciFunction, Integer> kept = Map.copyOf(plan.spare);
        return new PciPlatform(name, plan.hardware, new PciFirmware(function -> kept.getOrDefault(function, 0)));
    }

    private void line(int number, String line) {
        int indent = line.length() - line.stripLeading().length();
        while (!places.isEmpty() && places.element().indent() >= indent) {
            places.pop();
        }
        String[] words = line.strip().split("\\s+", -1);
        if (words[0].equals("host")) {
            host(number, indent, words);
        } else {
            function(number, indent, words);
        }
    }

    private void host(int number, int indent, String[] words) {
        if (words.length != 3) {
            throw new SyntaxException(number, "expected \"host SEGMENT|dynamic FIRST-LAST\"");
        }
        int dash = words[2].indexOf('-');
        if (dash < 1) {
            throw new SyntaxException(number, "not a range of buses: " + words[2] + ", expected FIRST-LAST");
        }
        int first = hex(number, words[2].substring(0, dash));
        int last = hex(number, words[2].substring(dash + 1));
        Place outer = places.peek();
        try {
            PciHost host;
            if (outer != null) {
                PciFunction behind = outer.function();
                if (behind == null) {
                    throw new SyntaxException(number, "a host can only be behind a function with its own segment");
                }
                host = hardware.addHostBehind(behind, first, last);
            } else if (words[1].equals("dynamic")) {
                host = hardware.addDynamicHost(first, last);
            } else {
                host = hardware.addHost(hex(number, words[1]), first, last);
            }
            places.push(new Place(indent, host.root(), null));
        } catch (SyntaxException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new SyntaxException(number, Objects.requireNonNullElse(e.getMessage(), "not a host"));
        }
    }

    private void function(int number, int indent, String[] words) {
        Place outer = places.peek();
        PciWire wire = outer == null ? null : outer.wire();
        if (wire == null) {
            throw new SyntaxException(
                    number, "nothing to plug " + words[0] + " into: expected a host or a bridge above");
        }
        if (words.length < 2) {
            throw new SyntaxException(number, "expected \"DD.F PART [spare=N]\"");
        }
        PciModel model = PciParts.find(words[1])
                .orElseThrow(() -> new SyntaxException(
                        number,
                        "unknown part " + words[1] + ", expected one of " + String.join(" ", PciParts.names())));
        try {
            PciFunction function = wire.plug(PciPaths.devfn(words[0]), model);
            for (int i = 2; i < words.length; i++) {
                if (!words[i].startsWith(SPARE)) {
                    throw new SyntaxException(number, "unknown word " + words[i] + ", expected spare=N");
                }
                spare.put(function, hex(number, words[i].substring(SPARE.length())));
            }
            places.push(new Place(indent, function.below(), function));
        } catch (SyntaxException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new SyntaxException(number, Objects.requireNonNullElse(e.getMessage(), "not a function"));
        }
    }

    private static int hex(int number, String text) {
        try {
            return Integer.parseUnsignedInt(text, 16);
        } catch (NumberFormatException e) {
            throw new SyntaxException(number, "not a hexadecimal number: " + text);
        }
    }
}
