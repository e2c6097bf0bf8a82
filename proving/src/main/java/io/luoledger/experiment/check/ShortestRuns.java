package io.luoledger.experiment.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For each kind of violation, the run to it with the fewest context switches, and among those with the fewest steps: Dijkstra's search over
 * pairs of a state and the thread that moved last, with costs that are compared in that order. Without reduction, which keeps the
 * violations but not the shortest way to them.
 */
final class ShortestRuns {
    private final Semantics semantics;
    private final int limit;
    private final Set<String> wanted;
    private final Map<String, List<Integer>> runs = new HashMap<>();
    private final PriorityQueue<Node> open = new PriorityQueue<>();
    private final Set<Place> settled = new HashSet<>();
    private long order;

    /**
     * @param limit how many pairs it looks at, at most
     * @param wanted the kinds that there are
     */
    ShortestRuns(Semantics semantics, State initial, int limit, Set<String> wanted) {
        this.semantics = semantics;
        this.limit = limit;
        this.wanted = wanted;
        open.add(new Node(new Place(initial, -1), null, 0, 0, order++, null));
    }

    /**
     * By kind, the threads in the order in which they move. A kind that the limit kept from being found is missing; one that the exploration
     * didn't get to may be among them.
     */
    Map<String, List<Integer>> run() {
        while (!runs.keySet().containsAll(wanted) && !open.isEmpty() && settled.size() < limit) {
            Node node = open.remove();
            if (node.wrong != null) {
                runs.putIfAbsent(node.wrong, node.schedule());
            } else if (settled.add(node.place)) {
                expand(node);
            }
        }
        return runs;
    }

    private void expand(Node node) {
        State state = node.place.state;
        int waiting = 0;
        boolean movable = false;
        for (int thread = 0; thread < semantics.threads(); thread++) {
            if (semantics.canMove(state, thread)) {
                movable = true;
                move(node, thread);
            } else if (!semantics.through(state, thread)) {
                waiting++;
            }
        }
        if (!movable) {
            semantics.atEnd(state).forEach(wrong -> runs.putIfAbsent(wrong.kind(), node.schedule()));
        } else if (waiting > 0 && semantics.deadlock(state) != null) {
            runs.putIfAbsent(Violation.DEADLOCK, node.schedule());
        }
    }

    private void move(Node node, int thread) {
        int last = node.place.last;
        int switches = node.switches + (last < 0 || last == thread ? 0 : 1);
        switch (semantics.move(node.place.state, thread)) {
            case Semantics.Effect.Moved moved -> {
                Place place = new Place(moved.state(), thread);
                if (!settled.contains(place)) {
                    open.add(new Node(place, node, switches, node.steps + 1, order++, null));
                }
            }
            case Semantics.Effect.Wrong wrong ->
                open.add(new Node(
                        new Place(node.place.state, thread),
                        node,
                        switches,
                        node.steps + 1,
                        order++,
                        wrong.violation().kind()));
        }
    }

    private record Place(State state, int last) {}

    /**
     * A way to a place.
     *
     * @param order by which ways of the same cost are taken, so that every search finds the same
     * @param wrong the kind of violation in which the way ends; null when it goes on
     */
    private record Node(
            Place place,
            @Nullable Node from,
            int switches,
            int steps,
            long order,
            @Nullable String wrong) implements Comparable<Node> {
        @Override
        public int compareTo(Node other) {
            int bySwitches = Integer.compare(switches, other.switches);
            int bySteps = bySwitches != 0 ? bySwitches : Integer.compare(steps, other.steps);
            return bySteps != 0 ? bySteps : Long.compare(order, other.order);
        }

        List<Integer> schedule() {
            List<Integer> schedule = new ArrayList<>();
            for (Node node = this; node.from != null; node = node.from) {
                schedule.add(node.place.last);
            }
            return schedule.reversed();
        }
    }
}
