package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.Topology.Spot;
import io.luoledger.simulator.pci.PciModel.Ability;
import java.util.List;

/** What something can happen to; without a target of its own, to which topologies it makes a difference. */
enum Aim {
    /** To any. */
    ANY(false),
    /** Where kernels pick the numbers of more than one segment, and something preserved is in one of them. */
    SEGMENTS(false),
    /** Where a preserved function, or a virtual one, has a number that only exists with ARI. */
    BEYOND_SEVEN(false),
    /** An empty hot-plug slot. */
    EMPTY_SLOT(true),
    /** An empty hot-plug slot that firmware left numbers enough for what is plugged in. */
    ROOMY_SLOT(true),
    /** An empty hot-plug slot with the one number that it needs itself. */
    FULL_SLOT(true),
    /** A device in a slot that isn't preserved, and nothing below it is. */
    BYSTANDER(true),
    /** A preserved function. */
    PRESERVED(true),
    /** A bridge above a preserved function. */
    PATH_BRIDGE(true),
    /** A bridge that no preserved function is below. */
    OTHER_BRIDGE(true),
    /** A function with virtual ones. */
    ADAPTER(true);

    private final boolean targeted;

    Aim(boolean targeted) {
        this.targeted = targeted;
    }

    boolean targeted() {
        return targeted;
    }

    /** Whether it can happen, with the target that the topology has. */
    boolean fits(Topology topology) {
        return switch (this) {
            case ANY -> true;
            case SEGMENTS -> severalDynamic(topology);
            case BEYOND_SEVEN -> topology.spots().stream().anyMatch(Aim::beyondSeven);
            default -> topology.target().filter(spot -> takes(topology, spot)).isPresent();
        };
    }

    /** What could be its target. */
    List<Spot> targets(Topology topology) {
        return topology.spots().stream().filter(spot -> takes(topology, spot)).toList();
    }

    private boolean takes(Topology topology, Spot spot) {
        Part part = spot.part();
        return switch (this) {
            case ANY, SEGMENTS, BEYOND_SEVEN -> false;
            case EMPTY_SLOT -> part.freeSlot();
            case ROOMY_SLOT -> part.freeSlot() && part.spare() >= bridgesAdded(topology);
            case FULL_SLOT -> part.freeSlot() && part.spare() == 0;
            case BYSTANDER -> inSlot(spot) && spot.neighbours().stream().noneMatch(Aim::holdsPreserved);
            case PRESERVED -> part.has(Mark.PRESERVED);
            case PATH_BRIDGE -> part.bridge() && holdsPreserved(part);
            case OTHER_BRIDGE -> part.bridge() && !holdsPreserved(part);
            case ADAPTER -> part.virtualFunctions() > 0;
        };
    }

    private static int bridgesAdded(Topology topology) {
        return topology.added().stream().mapToInt(Part::bridges).sum();
    }

    private static boolean inSlot(Spot spot) {
        return !spot.above().isEmpty() && spot.above().getFirst().model().kind().link();
    }

    private static boolean holdsPreserved(Part part) {
        return part.holds(Mark.PRESERVED, Mark.VIRTUAL_PRESERVED);
    }

    private static boolean preserved(Part part) {
        return part.has(Mark.PRESERVED) || part.has(Mark.VIRTUAL_PRESERVED);
    }

    private static boolean severalDynamic(Topology topology) {
        long roots =
                topology.roots().stream().filter(root -> root.segment() == null).count();
        List<Spot> spots = topology.spots();
        long behind =
                spots.stream().filter(spot -> spot.part().behind() != null).count();
        return roots + behind > 1 && spots.stream().anyMatch(spot -> spot.dynamic() && preserved(spot.part()));
    }

    private static boolean beyondSeven(Spot spot) {
        boolean number = spot.part().devfn() > 7 || spot.part().has(Mark.VIRTUAL_PRESERVED);
        return number
                && preserved(spot.part())
                && spot.neighbours().getFirst().model().can(Ability.ARI)
                && !spot.above().isEmpty()
                && spot.above().getFirst().model().can(Ability.ARI_FORWARDING);
    }
}
