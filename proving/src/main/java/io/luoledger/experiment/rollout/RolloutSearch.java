package io.luoledger.experiment.rollout;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every roll-out that a rule allows, up to a bound, and in each everything that a host can do. The first kernel knows no feature.
 * Shorter roll-outs come first, so that the first order found to lose a property has the fewest kernels.
 */
public final class RolloutSearch implements Walks.Losses {
    private final Rule rule;
    private final Bounds bounds;
    private final Walks walks;
    private final Map<List<Stage>, Kernel> kernels = new HashMap<>();
    private final Map<Property, Order> lost = new EnumMap<>(Property.class);
    /** The roll-out that is looked at, and each feature's stages in it. */
    private final List<Kernel> train = new ArrayList<>();

    private final List<List<Stage>> stages = new ArrayList<>();
    private long trains;
    private long states;
    private int furthest;
    private boolean hopsCut;

    private RolloutSearch(Rule rule, Bounds bounds) {
        this.rule = rule;
        this.bounds = bounds;
        walks = new Walks(rule, bounds, this);
    }

    public static Answer of(Rule rule, Bounds bounds) {
        return new RolloutSearch(rule, bounds).run();
    }

    private Answer run() {
        List<Stage> first = new ArrayList<>();
        for (int feature = 0; feature < bounds.features(); feature++) {
            stages.add(new ArrayList<>(List.of(Stage.UNKNOWN)));
            first.add(Stage.UNKNOWN);
        }
        train.add(kernel(first));
        for (int length = 2; length <= bounds.kernels() && !full(); length++) {
            grow(length);
        }
        return new Answer(rule, trains, states, furthest, lost, hopsCut, full());
    }

    private boolean full() {
        return states >= bounds.states();
    }

    /** All roll-outs of that length that begin as this one. */
    private void grow(int length) {
        if (full()) {
            return;
        }
        if (train.size() == length) {
            Walks.Extent extent = walks.of(train);
            trains++;
            states += extent.places();
            furthest = Math.max(furthest, extent.furthest());
            hopsCut |= extent.cut();
            return;
        }
        List<List<Stage>> next = stages.stream().map(rule::next).toList();
        release(length, next, new ArrayList<>());
    }

    /** A further kernel, feature by feature. */
    private void release(int length, List<List<Stage>> choices, List<Stage> chosen) {
        if (chosen.size() == choices.size()) {
            train.add(kernel(List.copyOf(chosen)));
            for (int feature = 0; feature < chosen.size(); feature++) {
                stages.get(feature).add(chosen.get(feature));
            }
            grow(length);
            stages.forEach(List::removeLast);
            train.removeLast();
            return;
        }
        // the first feature changes first: what needs only one feature is shown with that one
        for (Stage stage : choices.get(choices.size() - 1 - chosen.size())) {
            chosen.addFirst(stage);
            release(length, choices, chosen);
            chosen.removeFirst();
        }
    }

    private Kernel kernel(List<Stage> of) {
        return kernels.computeIfAbsent(of, Kernel::new);
    }

    @Override
    public boolean wants(Property property, int hops) {
        Order known = lost.get(property);
        return known == null || (known.train().size() == train.size() && known.hopCount() > hops);
    }

    @Override
    public void lost(Property property, List<Integer> path) {
        lost.put(property, new Order(rule, property, train, path, bounds.back()));
    }
}
