package io.luoledger.experiment.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Checks a model. First {@link Exploration} finds out which kinds of violation there are, with partial-order reduction; then {@link
 * ShortestRuns}, without it, finds for each kind the run that is easiest to read: the one with the fewest context switches, and among
 * those with the fewest steps.
 */
public final class Checker {
    private Checker() {}

    /**
     * Checks a model within limits.
     *
     * @param progress is told now and then how many states the check has looked at
     */
    public static Outcome check(Model model, Limits limits, IntConsumer progress) {
        Semantics semantics = new Semantics(model);
        Exploration exploration = new Exploration(semantics, model.initial(), limits, progress);
        exploration.run();
        Map<String, Exploration.Found> found = exploration.found();
        Map<String, List<Integer>> shortest =
                new ShortestRuns(semantics, model.initial(), limits.states(), found.keySet()).run();
        List<CounterExample> broken = new ArrayList<>();
        found.forEach((kind, one) -> broken.add(
                shortest.containsKey(kind)
                        ? Replay.of(model, shortest.get(kind), kind, true)
                        : Replay.of(model, one.schedule(), kind, false)));
        return new Outcome(
                model.name(), exploration.states(), exploration.steps(), exploration.complete(), List.copyOf(broken));
    }
}
