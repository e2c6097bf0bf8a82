package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.Topology.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes a topology smaller while it still shows what it shows, until nothing more can be taken away from it. */
final class Shrink {
    private static final String PLAIN = "virtio-net";

    private Shrink() {}

    /** The result shows it, and nothing that is one step smaller does. */
    static Topology least(Topology topology, Predicate<Topology> shows) {
        Topology least = topology;
        Optional<Topology> smaller = Optional.of(topology);
        while (smaller.isPresent()) {
            least = smaller.get();
            smaller = steps(least).stream().filter(shows).findFirst();
        }
        return least;
    }

    /** Everything that is one step smaller, the large steps first. */
    static List<Topology> steps(Topology topology) {
        List<Topology> steps = new ArrayList<>();
        for (int root = 0; root < topology.roots().size(); root++) {
            List<Root> left = new ArrayList<>(topology.roots());
            left.remove(root);
            if (!left.isEmpty()) {
                steps.add(new Topology(left, topology.added()));
            }
        }
        List<Spot> spots = topology.spots();
        spots.forEach(spot -> steps.add(topology.edited(spot.number(), part -> Optional.empty())));
        spots.forEach(spot -> withoutSwitch(spot.part())
                .forEach(less -> steps.add(topology.edited(spot.number(), part -> Optional.of(less)))));
        added(topology, steps);
        spots.forEach(spot -> lesser(spot.part())
                .forEach(less -> steps.add(topology.edited(spot.number(), part -> Optional.of(less)))));
        plainer(topology, spots, steps);
        return steps;
    }

    /** The same with nothing special about it, so that what is alike looks alike. */
    private static void plainer(Topology topology, List<Spot> spots, List<Topology> steps) {
        if (topology.roots().size() == 1) {
            Root root = topology.roots().getFirst();
            Root plain = new Root(0, 0, 0xff, root.parts());
            if (!root.equals(plain)) {
                steps.add(new Topology(List.of(plain), topology.added()));
            }
        }
        for (Spot spot : spots) {
            Part part = spot.part();
            int slot = spot.neighbours().indexOf(part);
            boolean onRoot = spot.above().isEmpty();
            if (part.assignable()
                    && part.virtualFunctions() == 0
                    && !part.name().equals(PLAIN)) {
                steps.add(topology.edited(
                        spot.number(),
                        old -> Optional.of(new Part(old.devfn(), PLAIN, 0, 0, old.marks(), List.of(), null))));
            }
            boolean free = slot == 0 || spot.neighbours().get(slot - 1).devfn() < (slot + 1) << 3;
            if (onRoot && free && part.devfn() != (slot + 1) << 3) {
                steps.add(topology.edited(spot.number(), old -> Optional.of(old.at((slot + 1) << 3))));
            }
        }
        if (topology.added().equals(List.of(Part.of(0, "nvme")))) {
            steps.add(topology.adding(List.of(Part.of(0, PLAIN))));
        }
        if (topology.added().equals(List.of(Part.of(0, "switch-up")))) {
            steps.add(topology.adding(List.of(Part.of(0, "pcie-to-pci"))));
        }
    }

    private static void added(Topology topology, List<Topology> steps) {
        Topology alone = new Topology(List.of(new Root(0, 0, 0, topology.added())), List.of());
        for (Spot spot : alone.spots()) {
            List<Part> left = alone.edited(spot.number(), part -> Optional.empty())
                    .roots()
                    .getFirst()
                    .parts();
            if (!left.isEmpty()) {
                steps.add(topology.adding(left));
            }
        }
    }

    /** A port with a switch in it, with what is behind one of the switch's ports instead. */
    private static List<Part> withoutSwitch(Part part) {
        boolean holdsSwitch =
                part.below().size() == 1 && part.below().getFirst().name().equals("switch-up");
        return !holdsSwitch
                ? List.of()
                : part.below().getFirst().below().stream()
                        .map(port -> part.withBelow(port.below()))
                        .toList();
    }

    private static List<Part> lesser(Part part) {
        List<Part> lesser = new ArrayList<>();
        for (Mark mark : List.of(Mark.PRESERVED, Mark.VIRTUAL_PRESERVED, Mark.UNNUMBERED)) {
            if (part.has(mark)) {
                lesser.add(part.without(mark));
            }
        }
        if (part.spare() > 0) {
            lesser.add(part.withSpare(part.spare() - 1));
        }
        if (part.virtualFunctions() > 0) {
            lesser.add(part.withVirtualFunctions(part.virtualFunctions() - 1));
        }
        return lesser;
    }
}
