package io.luoledger.experiment.check;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Checks one design after another with several sets of threads each, and keeps the easiest run of each kind. */
public final class Sweep {
    private static final Comparator<CounterExample> EASIEST = Comparator.<CounterExample>comparingInt(
                    example -> example.threads().size())
            .thenComparingInt(CounterExample::contextSwitches)
            .thenComparingInt(example -> example.run().size());

    private final Limits limits;
    private final LongConsumer progress;
    private long states;

    /**
     * @param limits of each set of threads
     * @param progress is told now and then how many states there were so far, in all
     */
    public Sweep(Limits limits, LongConsumer progress) {
        this.limits = limits;
        this.progress = progress;
    }

    /**
     * What was found of one design, over all sets of threads.
     *
     * @param sets how many sets of threads
     * @param states how many states, of all sets together
     * @param complete false when the bound was reached for any of the sets
     * @param smallest by kind, the counter-example with the fewest threads, then context switches, then steps
     */
    public record Found(int sets, long states, long steps, boolean complete, Map<String, CounterExample> smallest) {}

    /** Checks the model of a design with each of these sets of threads; small sets first cost the least. */
    public <A> Found check(List<List<A>> sets, Function<List<A>, Model> model) {
        Map<String, CounterExample> smallest = new TreeMap<>();
        long before = states;
        long steps = 0;
        boolean complete = true;
        for (List<A> set : sets) {
            long base = states;
            Outcome outcome = Checker.check(
                    model.apply(set),
                    limits,
                    kind -> mayBeEasier(smallest.get(kind), set.size()),
                    now -> progress.accept(base + now));
            states += outcome.states();
            steps += outcome.steps();
            complete &= outcome.complete();
            outcome.broken()
                    .forEach(one -> smallest.merge(
                            one.violation().kind(), one, (old, now) -> EASIEST.compare(now, old) < 0 ? now : old));
        }
        return new Found(sets.size(), states - before, steps, complete, smallest);
    }

    /** Whether a run with so many threads can be easier than the one that is known. */
    private static boolean mayBeEasier(@Nullable CounterExample known, int threads) {
        return known == null || known.threads().size() >= threads;
    }
}
