package io.luoledger.experiment.bdf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was counted of one policy under one perturbation. */
final class Tally {
    /** A topology that broke something. */
    private record Broken(long run, Topology topology) {
        private int size() {
            return topology.size();
        }
    }

    /** From which of them one gets to the smallest, nobody knows before. */
    private static final int KEPT = 3;

    private long runs;
    private final Map<Invariant, Long> broken = new EnumMap<>(Invariant.class);
    private final Map<Invariant, List<Broken>> smallest = new EnumMap<>(Invariant.class);
    private final Map<NewNumbers, Long> newNumbers = new EnumMap<>(NewNumbers.class);

    void add(long run, Topology topology, Outcome outcome) {
        if (outcome.preserved() == 0) {
            return;
        }
        runs++;
        for (Invariant invariant : outcome.broken()) {
            broken.merge(invariant, 1L, Long::sum);
            keep(invariant, new Broken(run, topology));
        }
        NewNumbers got = outcome.newNumbers();
        if (got != null) {
            newNumbers.merge(got, 1L, Long::sum);
        }
    }

    private void keep(Invariant invariant, Broken candidate) {
        List<Broken> least = smallest.computeIfAbsent(invariant, fresh -> new ArrayList<>());
        least.add(candidate);
        least.sort(Comparator.comparingInt(Broken::size).thenComparingLong(Broken::run));
        if (least.size() > KEPT) {
            least.removeLast();
        }
    }

    void add(Tally other) {
        runs += other.runs;
        other.broken.forEach((invariant, count) -> broken.merge(invariant, count, Long::sum));
        other.smallest.forEach((invariant, least) -> least.forEach(one -> keep(invariant, one)));
        other.newNumbers.forEach((numbers, count) -> newNumbers.merge(numbers, count, Long::sum));
    }

    /** Runs in which everything could be preserved that was to be. */
    long runs() {
        return runs;
    }

    long broken(Invariant invariant) {
        return broken.getOrDefault(invariant, 0L);
    }

    /** The smallest few topologies that broke it. */
    List<Topology> smallest(Invariant invariant) {
        return smallest.getOrDefault(invariant, List.of()).stream()
                .map(Broken::topology)
                .toList();
    }

    Map<NewNumbers, Long> newNumbers() {
        return newNumbers;
    }
}
