package io.luoledger.simulator.scenario;

import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.OpScript.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Shrinks a failing script: takes away what isn't needed for the failure, larger parts first, down to single ops. */
final class Minimiser {
    private record Placed(int stage, Op op) {}

    private Minimiser() {}

    /** The least script found that still fails. */
    static OpScript shrink(OpScript script, Predicate<OpScript> fails) {
        List<Placed> ops = new ArrayList<>();
        script.stages().forEach((stage, list) -> list.forEach(op -> ops.add(new Placed(stage, op))));
        List<Placed> least = ops;
        for (int part = Math.max(1, ops.size() / 2); part >= 1; part /= 2) {
            least = without(least, part, script, fails);
        }
        return rebuilt(script, least);
    }

    private static List<Placed> without(List<Placed> ops, int part, OpScript script, Predicate<OpScript> fails) {
        List<Placed> left = ops;
        int from = 0;
        while (from < left.size()) {
            List<Placed> candidate = new ArrayList<>(left.subList(0, from));
            candidate.addAll(left.subList(Math.min(left.size(), from + part), left.size()));
            if (fails.test(rebuilt(script, candidate))) {
                left = candidate;
            } else {
                from += part;
            }
        }
        return left;
    }

    private static OpScript rebuilt(OpScript script, List<Placed> ops) {
        Map<Integer, List<Op>> stages = new TreeMap<>();
        for (int stage = 1; stage <= script.lastStage(); stage++) {
            stages.put(stage, new ArrayList<>());
        }
        ops.forEach(placed -> stages.computeIfAbsent(placed.stage(), fresh -> new ArrayList<>())
                .add(placed.op()));
        return new OpScript(script.name(), script.machine(), stages);
    }
}
