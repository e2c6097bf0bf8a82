package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.Perturbation.When;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciSubsystem;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One update of one host: power on, the first kernel, the preserve, what happens, the next kernel, the retrieve.
 *
 * @param policy how both kernels number buses
 * @param physicalToo whether the physical function of a preserved virtual one is preserved as well
 */
record Trial(Policy policy, Perturbation perturbation, boolean physicalToo) {
    Trial(Policy policy, Perturbation perturbation) {
        this(policy, perturbation, false);
    }

    /** Whether it says anything about this topology. */
    boolean fits(Topology topology) {
        return perturbation.aim().fits(topology);
    }

    Outcome run(Topology topology) {
        return run(topology, false);
    }

    /** The same, with the host drawn before and after. */
    Outcome drawn(Topology topology) {
        return run(topology, true);
    }

    private Outcome run(Topology topology, boolean drawn) {
        World world = new World(topology);
        world.boot(policy.rules(), policy.options(perturbation.firstWords()));
        world.virtualFunctions(false);
        world.preserve(physicalToo);
        List<Promise> promises = world.promises();
        if (promises.isEmpty() || promises.size() < world.marked()) {
            return new Outcome(0, Set.of(), null, List.of(), List.of());
        }
        List<String> before = drawn ? TreeText.of(world.kernel(), promises) : List.of();
        World.InUse used = perturbation.addsBridge() ? world.inUse() : null;
        perturbation.at(When.RUNNING, world);
        perturbation.at(When.AT_KEXEC, world);
        world.handOver();
        world.boot(policy.rules(), policy.options(perturbation.nextWords()));
        EnumSet<Invariant> broken = EnumSet.noneOf(Invariant.class);
        requesters(promises, broken);
        world.virtualFunctions(perturbation == Perturbation.VF_COUNT);
        perturbation.at(When.LATER, world);
        requesters(promises, broken);
        judge(world.kernel(), promises, broken);
        return new Outcome(
                promises.size(),
                broken,
                used == null ? null : newNumbers(world, used),
                before,
                drawn ? TreeText.of(world.kernel(), promises) : List.of());
    }

    private static void requesters(List<Promise> promises, EnumSet<Invariant> broken) {
        if (!promises.stream().allMatch(Promise::requesterIdUnchanged)) {
            broken.add(Invariant.REQUESTER_ID_UNCHANGED);
        }
    }

    private static void judge(PciSubsystem kernel, List<Promise> promises, EnumSet<Invariant> broken) {
        for (Promise promise : promises) {
            note(promise.addressStable(kernel), Invariant.ADDRESS_STABLE, broken);
            note(promise.pathNumbersStable(kernel), Invariant.PATH_NUMBERS_STABLE, broken);
            note(promise.nobodyElse(kernel), Invariant.NOBODY_ELSE_AT_PRESERVED_ADDRESS, broken);
            note(promise.retrievedIsPromised(kernel), Invariant.RETRIEVED_IS_PROMISED, broken);
        }
    }

    private static void note(boolean holds, Invariant invariant, EnumSet<Invariant> broken) {
        if (!holds) {
            broken.add(invariant);
        }
    }

    /** Of the bridge that was plugged in, as hardware has it now. */
    private static @Nullable NewNumbers newNumbers(World world, World.InUse used) {
        PciFunction added = world.added();
        if (added == null || !added.bridge()) {
            return null;
        }
        if (added.secondary() == 0) {
            return NewNumbers.NONE;
        }
        if (added.secondary() > used.highest()) {
            boolean reached = added.wire().host().route(added.secondary()) == added.below();
            return reached ? NewNumbers.HIGHER : NewNumbers.HIGHER_UNREACHABLE;
        }
        boolean overlaps =
                used.others().stream().anyMatch(number -> added.secondary() <= number && number <= added.subordinate());
        return overlaps ? NewNumbers.OVERLAPPING : NewNumbers.OF_ITS_PORT;
    }
}
