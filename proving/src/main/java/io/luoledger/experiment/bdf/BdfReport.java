package io.luoledger.experiment.bdf;

import java.util.List;
import java.util.Map;

/**
 * What the experiment found. Names of components are those of the JSON document.
 *
 * @param runs topologies for each perturbation; every policy meets the same ones
 * @param cells how often each invariant broke
 * @param neverBroken where no invariant broke in any run
 * @param smallest for each invariant that broke, the least topology that was found to break it
 * @param newBridges numbers that bridges got which were plugged in after the preserve
 * @param virtualFunctions how often invariants broke for preserved virtual functions, by what else was preserved
 * @param virtualNeeds the least sets of facts with which no invariant broke
 */
public record BdfReport(
        long seed,
        long runs,
        List<Cell> cells,
        List<Unbroken> neverBroken,
        List<Smallest> smallest,
        List<NewBridges> newBridges,
        List<VirtualCell> virtualFunctions,
        List<VirtualNeed> virtualNeeds) {
    /**
     * A share of runs.
     *
     * @param of runs in which everything could be preserved that was to be
     * @param low with 95 % confidence the share is between this
     * @param high and this
     */
    public record Cell(
            String policy, String perturbation, String invariant, long broken, long of, double low, double high) {}

    /** @param upperBound the share of runs that break something is at most this, with 95 % confidence */
    public record Unbroken(String policy, String perturbation, long of, double upperBound) {}

    /**
     * A topology from which nothing can be taken away.
     *
     * @param parts how many functions it has
     * @param plan its description, as scripts take it
     * @param before as the first kernel knew it when it had preserved
     * @param after as the next kernel knows it
     */
    public record Smallest(
            String policy,
            String perturbation,
            String invariant,
            int parts,
            List<String> plan,
            List<String> before,
            List<String> after) {}

    /** @param numbers how many of them got what */
    public record NewBridges(String policy, String perturbation, long of, Map<String, Long> numbers) {}

    /** @param facts what was preserved besides the function and its bridges */
    public record VirtualCell(
            List<String> facts, String perturbation, String invariant, long broken, long of, double low, double high) {}

    /** @param facts each of them a set from which nothing can be left out; none: no set was enough */
    public record VirtualNeed(String perturbation, long of, double upperBound, List<List<String>> facts) {}
}
