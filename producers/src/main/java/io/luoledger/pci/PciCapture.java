package io.luoledger.pci;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.text.JsonLines;
import io.luoledger.text.TextFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads enumerations from JSON lines, a function a line, moment after moment. Two forms; a text may mix them not:
 *
 * <pre>
 * sysfs     {"stage": 1, "when": "start", "bdf": "0000:00:02.0", "vendor", "device", "class",
 *            "primary": "00", "secondary": "01", "subordinate": "01", "path": ".../pci0000:00/0000:00:02.0", "driver"}
 * topology  {"kernel": 1, "when": "boot", "segment": 0, "bdf": "0000:00:02.0", "vendor", "device", "class",
 *            "primary": 0, "secondary": 1, "subordinate": 1, "parent": "pci0000:00" | "0000:00:02.0", "driver", "physfn",
 *            "acs_ctrl": 29, "devctl2": 32}
 * </pre>
 */
final class PciCapture {
    static final String EXPECTED = "a PCI function a line: {\"stage\" or \"kernel\", \"when\", \"bdf\", \"vendor\","
            + " \"device\", \"path\" or \"parent\", ...}";

    /** No capture of a host comes near; more is a wrong file. */
    static final int MAX_ROWS = 2_000_000;

    /** A row whose way from the root may need the other rows of its moment. */
    private record Raw(
            PciFunction function,
            @Nullable String parent,
            @Nullable PciPath path) {}

    /** Of the second device control register. */
    private static final int ARI_FORWARDING = 0x20;

    private final List<PciMoment> moments = new ArrayList<>();
    private Map<PciAddress, Raw> open = new LinkedHashMap<>();
    private int kernel = -1;
    private String when = "";
    private int rows;

    private PciCapture() {}

    /** Every moment, in order. Throws UnreadableInputException for text of another kind. */
    static List<PciMoment> read(TextFile text) {
        PciCapture capture = new PciCapture();
        JsonLines.forEach(text, EXPECTED, capture::row);
        capture.close();
        return capture.moments;
    }

    private void row(JsonLines.Row row) {
        if (++rows > MAX_ROWS) {
            throw row.unreadable("more than " + MAX_ROWS + " functions");
        }
        if (!row.has("stage") && !row.has("kernel")) {
            throw row.unreadable("neither \"stage\" nor \"kernel\", expected " + EXPECTED);
        }
        int number = row.needNumber(row.has("kernel") ? "kernel" : "stage", 10);
        String label = row.text("when");
        Raw raw = raw(row);
        boolean sameMoment = number == kernel
                && (label == null ? "" : label).equals(when)
                && !open.containsKey(raw.function().address());
        if (!sameMoment) {
            close();
            if (number < kernel) {
                throw row.unreadable(
                        "kernel " + number + " after kernel " + kernel + ", expected the order of the boots");
            }
            kernel = number;
            when = label == null ? "" : label;
        }
        open.put(raw.function().address(), raw);
    }

    private static Raw raw(JsonLines.Row row) {
        PciAddress address = address(row);
        int vendor = id(row, "vendor");
        int device = id(row, "device");
        Integer classCode = row.number("class", 16);
        String path = row.text("path");
        PciFunction function = new PciFunction(
                address,
                new PciIdentity(List.of(), null, vendor, device),
                classCode,
                bridge(row),
                row.text("driver"),
                row.has("physfn") && row.text("physfn") != null,
                acsControl(row),
                ariForwarding(row),
                virtualOf(row));
        return new Raw(function, row.text("parent"), path == null ? null : PciPath.ofSysfs(path));
    }

    /** -1 stands for a function that has none. */
    private static @Nullable Integer acsControl(JsonLines.Row row) {
        Integer control = row.number("acs_ctrl", 10);
        return control == null || control < 0 ? null : (Integer) (control & 0xffff);
    }

    /** Of a bridge whose device control is shown; a function that isn't PCI Express has -1. */
    private static @Nullable Boolean ariForwarding(JsonLines.Row row) {
        Integer control = row.number("devctl2", 10);
        if (control == null || control < 0 || bridge(row) == null) {
            return null;
        }
        return (control & ARI_FORWARDING) != 0;
    }

