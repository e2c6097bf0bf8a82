package io.luoledger.experiment.freeze;

import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.check.Model;
import io.luoledger.experiment.check.Sweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Checks a design with every small set of threads. */
public final class FreezeExperiment {
    private final Sweep sweep;

    /**
     * @param limits of each set of threads
     * @param progress is told now and then how many states there were so far, in all
     */
    public FreezeExperiment(Limits limits, LongConsumer progress) {
        sweep = new Sweep(limits, progress);
    }

    /** Every set of at most that many actors that a design has, the small ones first. */
    public static List<List<Actor>> sets(Design design, int most) {
        List<List<Actor>> sets = new ArrayList<>();
        List<List<Actor>> before = List.of(List.of());
        for (int size = 1; size <= most; size++) {
            before = before.stream()
                    .flatMap(set -> Arrays.stream(Actor.values())
                            .filter(design::allows)
                            .filter(actor -> follows(set, actor))
                            .map(actor -> with(set, actor)))
                    .toList();
            sets.addAll(before);
        }
        return sets;
    }

    private static boolean follows(List<Actor> set, Actor actor) {
        if (set.isEmpty() || actor.compareTo(set.getLast()) > 0) {
            return true;
        }
        boolean isTwiceAlready = set.size() > 1 && set.get(set.size() - 2) == actor;
        return actor == set.getLast() && actor.mayBeTwice() && !isTwiceAlready;
    }

    private static List<Actor> with(List<Actor> set, Actor actor) {
        List<Actor> more = new ArrayList<>(set);
        more.add(actor);
        return List.copyOf(more);
    }

    /** The model of a design with these threads. */
    public static Model model(Design design, List<Actor> actors) {
        return FreezeModel.of(design, actors);
    }

    /** Checks a design with each of these sets of threads. */
    public FreezeResult check(Design design, List<List<Actor>> sets) {
        Sweep.Found found = sweep.check(sets, set -> model(design, set));
        Map<Property, CounterExample> smallest = new EnumMap<>(Property.class);
        found.smallest().forEach((kind, example) -> smallest.put(property(kind), example));
        return new FreezeResult(design, found.sets(), found.states(), found.steps(), found.complete(), smallest);
    }

    private static Property property(String kind) {
        return Property.of(kind).orElseThrow(() -> new IllegalStateException("no property is lost by " + kind));
    }
}
