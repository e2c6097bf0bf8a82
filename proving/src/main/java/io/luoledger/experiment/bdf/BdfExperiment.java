package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.BdfReport.Cell;
import io.luoledger.experiment.bdf.BdfReport.NewBridges;
import io.luoledger.experiment.bdf.BdfReport.Smallest;
import io.luoledger.experiment.bdf.BdfReport.Unbroken;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;

/**
 * Random topologies, each updated under every policy, for every perturbation.
 *
 * <ol>
 *   <li>{@link #measure} counts what breaks,
 *   <li>{@link #shrink} makes what broke small,
 *   <li>{@link #virtualFunctions} tries what would have to be preserved for virtual functions,
 *   <li>{@link #report} says it all.
 * </ol>
 */
public final class BdfExperiment {
    private static final int BLOCK = 20;

    /**
     * What to do.
     *
     * @param runs topologies for each perturbation
     * @param threads on how many at a time; the result doesn't depend on it
     */
    public record Plan(long seed, long runs, List<Policy> policies, List<Perturbation> perturbations, int threads) {
        public Plan {
            policies = List.copyOf(policies);
            perturbations = List.copyOf(perturbations);
        }
    }

    /** A policy under a perturbation. */
    private record Pair(Policy policy, Perturbation perturbation) {}

    private final Plan plan;
    private final Workers workers;
    private final Map<Pair, Tally> tallies = new LinkedHashMap<>();
    private final List<Shrunk> shrunk = new ArrayList<>();
    private final VirtualExperiment virtual;

    public BdfExperiment(Plan plan) {
        this.plan = plan;
        this.workers = new Workers(plan.threads());
        this.virtual = new VirtualExperiment(plan, workers);
    }

    /** How many tasks {@link #measure} has. */
    public long measures() {
        return (long) plan.perturbations().size() * ((plan.runs() + BLOCK - 1) / BLOCK);
    }

    /** @param progress told how many tasks are done */
    public void measure(LongConsumer progress) {
        List<Callable<Map<Pair, Tally>>> tasks = new ArrayList<>();
        for (Perturbation perturbation : plan.perturbations()) {
            for (long first = 0; first < plan.runs(); first += BLOCK) {
                long from = first;
                tasks.add(() -> block(perturbation, from));
            }
        }
        for (Policy policy : plan.policies()) {
            plan.perturbations().forEach(one -> tallies.put(new Pair(policy, one), new Tally()));
        }
        workers.all(tasks, progress)
                .forEach(block -> block.forEach((pair, tally) ->
                        tallies.computeIfAbsent(pair, fresh -> new Tally()).add(tally)));
    }

    private Map<Pair, Tally> block(Perturbation perturbation, long from) {
        Map<Pair, Tally> counted = new LinkedHashMap<>();
        for (long run = from; run < Math.min(from + BLOCK, plan.runs()); run++) {
            Topology topology = topology(perturbation, run, false);
            for (Policy policy : plan.policies()) {
                counted.computeIfAbsent(new Pair(policy, perturbation), fresh -> new Tally())
                        .add(run, topology, new Trial(policy, perturbation).run(topology));
            }
        }
        return counted;
    }

    /** The topology of a run: of nothing else does it depend. */
    private Topology topology(Perturbation perturbation, long run, boolean virtualPreserved) {
        return topology(plan.seed(), perturbation, run, virtualPreserved);
    }

    static Topology topology(long seed, Perturbation perturbation, long run, boolean virtualPreserved) {
        long number = (run << 8 | perturbation.number()) << 1 | (virtualPreserved ? 1 : 0);
        return TopologyGenerator.next(Dice.of(seed, number), perturbation, virtualPreserved);
    }

    /** How many tasks {@link #shrink} has. */
    public long shrinks() {
        return broken().size();
    }

