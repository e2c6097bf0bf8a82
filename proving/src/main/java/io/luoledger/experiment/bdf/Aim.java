package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.Topology.Spot;
import io.luoledger.simulator.pci.PciModel.Ability;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** What something can happen to; without a target of its own, to which topologies it makes a difference. */
enum Aim {
    /** To any. */
    ANY,
    /** Where kernels pick the numbers of more than one segment, and something preserved is in one of them. */
    SEGMENTS,
    /** Where a preserved function, or a virtual one, has a number that only exists with ARI. */
    BEYOND_SEVEN,
    /** An empty hot-plug slot. */
    EMPTY_SLOT((topology, spot) -> spot.part().freeSlot()),
    /** An empty hot-plug slot that firmware left numbers enough for what is plugged in. */
    ROOMY_SLOT((topology, spot) -> spot.part().freeSlot()
            && spot.part().spare()
                    >= topology.added().stream().mapToInt(Part::bridges).sum()),
    /** An empty hot-plug slot with the one number that it needs itself. */
    FULL_SLOT((topology, spot) -> spot.part().freeSlot() && spot.part().spare() == 0),
    /** A device in a slot that isn't preserved, and nothing below it is. */
    BYSTANDER((topology, spot) -> !spot.above().isEmpty()
            && spot.above().getFirst().model().kind().link()
            && spot.neighbours().stream().noneMatch(Aim::preserved)),
    /** A preserved function. */
    PRESERVED((topology, spot) -> spot.part().has(Mark.PRESERVED)),
    /** A bridge above a preserved function. */
    PATH_BRIDGE((topology, spot) -> spot.part().bridge() && preserved(spot.part())),
    /** A bridge that no preserved function is below. */
    OTHER_BRIDGE((topology, spot) -> spot.part().bridge() && !preserved(spot.part())),
    /** A function with virtual ones. */
    ADAPTER((topology, spot) -> spot.part().virtualFunctions() > 0);

    private final Predicate<Topology> fits;
    private final BiPredicate<Topology, Spot> takes;
    private final boolean targeted;

    Aim() {
        fits = this::fitsWithoutTarget;
        takes = (topology, spot) -> false;
        targeted = false;
    }

    Aim(BiPredicate<Topology, Spot> takes) {
        this.takes = takes;
        fits = topology ->
                topology.target().filter(spot -> takes.test(topology, spot)).isPresent();
        targeted = true;
    }

    private static boolean preserved(Part part) {
        return part.holds(Mark.PRESERVED, Mark.VIRTUAL_PRESERVED);
    }

    boolean targeted() {
        return targeted;
    }

    /** Whether it can happen, with the target that the topology has. */
    boolean fits(Topology topology) {
        return fits.test(topology);
    }

    /** What could be its target. */
    List<Spot> targets(Topology topology) {
        return topology.spots().stream()
                .filter(spot -> takes.test(topology, spot))
                .toList();
    }

    private boolean fitsWithoutTarget(Topology topology) {
        return switch (this) {
            case SEGMENTS -> severalDynamic(topology);
            case BEYOND_SEVEN -> topology.spots().stream().anyMatch(Aim::beyondSeven);
            default -> true;
        };
    }

    private static boolean severalDynamic(Topology topology) {
        long roots =
                topology.roots().stream().filter(root -> root.segment() == null).count();
        List<Spot> spots = topology.spots();
        long behind =
                spots.stream().filter(spot -> spot.part().behind() != null).count();
        return roots + behind > 1 && spots.stream().anyMatch(spot -> spot.dynamic() && isPreserved(spot.part()));
    }

    private static boolean isPreserved(Part part) {
        return part.has(Mark.PRESERVED) || part.has(Mark.VIRTUAL_PRESERVED);
    }

    private static boolean beyondSeven(Spot spot) {
        boolean number = spot.part().devfn() > 7 || spot.part().has(Mark.VIRTUAL_PRESERVED);
        return number
                && isPreserved(spot.part())
                && spot.neighbours().getFirst().model().can(Ability.ARI)
                && !spot.above().isEmpty()
                && spot.above().getFirst().model().can(Ability.ARI_FORWARDING);
    }
}
