package io.luoledger.experiment.rollout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a host can do in one roll-out: forward to a newer release, back to an older one that takes it, again and again.
 * Life: made for the bounds, {@link #of} for each roll-out.
 */
final class Walks {
    private static final int KERNEL_BITS = 3;
    private static final int ROOM = 1 << (KERNEL_BITS + Bounds.MAX_KERNELS + Bounds.MAX_FEATURES);
    private static final int NOWHERE = -1;

    /** Told of each place in a roll-out where a property is lost. */
    interface Losses {
        /** Whether an order with so many hops would still be the smallest. */
        boolean wants(Property property, int hops);

        void lost(Property property, List<Integer> path);
    }

    private final Rule rule;
    private final Bounds bounds;
    private final Losses losses;
    private final int skip;
    /** By place: the one that it was first reached from. */
    private final int[] reachedFrom = new int[ROOM];

    private final int[] hopsTo = new int[ROOM];
    private final int[] queue = new int[ROOM];
    private List<Kernel> train = List.of();
    private int reached;
    private boolean cut;

    Walks(Rule rule, Bounds bounds, Losses losses) {
        this.rule = rule;
        this.bounds = bounds;
        this.losses = losses;
        skip = rule.everyRelease() ? 0 : bounds.skip();
        Arrays.fill(reachedFrom, NOWHERE);
    }

    /** How many places there are, the furthest one's hops, and whether there may be more. */
    record Extent(int places, int furthest, boolean cut) {}

    Extent of(List<Kernel> kernels) {
        train = kernels;
        reached = 0;
        cut = false;
        int start = place(0, 0, kernels.getFirst().holds(0));
        arrive(start, start, 0);
        for (int next = 0; next < reached; next++) {
            int place = queue[next];
            if (hopsTo[place] == bounds.hops()) {
                cut = true;
            } else {
                leave(place);
            }
        }
        Extent extent = new Extent(reached, hopsTo[queue[reached - 1]], cut);
        for (int place = 0; place < reached; place++) {
            reachedFrom[queue[place]] = NOWHERE;
        }
        return extent;
    }

    private void leave(int place) {
        int at = at(place);
        for (int to = at + 1; to <= Math.min(train.size() - 1, at + 1 + skip); to++) {
            hop(place, to);
        }
        for (int to = at - 1; to >= 0; to--) {
            hop(place, to);
        }
    }

    private void hop(int place, int to) {
        int at = at(place);
        int held = held(place);
        Kernel from = train.get(at);
        Kernel into = train.get(to);
        int fresh = from.writesNew(held, rule);
        boolean forward = to > at;
        int hops = hopsTo[place] + 1;
        if (into.refuses(from.writesOld(held, rule), fresh) != 0) {
            if (forward) {
                lose(Property.TAKEN, place, to, hops);
            }
            return;
        }
        if ((held & into.knows() & ~fresh) != 0) {
            lose(Property.CARRIED, place, to, hops);
        }
        int line = forward ? line(place) | (1 << at) : line(place) & ((1 << to) - 1);
        int holds = into.holds(held & fresh);
        judgeReturn(place, to, line, holds, hops);
        judgeAny(place, to, holds, hops);
        arrive(place(to, line, holds), place, hops);
    }

    /** The ways back by which a host came. */
    private void judgeReturn(int before, int at, int line, int held, int hops) {
        int asked = bounds.back();
        for (int earlier = at - 1; earlier >= 0 && asked > 0; earlier--) {
            if (((line >> earlier) & 1) != 0) {
                asked--;
                if (!takes(at, held, earlier)) {
                    lose(Property.RETURN, before, at, hops);
                }
            }
        }
    }

    /** The ways back to any earlier release. */
    private void judgeAny(int before, int at, int held, int hops) {
        int written = held & train.get(at).writesNew(held, rule);
        boolean some = at == 0;
        boolean whole = at < at(before);
        for (int earlier = at - 1; earlier >= 0; earlier--) {
            boolean takes = takes(at, held, earlier);
            some |= takes;
            whole |= takes && (written & train.get(earlier).knows()) == held;
        }
        if (!some) {
            lose(Property.EARLIER, before, at, hops);
        }
        if (!whole) {
            lose(Property.WHOLE, before, at, hops);
        }
    }

    private boolean takes(int from, int held, int into) {
        Kernel kernel = train.get(from);
        return train.get(into).refuses(kernel.writesOld(held, rule), kernel.writesNew(held, rule)) == 0;
    }

    private void lose(Property property, int before, int at, int hops) {
        if (losses.wants(property, hops)) {
            losses.lost(property, path(before, at));
        }
    }

    private List<Integer> path(int place, int last) {
        ArrayDeque<Integer> path = new ArrayDeque<>(List.of(last));
        for (Optional<Integer> step = Optional.of(place); step.isPresent(); step = before(step.get())) {
            path.addFirst(at(step.get()));
        }
        return new ArrayList<>(path);
    }

    private Optional<Integer> before(int place) {
        return hopsTo[place] == 0 ? Optional.empty() : Optional.of(reachedFrom[place]);
    }

    private void arrive(int place, int from, int hops) {
        if (reachedFrom[place] == NOWHERE) {
            reachedFrom[place] = from;
            hopsTo[place] = hops;
            queue[reached++] = place;
        }
    }

    // ---- a place: the kernel that runs, those that the host came from, the features of which it has data ----

    private static int place(int at, int line, int held) {
        return (((line << Bounds.MAX_FEATURES) | held) << KERNEL_BITS) | at;
    }

    private static int at(int place) {
        return place & ((1 << KERNEL_BITS) - 1);
    }

    private static int held(int place) {
        return (place >> KERNEL_BITS) & ((1 << Bounds.MAX_FEATURES) - 1);
    }

    private static int line(int place) {
        return place >> (KERNEL_BITS + Bounds.MAX_FEATURES);
    }
}
