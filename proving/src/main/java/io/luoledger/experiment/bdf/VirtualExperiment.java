package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.BdfExperiment.Plan;
import io.luoledger.experiment.bdf.BdfReport.VirtualCell;
import io.luoledger.experiment.bdf.BdfReport.VirtualNeed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;

/** Preserved virtual functions, with each set of facts preserved for them. */
final class VirtualExperiment {
    private static final int BLOCK = 20;

    private static final List<Perturbation> PERTURBATIONS = List.of(
            Perturbation.NOTHING,
            Perturbation.VF_COUNT,
            Perturbation.ARI_OFF,
            Perturbation.ASSIGN_BUSSES,
            Perturbation.NEIGHBOUR_REMOVED);

    private record Pair(Set<Fact> facts, Perturbation perturbation) {}

    private final Plan plan;
    private final Workers workers;
    private final List<Perturbation> perturbations;
    private final Map<Pair, Tally> tallies = new LinkedHashMap<>();

    VirtualExperiment(Plan plan, Workers workers) {
        this.plan = plan;
        this.workers = workers;
        this.perturbations =
                PERTURBATIONS.stream().filter(plan.perturbations()::contains).toList();
    }

    long tasks() {
        return (long) perturbations.size() * ((plan.runs() + BLOCK - 1) / BLOCK);
    }

    void measure(LongConsumer progress) {
        List<Callable<Map<Pair, Tally>>> tasks = new ArrayList<>();
        for (Perturbation perturbation : perturbations) {
            for (long first = 0; first < plan.runs(); first += BLOCK) {
                long from = first;
                tasks.add(() -> block(perturbation, from));
            }
        }
        workers.all(tasks, progress)
                .forEach(block -> block.forEach((pair, tally) ->
                        tallies.computeIfAbsent(pair, fresh -> new Tally()).add(tally)));
    }

    private Map<Pair, Tally> block(Perturbation perturbation, long from) {
        Map<Pair, Tally> counted = new LinkedHashMap<>();
        for (long run = from; run < Math.min(from + BLOCK, plan.runs()); run++) {
            Topology topology = BdfExperiment.topology(plan.seed(), perturbation, run, true);
            for (Set<Fact> facts : Fact.sets()) {
                Trial trial = new Trial(Fact.policy(facts), perturbation, facts.contains(Fact.PHYSICAL_FUNCTION));
                counted.computeIfAbsent(new Pair(facts, perturbation), fresh -> new Tally())
                        .add(run, topology, trial.run(topology));
            }
        }
        return counted;
    }

    List<VirtualCell> cells() {
        List<VirtualCell> cells = new ArrayList<>();
        tallies.forEach((pair, tally) -> {
            for (Invariant invariant : Invariant.values()) {
                if (tally.runs() > 0) {
                    long broken = tally.broken(invariant);
                    Interval share = Interval.wilson(broken, tally.runs());
                    cells.add(new VirtualCell(
                            words(pair.facts()),
                            pair.perturbation().word(),
                            invariant.word(),
                            broken,
                            tally.runs(),
                            share.low(),
                            share.high()));
                }
            }
        });
        return cells;
    }

    private static List<String> words(Set<Fact> facts) {
        return facts.stream().map(Fact::word).toList();
    }

    /** For each perturbation the sets that were enough, and from which nothing can be left out. */
    List<VirtualNeed> needs() {
        List<VirtualNeed> needs = new ArrayList<>();
        for (Perturbation perturbation : perturbations) {
            List<Set<Fact>> enough = new ArrayList<>();
            long of = 0;
            for (Map.Entry<Pair, Tally> entry : tallies.entrySet()) {
                Set<Fact> facts = entry.getKey().facts();
                if (entry.getKey().perturbation() != perturbation) {
                    continue;
                }
                of = entry.getValue().runs();
                boolean holds = of > 0 && unbroken(entry.getValue());
                if (holds && enough.stream().noneMatch(facts::containsAll)) {
                    enough.add(facts);
                }
            }
            if (of > 0) {
                needs.add(new VirtualNeed(
                        perturbation.word(),
                        of,
                        Interval.wilson(0, of).high(),
                        enough.stream().map(VirtualExperiment::words).toList()));
            }
        }
        return needs;
    }

    private static boolean unbroken(Tally tally) {
        for (Invariant invariant : Invariant.values()) {
            if (tally.broken(invariant) > 0) {
                return false;
            }
        }
        return true;
    }
}
