package io.luoledger.simulator.scenario;

import io.luoledger.event.Draft;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
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

/** Many random runs, each with some of the features and faults, checked step by step; the first that fails is shrunk. */
public final class Swarm {
    private static final int FEATURE_PERCENT = 40;
    private static final int FAULT_PERCENT = 15;

    private final long seed;
    private final List<String> kernels;
    private final List<Fault> faults;

    /**
     * @param kernels one per boot; the last is used for all further ones
     * @param faults what may happen
     */
    public Swarm(long seed, List<String> kernels, List<Fault> faults) {
        this.seed = seed;
        this.kernels = List.copyOf(kernels);
        this.faults = List.copyOf(faults);
    }

    /**
     * A run that broke an invariant, and the least that still breaks it.
     *
     * @param kernels of its boots
     * @param script the shrunk script's text
     */
    public record Failure(
            long run, Invariant invariant, String detail, List<String> kernels, OpScript shrunk, String script) {}

    /**
     * What the runs met.
     *
     * @param transitions how often each op ended in which way
     * @param features how many runs had each feature
     * @param faults how many runs had each fault
     */
    public record Report(
            long runs,
            Map<String, Integer> transitions,
            Map<Feature, Integer> features,
            Map<Fault, Integer> faults,
            Optional<Failure> failure) {}

    /** A run, before it is run. */
    private record Draw(OpScript script, List<String> kernels, Set<Invariant> invariants, List<Fault> faults) {
        private List<KernelProfile> profiles() {
            return kernels.stream()
                    .map(name -> KernelProfiles.find(name).orElseThrow())
                    .toList();
        }
    }

    /** Runs so many, or up to the first that fails. */
    public Report run(long runs, LongConsumer progress) {
        Map<String, Integer> transitions = new TreeMap<>();
        Map<Feature, Integer> features = new EnumMap<>(Feature.class);
        Map<Fault, Integer> met = new EnumMap<>(Fault.class);
        for (long number = 0; number < runs; number++) {
            Draw draw = draw(number, features);
            draw.faults().forEach(fault -> met.merge(fault, 1, Integer::sum));
            CheckedRun.Outcome outcome = CheckedRun.of(draw.script(), draw.profiles(), draw.invariants(), draft -> {});
            outcome.transitions().forEach((transition, count) -> transitions.merge(transition, count, Integer::sum));
            progress.accept(number + 1);
            if (outcome.violation().isPresent()) {
                Failure failure = shrink(number, draw, outcome.violation().get());
                return new Report(number + 1, transitions, features, met, Optional.of(failure));
            }
        }
        return new Report(runs, transitions, features, met, Optional.empty());
    }

    private Draw draw(long number, Map<Feature, Integer> count) {
        Dice dice = Dice.of(seed, number);
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        boolean devices = KernelProfiles.find(kernels.getFirst()).orElseThrow().preservesDevices();
        for (Feature feature : Feature.values()) {
            if (feature.aboutDevices() && !devices) {
                continue;
            }
            if (dice.percent(FEATURE_PERCENT)) {
                features.add(feature);
                count.merge(feature, 1, Integer::sum);
            }
        }
        OpScript script = OpScript.parse(
                "swarm-" + seed + "-" + number,
                devices ? RandomDevices.write(dice, features) : RandomScript.write(dice, features));
        List<String> names = kernels;
        List<Fault> happening = new ArrayList<>();
        for (Fault fault : faults) {
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
        // where ABIs differ anything may happen; that is what the ledger is for
        boolean sameAbi = happening.stream().noneMatch(Fault::changesAbi);
        Set<Invariant> invariants = sameAbi ? EnumSet.allOf(Invariant.class) : EnumSet.noneOf(Invariant.class);
        return new Draw(script, names, invariants, happening);
    }

    private static Failure shrink(long number, Draw draw, CheckedRun.Violation violation) {
        OpScript least = Minimiser.shrink(
                draw.script(),
                candidate -> CheckedRun.of(candidate, draw.profiles(), EnumSet.of(violation.invariant()), draft -> {})
                        .violation()
                        .isPresent());
        String detail = CheckedRun.of(least, draw.profiles(), EnumSet.of(violation.invariant()), draft -> {})
                .violation()
                .map(CheckedRun.Violation::detail)
                .orElse(violation.detail());
        return new Failure(number, violation.invariant(), detail, draw.kernels(), least, text(least));
    }

    /** The events of a failed run's shrunk script. */
    public static void replay(Failure failure, Consumer<Draft> sink) {
        List<KernelProfile> profiles = failure.kernels().stream()
                .map(name -> KernelProfiles.find(name).orElseThrow())
                .toList();
        CheckedRun.of(failure.shrunk(), profiles, EnumSet.noneOf(Invariant.class), sink);
    }

    private static String text(OpScript script) {
        Lines lines = new Lines();
        for (int stage = 1; stage <= script.lastStage(); stage++) {
            lines.stage(stage);
            for (Op op : script.stages().getOrDefault(stage, List.of())) {
                lines.line((op.name() + " " + String.join(" ", op.arguments())).strip());
            }
        }
        return lines.text();
    }
}
