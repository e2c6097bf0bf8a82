package io.luoledger.simulator.scenario;

import io.luoledger.event.Draft;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.scenario.CheckedRun.Life;
import io.luoledger.simulator.scenario.CheckedRun.Violation;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.OpScript.Op;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Many random runs, each with some of the features and faults, checked step by step; the first that fails is shrunk. Each run
 * has a seed of its own, one after another from the first, so that one run can be repeated without those before it.
 */
public final class Swarm {
    private static final int FEATURE_PERCENT = 40;
    private static final int FAULT_PERCENT = 15;

    private final Plan plan;
    private final Supplier<Witness> witnesses;

    /**
     * What the runs are made of.
     *
     * @param firstSeed of the first run
     * @param kernels one per boot, the last is used for all further ones; empty: each host draws its own from all there are
     * @param faults what may happen
     * @param mostHosts how many hosts a run may have, which live side by side
     * @param invariants what must hold in every run, and which only where all kernels of a run have the same ABI
     */
    public record Plan(
            long firstSeed, List<String> kernels, List<Fault> faults, int mostHosts, Set<Invariant> invariants) {
        public Plan {
            kernels = List.copyOf(kernels);
            faults = List.copyOf(faults);
            invariants = Set.copyOf(invariants);
        }

        /** One host, and all invariants. */
        public static Plan of(long firstSeed, List<String> kernels, List<Fault> faults) {
            return new Plan(firstSeed, kernels, faults, 1, EnumSet.allOf(Invariant.class));
        }

        /** Up to three hosts with all kernels, features and faults that there are: the view must be true, whatever happens. */
        public static Plan ofAll(long firstSeed) {
            return new Plan(firstSeed, List.of(), List.of(Fault.values()), 3, EnumSet.of(Invariant.VIEW_IS_TRUE));
        }
    }

    /**
     * @param witnesses gives each run somebody who reads its events
     */
    public Swarm(Plan plan, Supplier<Witness> witnesses) {
        this.plan = plan;
        this.witnesses = witnesses;
    }

    /**
     * A run that broke an invariant, and the least of its host that still breaks it.
     *
     * @param seed of this run alone
     * @param kernels of the host's boots
     * @param script the shrunk script's text
     */
    public record Failure(
            long seed,
            String host,
            Invariant invariant,
            String detail,
            List<String> kernels,
            OpScript shrunk,
            String script) {}

    /**
     * What the runs met.
     *
     * @param transitions how often each op ended in which way
     * @param features how many hosts had each feature
     * @param faults how many hosts had each fault
     */
    public record Report(
            long runs,
            Map<String, Integer> transitions,
            Map<Feature, Integer> features,
            Map<Fault, Integer> faults,
            Optional<Failure> failure) {}

    /** A run, before it is run. */
    private record Draw(List<Life> lives, Set<Invariant> invariants) {}

    /** What one run is, with what it has counted. */
    private static final class Count {
        private final Map<Feature, Integer> features = new EnumMap<>(Feature.class);
        private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    }

    /** Runs so many, or up to the first that fails. */
    public Report run(long runs, LongConsumer progress) {
        Map<String, Integer> transitions = new TreeMap<>();
        Count count = new Count();
        for (long number = 0; number < runs; number++) {
            long seed = plan.firstSeed() + number;
            Draw draw = draw(seed, count);
            CheckedRun.Outcome outcome = CheckedRun.of(draw.lives(), draw.invariants(), witnesses.get(), draft -> {});
            outcome.transitions().forEach((transition, times) -> transitions.merge(transition, times, Integer::sum));
            progress.accept(number + 1);
            if (outcome.violation().isPresent()) {
                Failure failure = shrink(seed, outcome.violation().get());
                return new Report(number + 1, transitions, count.features, count.faults, Optional.of(failure));
            }
        }
        return new Report(runs, transitions, count.features, count.faults, Optional.empty());
    }

    /** The events of the run with this seed. */
    public List<Draft> events(long seed) {
        return CheckedRun.events(draw(seed, new Count()).lives());
    }

    private Draw draw(long seed, Count count) {
        Dice dice = Dice.of(seed, 0);
        List<Life> lives = new ArrayList<>();
        int hosts = plan.mostHosts() == 1 ? 1 : 1 + dice.below(plan.mostHosts());
        boolean sameAbi = true;
        for (int number = 0; number < hosts; number++) {
            // names of which each is the beginning of the next
            String host = "host" + "-1".repeat(number);
            Set<Fault> happening = EnumSet.noneOf(Fault.class);
            lives.add(life(seed, host, dice, happening, count));
            happening.forEach(fault -> count.faults.merge(fault, 1, Integer::sum));
            sameAbi &= happening.stream().noneMatch(Fault::changesAbi);
        }
        // with one host, which has all invariants, anything may happen where ABIs differ: that is what the ledger is
        // for
        boolean all = sameAbi || plan.kernels().isEmpty();
        return new Draw(lives, all ? plan.invariants() : EnumSet.noneOf(Invariant.class));
    }

    private Life life(long seed, String host, Dice dice, Set<Fault> happening, Count count) {
        List<String> names = plan.kernels().isEmpty() ? RandomKernels.draw(dice) : plan.kernels();
        boolean devices = KernelProfiles.find(names.getFirst()).orElseThrow().preservesDevices();
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : Feature.values()) {
            if ((!feature.aboutDevices() || devices) && dice.percent(FEATURE_PERCENT)) {
                features.add(feature);
                count.features.merge(feature, 1, Integer::sum);
            }
        }
        OpScript script = OpScript.parse(
                "swarm-" + seed, devices ? RandomDevices.write(dice, features) : RandomScript.write(dice, features));
        for (Fault fault : plan.faults()) {
            if (dice.percent(FAULT_PERCENT) && (devices || !fault.needsDevices())) {
                OpScript with = fault.into(script, dice);
                List<String> changed = fault.into(names, with.lastStage(), dice);
                if (!with.equals(script) || !changed.equals(names)) {
                    happening.add(fault);
                }
                script = with;
                names = changed;
            }
        }
        return new Life(host, script, names, plan.mostHosts() == 1 ? 0 : dice.next());
    }

    private Failure shrink(long seed, Violation violation) {
        Life life = violation.life();
        OpScript least = Minimiser.shrink(
                life.script(),
                candidate -> again(life.with(candidate), violation).isPresent());
        String detail = again(life.with(least), violation)
                .map(Violation::detail)
                .orElse(violation.detail() + " (only with the run's other hosts beside it)");
        return new Failure(seed, life.host(), violation.invariant(), detail, life.kernels(), least, text(least));
    }

    /** Whether the host breaks the invariant by itself. */
    private Optional<Violation> again(Life life, Violation violation) {
        return CheckedRun.of(List.of(life), EnumSet.of(violation.invariant()), witnesses.get(), draft -> {})
                .violation();
    }

    /** The events of a failed run's shrunk script. */
    public static void replay(Failure failure, Consumer<Draft> sink) {
        CheckedRun.events(List.of(new Life(failure.host(), failure.shrunk(), failure.kernels(), 0)))
                .forEach(sink);
    }

    private static String text(OpScript script) {
        Lines lines = new Lines();
        if (script.machine() != null) {
            lines.op("machine", script.machine());
        }
        for (int stage = 1; stage <= script.lastStage(); stage++) {
            lines.stage(stage);
            for (Op op : script.stages().getOrDefault(stage, List.of())) {
                lines.line((op.name() + " " + String.join(" ", op.arguments())).strip());
            }
        }
        return lines.text();
    }
}
