package io.luoledger.experiment.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * A roll-out that a rule allows, and what one host does in it, up to the moment at which a property is lost.
 *
 * @param train the kernels in the order of their release
 * @param path the kernels that the host runs, by their place in the train; the last one, where it refuses, doesn't come up
 * @param back how many of the kernels that the host came from have to take it back
 */
public record Order(Rule rule, Property property, List<Kernel> train, List<Integer> path, int back) {
    private static final String[] FEATURES = {"f", "g", "h"};

    /**
     * One hop.
     *
     * @param lost what of the host's data doesn't arrive
     */
    public record Hop(String from, String to, boolean taken, List<String> lost) {}

    /** A kernel of the train, in words. */
    public record Member(String name, List<String> stages, String reads, String writes) {}

    public Order {
        train = List.copyOf(train);
        path = List.copyOf(path);
    }

    /** How many features do something in it. */
    public int features() {
        return (int) IntStream.range(0, train.getFirst().stages().size())
                .filter(feature ->
                        train.stream().anyMatch(kernel -> kernel.stages().get(feature) != Stage.UNKNOWN))
                .count();
    }

    public int hopCount() {
        return path.size() - 1;
    }

    public List<Member> members() {
        return IntStream.range(0, train.size())
                .mapToObj(place -> {
                    Kernel kernel = train.get(place);
                    return new Member(
                            name(place),
                            kernel.stages().stream().map(Enum::name).toList(),
                            reads(kernel),
                            writes(kernel, 0));
                })
                .toList();
    }

    public List<Hop> hops() {
        List<Hop> hops = new ArrayList<>();
        int held = 0;
        for (int step = 0; step < hopCount(); step++) {
            Kernel from = train.get(path.get(step));
            Kernel to = train.get(path.get(step + 1));
            boolean taken = refused(from, held, to) == 0;
            int handedOver = held & fresh(from, held);
            int next = taken ? to.holds(handedOver) : 0;
            int lost = taken ? held & ~(handedOver & to.knows()) : held;
            hops.add(new Hop(name(path.get(step)), name(path.get(step + 1)), taken, features(lost)));
            held = next;
        }
        return hops;
    }

    /** What goes wrong at the end, a sentence for each kernel that it goes wrong with. */
    public List<String> why() {
        int at = path.getLast();
        return switch (property) {
            case TAKEN -> List.of(refusal(path.get(path.size() - 2), heldBefore(hopCount() - 1), at));
            case CARRIED -> List.of(dropped(path.get(path.size() - 2), at));
            case RETURN ->
                cameFrom().stream()
                        .filter(earlier -> refused(train.get(at), heldBefore(hopCount()), train.get(earlier)) != 0)
                        .map(earlier -> refusal(at, heldBefore(hopCount()), earlier))
                        .toList();
            case EARLIER, WHOLE ->
                IntStream.range(0, at)
                        .mapToObj(earlier -> refused(train.get(at), heldBefore(hopCount()), train.get(earlier)) != 0
                                ? refusal(at, heldBefore(hopCount()), earlier)
                                : partial(at, earlier))
                        .toList();
        };
    }

    /** The last kernels that the host came from and that are older than the one it runs. */
    private List<Integer> cameFrom() {
        List<Integer> line = new ArrayList<>();
        for (int place : path) {
            line.removeIf(earlier -> earlier >= place);
            line.add(place);
        }
        line.removeLast();
        return line.subList(Math.max(0, line.size() - back), line.size());
    }

    /** The features of which the host has data at that step of its path. */
    private int heldBefore(int step) {
        int held = 0;
        for (int hop = 0; hop < step; hop++) {
            held = train.get(path.get(hop + 1)).holds(held & fresh(train.get(path.get(hop)), held));
        }
        return held;
    }

    private int fresh(Kernel kernel, int held) {
        return kernel.writesNew(held, rule);
    }

    private int refused(Kernel from, int held, Kernel to) {
        return to.refuses(from.writesOld(held, rule), fresh(from, held));
    }

    private String refusal(int from, int held, int to) {
        Kernel writer = train.get(from);
        int refused = refused(writer, held, train.get(to));
        StringJoiner writes = new StringJoiner(", ");
        StringJoiner reads = new StringJoiner(", ");
        for (int feature = 0; feature < writer.stages().size(); feature++) {
            if ((refused >> feature & 1) != 0) {
                writes.add(written(writer, feature, held));
                reads.add(rule.scheme()
                        .reads(FEATURES[feature], train.get(to).stages().get(feature)));
            }
        }
        return name(to) + " doesn't take what " + name(from) + " writes: "
                + or(writes.toString(), "nothing of the feature") + "; it reads "
                + or(reads.toString(), "nothing of it");
    }

    private String partial(int from, int to) {
        int held = heldBefore(hopCount());
        int lost = held & ~(fresh(train.get(from), held) & train.get(to).knows());
        return name(to) + " takes what " + name(from) + " writes, without the data of "
                + String.join(", ", features(lost));
    }

    private String dropped(int from, int to) {
        int held = heldBefore(hopCount() - 1);
        int lost = held & train.get(to).knows() & ~fresh(train.get(from), held);
        return name(from) + " holds data of " + String.join(", ", features(lost)) + " and writes none of it; "
                + name(to) + " would know it";
    }

    private static String name(int place) {
        return "K" + place;
    }

    private static List<String> features(int which) {
        return IntStream.range(0, FEATURES.length)
                .filter(feature -> (which >> feature & 1) != 0)
                .mapToObj(feature -> FEATURES[feature])
                .toList();
    }

    private String reads(Kernel kernel) {
        StringJoiner reads = new StringJoiner(", ");
        for (int feature = 0; feature < kernel.stages().size(); feature++) {
            add(reads, rule.scheme().reads(FEATURES[feature], kernel.stages().get(feature)));
        }
        return or(reads.toString(), "-");
    }

    private String writes(Kernel kernel, int held) {
        StringJoiner writes = new StringJoiner(", ");
        for (int feature = 0; feature < kernel.stages().size(); feature++) {
            add(writes, written(kernel, feature, held));
        }
        return or(writes.toString(), "-");
    }

    private String written(Kernel kernel, int feature, int held) {
        return rule.scheme()
                .writes(
                        FEATURES[feature],
                        (kernel.writesOld(held, rule) >> feature & 1) != 0,
                        (fresh(kernel, held) >> feature & 1) != 0);
    }

    private static void add(StringJoiner all, String one) {
        if (!one.isEmpty()) {
            all.add(one);
        }
    }

    private static String or(String text, String instead) {
        return text.isEmpty() ? instead : text;
    }
}
