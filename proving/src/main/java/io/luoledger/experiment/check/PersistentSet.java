package io.luoledger.experiment.check;

import java.util.List;

/** The threads that have to move in a state; see {@link Exploration} for why the others may wait. */
final class PersistentSet {
    private PersistentSet() {}

    /** The smallest persistent set of those that begin with one thread: its threads that can move. */
    static List<Integer> of(Semantics semantics, State state, List<Integer> movable) {
        List<Integer> smallest = movable;
        for (int first : movable) {
            long members = closure(semantics, state, first);
            List<Integer> moving =
                    movable.stream().filter(thread -> has(members, thread)).toList();
            if (moving.size() < smallest.size()) {
                smallest = moving;
            }
            if (smallest.size() == 1) {
                return smallest;
            }
        }
        return smallest;
    }

    private static long closure(Semantics semantics, State state, int first) {
        long members = 1L << first;
        long done = 0;
        while (members != done) {
            int member = Long.numberOfTrailingZeros(members & ~done);
            done |= 1L << member;
            Touches next = semantics.next(state, member).touches();
            for (int other = 0; other < semantics.threads(); other++) {
                if (!has(members, other) && next.meets(ahead(semantics, state, other))) {
                    members |= 1L << other;
                }
            }
        }
        return members;
    }

    /** All that the thread may yet touch; nothing when it is through, so that one that is never joins. */
    private static Touches ahead(Semantics semantics, State state, int thread) {
        return semantics.thread(thread).ahead().get(state.at(thread));
    }

    private static boolean has(long members, int thread) {
        return (members >> thread & 1) != 0;
    }
}
