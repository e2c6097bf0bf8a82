package io.luoledger.experiment.check;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

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
        return check(model, limits, kind -> true, progress);
    }

    /**
     * Checks a model within limits, and shows some kinds of violation only: the easiest run takes longer to find than any.
     *
     * @param wanted which kinds of violation; others are left out of the outcome
     */
    public static Outcome check(Model model, Limits limits, Predicate<String> wanted, IntConsumer progress) {
        Semantics semantics = new Semantics(model);
        Exploration exploration = new Exploration(semantics, model.initial(), limits, progress);
        exploration.run();
        SortedMap<String, CounterExample> broken = new TreeMap<>();
        exploration.found().forEach((kind, one) -> {
            if (wanted.test(kind)) {
                broken.put(kind, Replay.of(model, one.schedule(), kind, false));
            }
        });
        Set<String> kinds = Set.copyOf(broken.keySet());
        new ShortestRuns(semantics, model.initial(), limits.states(), kinds)
                .run()
                .forEach((kind, schedule) -> {
                    if (wanted.test(kind)) {
                        broken.put(kind, Replay.of(model, schedule, kind, true));
                    }
                });
        return new Outcome(
                model.name(),
                exploration.states(),
                exploration.steps(),
                exploration.complete(),
                List.copyOf(broken.values()));
    }
}
