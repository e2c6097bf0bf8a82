package io.luoledger.experiment.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who waits for whom in a state. */
final class Waits {
    private final Semantics semantics;
    private final State state;

    Waits(Semantics semantics, State state) {
        this.semantics = semantics;
        this.state = state;
    }

    /** Every thread that waits. */
    List<Wait> all() {
        List<Wait> waits = new ArrayList<>();
        for (int thread = 0; thread < semantics.threads(); thread++) {
            if (waiting(thread)) {
                waits.add(wait(thread));
            }
        }
        return waits;
    }

    /** The shortest circle of threads that wait for each other; null when there is none. */
    @Nullable
    Violation deadlock() {
        List<Integer> shortest = List.of();
        for (int thread = 0; thread < semantics.threads(); thread++) {
            List<Integer> cycle = cycle(thread);
            if (!cycle.isEmpty() && (shortest.isEmpty() || cycle.size() < shortest.size())) {
                shortest = cycle;
            }
        }
        if (shortest.isEmpty()) {
            return null;
        }
        return new Violation(
                Violation.DEADLOCK,
                shortest.stream().map(thread -> wait(thread).told()).collect(Collectors.joining("; ")));
    }

    String told() {
        return all().stream().map(Wait::told).collect(Collectors.joining("; "));
    }

    /** The shortest way from a thread back to itself, along what each waits for; empty when there is none. */
    private List<Integer> cycle(int start) {
        int[] from = new int[semantics.threads()];
        Arrays.fill(from, -1);
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            int thread = open.remove();
            for (int holder : waiting(thread) ? holders(thread) : List.<Integer>of()) {
                if (holder == start) {
                    return way(from, start, thread);
                }
                if (from[holder] < 0) {
                    from[holder] = thread;
                    open.add(holder);
                }
            }
        }
        return List.of();
    }

    private static List<Integer> way(int[] from, int start, int last) {
        List<Integer> way = new ArrayList<>();
        for (int thread = last; thread != start; thread = from[thread]) {
            way.add(thread);
        }
        way.add(start);
        return way.reversed();
    }

    private boolean waiting(int thread) {
        return !semantics.through(state, thread) && !semantics.canMove(state, thread);
    }

    private Wait wait(int thread) {
        Step step = semantics.next(state, thread);
        Gate gate = step.gate();
        return new Wait(
                semantics.thread(thread).name(),
                step.at(),
                gate == null ? "" : gate.what(),
                holders(thread).stream()
                        .map(holder -> semantics.thread(holder).name())
                        .toList());
    }

    private List<Integer> holders(int thread) {
        Gate gate = semantics.next(state, thread).gate();
        if (gate == null || gate.lock() == null) {
            return List.of();
        }
        return switch (gate.lock()) {
            case Mutex mutex -> one(mutex.slot());
            case Rwsem rwsem -> holders(rwsem, gate.alone());
        };
    }

    private List<Integer> holders(Rwsem rwsem, boolean alone) {
        List<Integer> holders = new ArrayList<>(one(rwsem.writer()));
        int others = byteAt(alone ? rwsem.readers() : rwsem.waiting());
        for (int thread = 0; thread < semantics.threads(); thread++) {
            if ((others >> thread & 1) != 0) {
                holders.add(thread);
            }
        }
        return holders;
    }

    private List<Integer> one(int slot) {
        int holder = byteAt(slot);
        return holder == 0 ? List.of() : List.of(holder - 1);
    }

    private int byteAt(int slot) {
        return state.at(semantics.threads() + slot);
    }
}
