package io.luoledger.experiment.rollout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The same question by brute force: every order, and in each every way of every length, none remembered. What kernels read and write
 * is said in the words of the scheme: supp, active and req for flags, names of forms for the others.
 */
final class EveryWay {
    /** Of a property: the fewest kernels, and the fewest hops with as many. */
    record Smallest(int kernels, int hops) {}

    private final Rule rule;
    private final Bounds bounds;
    private final Map<Property, Smallest> smallest = new EnumMap<>(Property.class);
    private List<List<Stage>> train = List.of();

    private EveryWay(Rule rule, Bounds bounds) {
        this.rule = rule;
        this.bounds = bounds;
    }

    static Map<Property, Smallest> of(Rule rule, Bounds bounds) {
        EveryWay every = new EveryWay(rule, bounds);
        every.orders(List.of(Collections.nCopies(bounds.features(), Stage.UNKNOWN)));
        return every.smallest;
    }

    private void orders(List<List<Stage>> order) {
        if (order.size() > 1) {
            train = order;
            go(List.of(0), Set.of());
        }
        if (order.size() < bounds.kernels()) {
            for (List<Stage> kernel : kernels(bounds.features())) {
                if (allowed(order, kernel)) {
                    List<List<Stage>> longer = new ArrayList<>(order);
                    longer.add(kernel);
                    orders(longer);
                }
            }
        }
    }

    private static List<List<Stage>> kernels(int features) {
        List<List<Stage>> all = new ArrayList<>(List.of(List.of()));
        for (int feature = 0; feature < features; feature++) {
            List<List<Stage>> longer = new ArrayList<>();
            for (List<Stage> one : all) {
                for (Stage stage : Stage.values()) {
                    List<Stage> more = new ArrayList<>(one);
                    more.add(stage);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all;
    }

    private boolean allowed(List<List<Stage>> order, List<Stage> kernel) {
        for (int feature = 0; feature < kernel.size(); feature++) {
            int one = feature;
            List<Stage> before = order.stream().map(stages -> stages.get(one)).toList();
            if (!rule.next(before).contains(kernel.get(feature))) {
                return false;
            }
        }
        return true;
    }

    private void go(List<Integer> path, Set<Integer> held) {
        if (path.size() > bounds.hops()) {
            return;
        }
        int at = path.getLast();
        int far = rule.parts().contains(Part.EVERY_RELEASE) ? 1 : 1 + bounds.skip();
        for (int to = 0; to < train.size(); to++) {
            if (to == at || to > at + far) {
                continue;
            }
            List<Integer> longer = new ArrayList<>(path);
            longer.add(to);
            if (!taken(at, held, to)) {
                if (to > at) {
                    lost(Property.TAKEN, longer);
                }
                continue;
            }
            Set<Integer> arrived = new HashSet<>(held);
            arrived.removeIf(feature -> !writes(at, held, feature) || !knows(longer.getLast(), feature));
            if (held.stream().anyMatch(feature -> knows(longer.getLast(), feature) && !arrived.contains(feature))) {
                lost(Property.CARRIED, longer);
            }
            for (int feature = 0; feature < bounds.features(); feature++) {
                if (writes(to, Set.of(), feature)) {
                    arrived.add(feature);
                }
            }
            judge(longer, arrived);
            go(longer, arrived);
        }
    }

    private void judge(List<Integer> path, Set<Integer> held) {
        int at = path.getLast();
        List<Integer> line = new ArrayList<>();
        for (int place : path) {
            line.removeIf(earlier -> earlier >= place);
            line.add(place);
        }
        line.removeLast();
        List<Integer> asked = line.subList(Math.max(0, line.size() - bounds.back()), line.size());
        if (asked.stream().anyMatch(earlier -> !taken(at, held, earlier))) {
            lost(Property.RETURN, path);
        }
        boolean some = at == 0;
        boolean whole = at < path.get(path.size() - 2);
        for (int earlier = 0; earlier < at; earlier++) {
            int back = earlier;
            boolean takes = taken(at, held, earlier);
            some |= takes;
            whole |= takes && held.stream().allMatch(feature -> writes(at, held, feature) && knows(back, feature));
        }
        if (!some) {
            lost(Property.EARLIER, path);
        }
        if (!whole) {
            lost(Property.WHOLE, path);
        }
    }

    private void lost(Property property, List<Integer> path) {
        Smallest found = new Smallest(train.size(), path.size() - 1);
        smallest.merge(
                property,
                found,
                (one, other) -> one.kernels() < other.kernels()
                                || (one.kernels() == other.kernels() && one.hops() <= other.hops())
                        ? one
                        : other);
    }

    // ---- in the words of the scheme ----

    private boolean taken(int from, Set<Integer> held, int into) {
        for (int feature = 0; feature < bounds.features(); feature++) {
            boolean on = rule.parts().contains(Part.WRITES_ON) && held.contains(feature);
            Stage writer = train.get(from).get(feature);
            Stage reader = train.get(into).get(feature);
            boolean takes = rule.scheme() == Scheme.FLAGS
                    ? takesFlags(writer, reader)
                    : forms(writer, on).stream().anyMatch(reads(reader)::contains);
            if (!takes) {
                return false;
            }
        }
        return true;
    }

    /** Compatible if and only if (old.req & ~new.supp) is 0. */
    private static boolean takesFlags(Stage writer, Stage reader) {
        int supp = reader == Stage.UNKNOWN ? 0 : 1;
        int req = writer == Stage.REQUIRED ? 1 : 0;
        return (req & ~supp) == 0;
    }

    private Set<String> forms(Stage writer, boolean on) {
        return switch (writer) {
            case UNKNOWN -> Set.of("v1");
            case SUPPORTED -> !on ? Set.of("v1") : rule.scheme() == Scheme.STRINGS ? Set.of("v2") : Set.of("v1", "v2");
            case ACTIVE -> Set.of("v1", "v2");
            case REQUIRED, ONLY -> Set.of("v2");
        };
    }

    private static Set<String> reads(Stage reader) {
        return switch (reader) {
            case UNKNOWN -> Set.of("v1");
            case SUPPORTED, ACTIVE, REQUIRED -> Set.of("v1", "v2");
            case ONLY -> Set.of("v2");
        };
    }

    private boolean writes(int kernel, Set<Integer> held, int feature) {
        boolean on = rule.parts().contains(Part.WRITES_ON) && held.contains(feature);
        return forms(train.get(kernel).get(feature), on).contains("v2");
    }

    private boolean knows(int kernel, int feature) {
        return train.get(kernel).get(feature) != Stage.UNKNOWN;
    }
}
