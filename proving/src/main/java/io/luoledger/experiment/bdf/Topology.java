package io.luoledger.experiment.bdf;

import io.luoledger.simulator.pci.PciFirmware;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciHardware;
import io.luoledger.simulator.pci.PciHost;
import io.luoledger.simulator.pci.PciPlatform;
import io.luoledger.simulator.pci.PciWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A host's PCI hardware as a value: hardware is built from it for each run.
 *
 * @param added what is plugged in at the target when something is; else empty
 */
record Topology(List<Root> roots, List<Part> added) {
    Topology {
        roots = List.copyOf(roots);
        added = List.copyOf(added);
    }

    /**
     * A part in its place.
     *
     * @param number counted from the first root's first part downwards
     * @param above the parts it is below, the nearest first
     * @param neighbours it and what is plugged in beside it
     * @param dynamic whether each kernel picks its segment's number
     */
    record Spot(int number, Part part, List<Part> above, List<Part> neighbours, boolean dynamic) {}

    /** Hardware that was built. */
    record Built(PciPlatform platform, List<PciFunction> functions, Map<PciFunction, Integer> spare) {
        /** The function of a spot. */
        PciFunction function(Spot spot) {
            return functions.get(spot.number());
        }
    }

    /** Every part, in order. */
    List<Spot> spots() {
        List<Spot> spots = new ArrayList<>();
        roots.forEach(root -> collect(root, List.of(), spots));
        return spots;
    }

    private static void collect(Root root, List<Part> above, List<Spot> into) {
        collect(root.parts(), above, root.segment() == null, into);
    }

    private static void collect(List<Part> parts, List<Part> above, boolean dynamic, List<Spot> into) {
        for (Part part : parts) {
            into.add(new Spot(into.size(), part, above, parts, dynamic));
            List<Part> way = new ArrayList<>(above);
            way.addFirst(part);
            collect(part.below(), way, dynamic, into);
            Root behind = part.behind();
            if (behind != null) {
                collect(behind, way, into);
            }
        }
    }

    Optional<Spot> target() {
        return spots().stream().filter(spot -> spot.part().has(Mark.TARGET)).findFirst();
    }

    int size() {
        return added.stream().mapToInt(Part::size).sum()
                + roots.stream()
                        .flatMap(root -> root.parts().stream())
                        .mapToInt(Part::size)
                        .sum();
    }

    Topology adding(List<Part> parts) {
        return new Topology(roots, parts);
    }

    /** With one part changed, or taken out with everything below it where the change gives nothing. */
    Topology edited(int number, Function<Part, Optional<Part>> change) {
        int[] count = {0};
        List<Root> changed =
                roots.stream().map(root -> edited(root, number, change, count)).toList();
        return new Topology(changed, added);
    }

    private static Root edited(Root root, int number, Function<Part, Optional<Part>> change, int[] count) {
        return root.with(edited(root.parts(), number, change, count));
    }

    private static List<Part> edited(List<Part> parts, int number, Function<Part, Optional<Part>> change, int[] count) {
        List<Part> changed = new ArrayList<>();
        for (Part part : parts) {
            boolean here = count[0]++ == number;
            Part inside = part.withBelow(edited(part.below(), number, change, count));
            Root behind = part.behind();
            if (behind != null) {
                inside = inside.behind(edited(behind, number, change, count));
            }
            if (here) {
                change.apply(inside).ifPresent(changed::add);
            } else {
                changed.add(inside);
            }
        }
        return changed;
    }

    /** New hardware, not powered on yet. */
    Built build() {
        PciHardware hardware = new PciHardware();
        List<PciFunction> functions = new ArrayList<>();
        Map<PciFunction, Integer> spare = new HashMap<>();
        for (Root root : roots) {
            Integer segment = root.segment();
            PciHost host = segment == null
                    ? hardware.addDynamicHost(root.firstBus(), root.lastBus())
                    : hardware.addHost(segment, root.firstBus(), root.lastBus());
            root.parts().forEach(part -> plug(hardware, host.root(), part, functions, spare));
        }
        PciFirmware firmware = new PciFirmware(function -> spare.getOrDefault(function, 0));
        return new Built(new PciPlatform("random", hardware, firmware), functions, spare);
    }

    /** Plugs a part in, with everything below it. */
    static void plug(
            PciHardware hardware,
            PciWire wire,
            Part part,
            List<PciFunction> functions,
            Map<PciFunction, Integer> spare) {
        PciFunction function = wire.plug(part.devfn(), part.model());
        functions.add(function);
        if (part.spare() > 0) {
            spare.put(function, part.spare());
        }
        PciWire below = function.below();
        if (below != null) {
            part.below().forEach(one -> plug(hardware, below, one, functions, spare));
        }
        Root behind = part.behind();
        if (behind != null) {
            PciHost host = hardware.addHostBehind(function, behind.firstBus(), behind.lastBus());
            behind.parts().forEach(one -> plug(hardware, host.root(), one, functions, spare));
        }
    }

    /** Its description, as scripts take it. */
    List<String> plan() {
        List<String> lines = new ArrayList<>();
        roots.forEach(root -> plan(root, 0, lines));
        return lines;
    }

    private static void plan(Root root, int indent, List<String> lines) {
        lines.add(" ".repeat(indent)
                + String.format("host %s %02x-%02x", segmentText(root), root.firstBus(), root.lastBus()));
        root.parts().forEach(part -> plan(part, indent + 2, lines));
    }

    private static String segmentText(Root root) {
        Integer segment = root.segment();
        return segment == null ? "dynamic" : String.format("%x", segment);
    }

    private static void plan(Part part, int indent, List<String> lines) {
        lines.add(" ".repeat(indent)
                + String.format("%02x.%x %s", part.devfn() >>> 3, part.devfn() & 7, part.name())
                + (part.spare() > 0 ? String.format(" spare=%x", part.spare()) : ""));
        part.below().forEach(one -> plan(one, indent + 2, lines));
        Root behind = part.behind();
        if (behind != null) {
            plan(behind, indent + 2, lines);
        }
    }
}
