package io.luoledger.experiment.flb;

import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.check.Model;
import io.luoledger.experiment.check.Sweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Checks a design with every small set of threads. */
public final class FlbExperiment {
    private final Sweep sweep;

    /**
     * @param limits of each set of threads
     * @param progress is told now and then how many states there were so far, in all
     */
    public FlbExperiment(Limits limits, LongConsumer progress) {
        sweep = new Sweep(limits, progress);
    }

    /** Every multiset of at most that many actors, the small ones first. */
    public static List<List<Actor>> sets(int most) {
        List<List<Actor>> sets = new ArrayList<>();
        List<List<Actor>> before = List.of(List.of());
        for (int size = 1; size <= most; size++) {
            before = before.stream()
                    .flatMap(set -> Arrays.stream(Actor.values())
                            .filter(actor -> set.isEmpty() || actor.compareTo(set.getLast()) >= 0)
                            .map(actor -> with(set, actor)))
                    .toList();
            sets.addAll(before);
        }
        return sets;
    }

    private static List<Actor> with(List<Actor> set, Actor actor) {
        List<Actor> more = new ArrayList<>(set);
        more.add(actor);
        return List.copyOf(more);
    }

    /** Every setting of these designs: with and without an FLB that refuses to be retrieved after its finish. */
    public static List<Setting> settings(List<Design> designs, boolean neverAsked) {
        List<Setting> settings = new ArrayList<>();
        for (Design design : designs) {
            settings.add(new Setting(design, true, neverAsked));
            if (design.mayRetrieveAgain()) {
                settings.add(new Setting(design, false, neverAsked));
            }
        }
        return settings;
    }

    /** The model of a setting with these threads. */
    public static Model model(Setting setting, List<Actor> actors) {
        return FlbModel.of(setting, actors);
    }

    /** Checks a setting with each of these sets of threads. */
    public FlbResult check(Setting setting, List<List<Actor>> sets) {
        Sweep.Found found = sweep.check(sets, set -> model(setting, set));
        return new FlbResult(
                setting, found.sets(), found.states(), found.steps(), found.complete(), inOrder(found.smallest()));
    }

    private static Map<String, CounterExample> inOrder(Map<String, CounterExample> smallest) {
        Map<String, CounterExample> ordered = new LinkedHashMap<>();
        Defects.ALL.stream().filter(smallest::containsKey).forEach(kind -> ordered.put(kind, smallest.get(kind)));
        return ordered;
    }
}