    private static @Nullable VirtualOf virtualOf(JsonLines.Row row) {
        String physical = row.has("physfn") ? row.text("physfn") : null;
        if (physical == null) {
            return null;
        }
        try {
            return new VirtualOf(PciAddress.parse(physical.substring(physical.lastIndexOf('/') + 1)), null);
        } catch (IllegalArgumentException e) {
            throw row.unreadable("\"physfn\": " + e.getMessage());
        }
    }

    private static PciAddress address(JsonLines.Row row) {
        String bdf = row.need("bdf");
        try {
            PciAddress address = PciAddress.parse(bdf);
            Integer segment = row.number("segment", 16);
            // a short address leaves the segment to its own field
            return segment == null || bdf.indexOf(':') != bdf.lastIndexOf(':')
                    ? address
                    : new PciAddress(segment, address.bdf());
        } catch (IllegalArgumentException e) {
            throw row.unreadable("\"bdf\": " + e.getMessage());
        }
    }

    private static int id(JsonLines.Row row, String field) {
        int value = row.needNumber(field, 16);
        if (value < 0 || value > 0xffff) {
            throw row.unreadable("\"" + field + "\" isn't 16 bits: " + value);
        }
        return value;
    }

    private static @Nullable BridgeBuses bridge(JsonLines.Row row) {
        Integer secondary = row.number("secondary", 16);
        Integer subordinate = row.number("subordinate", 16);
        if (secondary == null || subordinate == null) {
            return null;
        }
        Integer primary = row.number("primary", 16);
        int[] buses = {primary == null ? 0 : primary, secondary, subordinate};
        for (int bus : buses) {
            if (bus < 0 || bus > 0xff) {
                throw row.unreadable("a bus number isn't 8 bits: " + bus);
            }
        }
        return new BridgeBuses(buses[0], buses[1], buses[2]);
    }

    private void close() {
        if (open.isEmpty()) {
            return;
        }
        SortedMap<PciAddress, PciFunction> functions = new TreeMap<>();
        for (Raw raw : open.values()) {
            PciPath path = raw.path() != null ? raw.path() : climb(raw);
            PciFunction function = raw.function();
            PciIdentity identity = function.identity();
            functions.put(
                    function.address(),
                    function.of(
                            new PciIdentity(path.steps(), path.rootBus(), identity.vendor(), identity.device()),
                            function.virtualOf()));
        }
        number(functions);
        moments.add(new PciMoment(kernel, when, functions));
        open = new LinkedHashMap<>();
    }

    /** Virtual functions are numbered in the order of their addresses: an enumeration shows all of them. */
    private static void number(SortedMap<PciAddress, PciFunction> functions) {
        Map<PciAddress, Integer> next = new HashMap<>();
        functions.replaceAll((address, function) -> {
            VirtualOf virtual = function.virtualOf();
            return virtual == null
                    ? function
                    : function.of(
                            function.identity(),
                            new VirtualOf(virtual.physical(), next.merge(virtual.physical(), 1, Integer::sum) - 1));
        });
    }

    /** From parent to parent up to a root bus; a way that leads nowhere is not known. */
    private PciPath climb(Raw from) {
        List<Integer> steps = new ArrayList<>();
        Raw at = from;
        while (steps.size() < PciPath.MAX_STEPS) {
            steps.addFirst(at.function().address().devfn());
            String parent = at.parent();
            if (parent == null) {
                return PciPath.UNKNOWN;
            }
            Integer root = PciPath.rootBus(parent);
            if (root != null) {
                return new PciPath(root, steps);
            }
            Raw next;
            try {
                next = open.get(PciAddress.parse(parent));
            } catch (IllegalArgumentException e) {
                return PciPath.UNKNOWN;
            }
            if (next == null) {
                return PciPath.UNKNOWN;
            }
            at = next;
        }
        return PciPath.UNKNOWN;
    }
}
