package io.luoledger.experiment.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Every state that the threads can get to, each looked at once, breadth first; with reduction, as many of them as are needed to find
 * every violation.
 *
 * <p><b>The reduction</b> moves, in each state, only the threads of a <em>persistent set</em> (Godefroid): a set of threads
 * such that nothing that the others may still do, as long as the set stands still, meets with the next steps of the set. It is
 * the closure of one thread that can move: a thread outside joins when anything that it may yet touch meets with the next step of one
 * inside, whether that one can move or waits. What a thread may yet touch is what all its steps from here on declare, and {@link View}
 * holds every step to what it declares.
 *
 * <p><b>Why nothing is lost.</b> Threads have no loops, so every run is finite, and no set can be put off for ever. Take a run from a state
 * to its end. If it moves a thread of the set, the first such step meets with nothing before it, and can be done first: another order
 * of the same run, in which each step sees what it saw. If it moves none, the thread of the set that can move could do so still at
 * the end: so the run didn't end because nothing went on, but in a violation, and with that thread's step in front, it ends in the same
 * one. In both cases a run that the reduction keeps has a step less to go. The one exception would be a step in front that itself ends the
 * run: a set is taken only if none of its steps does, else all threads move. So deadlocks, hangs, the states at the end and the violations of
 * steps all stay, with and without reduction the same.
 *
 * <p>A deadlock counts as soon as it is there, though other threads go on: all of them may end in other violations, and then none of the states
 * at the end would show it. The same holds for a run to such a state: a thread that can move is none of those that wait for each other, and
 * its step in front leaves them waiting, with fewer steps to go. Whether there is one stays the same, though not with whom it is first seen.
 */
final class Exploration {
    private static final int TELL_EVERY = 1 << 14;

    private final Semantics semantics;
    private final Limits limits;
    private final IntConsumer progress;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<State> seen = new HashSet<>();
    private final Map<String, Found> found = new TreeMap<>();
    private final Set<String> places = new TreeSet<>();
    private long steps;
    private boolean complete = true;

    Exploration(Semantics semantics, State initial, Limits limits, IntConsumer progress) {
        this.semantics = semantics;
        this.limits = limits;
        this.progress = progress;
        seen.add(initial);
        nodes.add(new Node(initial, null, -1));
    }

    void run() {
        for (int at = 0; at < nodes.size(); at++) {
            expand(nodes.get(at));
            if (at % TELL_EVERY == 0) {
                progress.accept(at);
            }
        }
        progress.accept(nodes.size());
    }

    int states() {
        return seen.size();
    }

    long steps() {
        return steps;
    }

    boolean complete() {
        return complete;
    }

    /** By kind, the first run that was found. */
    Map<String, Found> found() {
        return found;
    }

    /** Each violation with where it is: a step, or a state at the end. A deadlock while other threads go on has no place of its own. */
    Set<String> places() {
        return places;
    }

    private void expand(Node node) {
        List<Integer> movable = new ArrayList<>();
        int waiting = 0;
        for (int thread = 0; thread < semantics.threads(); thread++) {
            if (semantics.canMove(node.state, thread)) {
                movable.add(thread);
            } else if (!semantics.through(node.state, thread)) {
                waiting++;
            }
        }
        if (movable.isEmpty()) {
            for (Violation wrong : semantics.atEnd(node.state)) {
                found(wrong, node.schedule(), node.state.toString());
            }
            return;
        }
        if (waiting > 1 && !found.containsKey(Violation.DEADLOCK)) {
            Violation deadlock = semantics.deadlock(node.state);
            if (deadlock != null) {
                found.put(Violation.DEADLOCK, new Found(deadlock, node.schedule()));
            }
        }
        List<Integer> chosen = limits.reduction() ? PersistentSet.of(semantics, node.state, movable) : movable;
        List<Semantics.Effect> effects = move(node.state, chosen);
        if (chosen.size() < movable.size() && effects.stream().anyMatch(Semantics.Effect.Wrong.class::isInstance)) {
            chosen = movable;
            effects = move(node.state, chosen);
        }
        for (int i = 0; i < chosen.size(); i++) {
            int thread = chosen.get(i);
            steps++;
            switch (effects.get(i)) {
                case Semantics.Effect.Moved moved -> reach(moved.state(), node, thread);
                case Semantics.Effect.Wrong wrong -> {
                    List<Integer> schedule = new ArrayList<>(node.schedule());
                    schedule.add(thread);
                    found(wrong.violation(), schedule, thread + " at " + node.state.at(thread));
                }
            }
        }
    }

    private List<Semantics.Effect> move(State state, List<Integer> threads) {
        return threads.stream().map(thread -> semantics.move(state, thread)).toList();
    }

    private void reach(State state, Node from, int thread) {
        if (seen.contains(state)) {
            return;
        }
        if (seen.size() == limits.states()) {
            complete = false;
            return;
        }
        seen.add(state);
        nodes.add(new Node(state, from, thread));
    }

    private void found(Violation violation, List<Integer> schedule, String place) {
        found.putIfAbsent(violation.kind(), new Found(violation, schedule));
        places.add(violation.kind() + ": " + place);
    }

    /** A state and the way to it. */
    private record Node(State state, @Nullable Node from, int thread) {
        List<Integer> schedule() {
            List<Integer> schedule = new ArrayList<>();
            for (Node node = this; node.from != null; node = node.from) {
                schedule.add(node.thread);
            }
            return schedule.reversed();
        }
    }

    /** A violation, and the threads in the order in which they moved. */
    record Found(Violation violation, List<Integer> schedule) {}
}