    private record Found(Pair pair, Invariant invariant, List<Topology> topologies) {
        Shrunk least() {
            Trial trial = new Trial(pair.policy(), pair.perturbation());
            return new Shrunk(
                    trial,
                    invariant,
                    topologies.stream()
                            .map(topology -> BdfExperiment.least(trial, invariant, topology))
                            .min(Comparator.comparingInt(Topology::size))
                            .orElseThrow());
        }
    }

    private List<Found> broken() {
        List<Found> found = new ArrayList<>();
        tallies.forEach((pair, tally) -> {
            for (Invariant invariant : Invariant.values()) {
                List<Topology> least = tally.smallest(invariant);
                if (!least.isEmpty()) {
                    found.add(new Found(pair, invariant, least));
                }
            }
        });
        return found;
    }

    /** @param progress told how many tasks are done */
    public void shrink(LongConsumer progress) {
        List<Callable<Shrunk>> tasks = new ArrayList<>();
        broken().forEach(found -> tasks.add(found::least));
        shrunk.addAll(workers.all(tasks, progress));
    }

    /** A topology from which nothing can be taken away. */
    private record Shrunk(Trial trial, Invariant invariant, Topology topology) {
        Smallest told() {
            Outcome drawn = trial.drawn(topology);
            return new Smallest(
                    trial.policy().word(),
                    trial.perturbation().word(),
                    invariant.word(),
                    topology.size(),
                    topology.plan(),
                    drawn.before(),
                    drawn.after());
        }
    }

    /** The smallest topologies that scripts can tell of, as updates of simulated kernels; the worst invariant first. */
    public List<Scenario> retold() {
        return shrunk.stream()
                .sorted(Comparator.comparing(Shrunk::invariant).reversed())
                .flatMap(found -> Retelling.of(found.trial(), found.topology()).stream())
                .toList();
    }

    static Topology least(Trial trial, Invariant invariant, Topology topology) {
        return Shrink.least(
                topology,
                smaller -> trial.fits(smaller) && trial.run(smaller).broken().contains(invariant));
    }

    /** How many tasks {@link #virtualFunctions} has. */
    public long virtualTrials() {
        return virtual.tasks();
    }

    /** @param progress told how many tasks are done */
    public void virtualFunctions(LongConsumer progress) {
        virtual.measure(progress);
    }

    /** What was found so far. */
    public BdfReport report() {
        List<Cell> cells = new ArrayList<>();
        List<Unbroken> unbroken = new ArrayList<>();
        List<NewBridges> bridges = new ArrayList<>();
        tallies.forEach((pair, tally) -> {
            if (tally.runs() > 0) {
                tell(pair, tally, cells, unbroken, bridges);
            }
        });
        return new BdfReport(
                plan.seed(),
                plan.runs(),
                cells,
                unbroken,
                shrunk.stream().map(Shrunk::told).toList(),
                bridges,
                virtual.cells(),
                virtual.needs());
    }

    private static void tell(
            Pair pair, Tally tally, List<Cell> cells, List<Unbroken> unbroken, List<NewBridges> bridges) {
        String policy = pair.policy().word();
        String perturbation = pair.perturbation().word();
        long worst = 0;
        for (Invariant invariant : Invariant.values()) {
            long broken = tally.broken(invariant);
            Interval share = Interval.wilson(broken, tally.runs());
            worst = Math.max(worst, broken);
            cells.add(
                    new Cell(policy, perturbation, invariant.word(), broken, tally.runs(), share.low(), share.high()));
        }
        if (worst == 0) {
            unbroken.add(new Unbroken(
                    policy,
                    perturbation,
                    tally.runs(),
                    Interval.wilson(0, tally.runs()).high()));
        }
        if (pair.perturbation().addsBridge()) {
            Map<String, Long> numbers = new LinkedHashMap<>();
            for (NewNumbers got : NewNumbers.values()) {
                numbers.put(got.word(), tally.newNumbers().getOrDefault(got, 0L));
            }
            long of = numbers.values().stream().mapToLong(Long::longValue).sum();
            bridges.add(new NewBridges(policy, perturbation, of, numbers));
        }
    }
}
