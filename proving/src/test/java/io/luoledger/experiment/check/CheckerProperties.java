package io.luoledger.experiment.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** On random small models: what the search finds against what one that is too simple to be wrong finds. */
class CheckerProperties {
    private static final int ENOUGH = 1_000_000;

    /** The same violations in the same places, and the same states at the end. */
    @Property(tries = 1500)
    void shouldFindTheSameWithAndWithoutReduction(@ForAll long seed, @ForAll @IntRange(min = 2, max = 3) int threads) {
        // Given
        Model model = RandomModels.of(seed, threads, 5);

        // When
        Exploration reduced = explore(model, true);
        Exploration whole = explore(model, false);

        // Then
        assertThat(reduced.places()).as(model.name()).isEqualTo(whole.places());
        assertThat(reduced.found().keySet())
                .as(model.name())
                .isEqualTo(whole.found().keySet());
        assertThat(reduced.states()).isLessThanOrEqualTo(whole.states());
    }

    @Property(tries = 600)
    void shouldShowTheRunWithTheFewestContextSwitchesThenSteps(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 3) int threads) {
        // Given
        Model model = RandomModels.of(seed, threads, threads == 2 ? 5 : 3);
        Map<String, List<Integer>> easiest = everyRun(model);

        // When
        Outcome outcome = Checker.check(model, new Limits(ENOUGH, true), states -> {});

        // Then
        assertThat(kinds(outcome)).as(model.name()).isEqualTo(easiest.keySet());
        assertThat(outcome.broken()).allSatisfy(one -> {
            List<Integer> schedule =
                    Objects.requireNonNull(easiest.get(one.violation().kind()));
            assertThat(one.fewest()).isTrue();
            assertThat(one.contextSwitches()).as(model.name()).isEqualTo(CounterExample.contextSwitches(schedule));
            assertThat(one.run()).as(model.name()).hasSameSizeAs(schedule);
        });
    }

    /** What the two properties rest on: random models go wrong in every way, and the reduction has something to leave out. */
    @Example
    void shouldHaveSomethingToFind() {
        // Given
        Set<String> kinds = new TreeSet<>();
        int reduced = 0;
        int whole = 0;

        // When
        for (int seed = 0; seed < 300; seed++) {
            Model model = RandomModels.of(seed, 3, 5);
            Exploration exploration = explore(model, true);
            kinds.addAll(exploration.found().keySet());
            reduced += exploration.states();
            whole += explore(model, false).states();
        }

        // Then
        assertThat(kinds).containsExactlyInAnyOrder(Violation.DEADLOCK, Violation.HANG, "broken 1", "broken 2", "end");
        assertThat(reduced).isLessThan(whole * 2 / 3);
    }

    private static Set<String> kinds(Outcome outcome) {
        return outcome.broken().stream().map(one -> one.violation().kind()).collect(Collectors.toSet());
    }

    private static Exploration explore(Model model, boolean reduction) {
        Exploration exploration =
                new Exploration(new Semantics(model), model.initial(), new Limits(ENOUGH, reduction), states -> {});
        exploration.run();
        return exploration;
    }

    // ---- every run, one after the other ----

    private static Map<String, List<Integer>> everyRun(Model model) {
        Map<String, List<Integer>> easiest = new TreeMap<>();
        everyRun(new Semantics(model), model.initial(), new ArrayList<>(), easiest);
        return easiest;
    }

    private static void everyRun(
            Semantics semantics, State state, List<Integer> schedule, Map<String, List<Integer>> easiest) {
        boolean movable = false;
        for (int thread = 0; thread < semantics.threads(); thread++) {
            if (semantics.canMove(state, thread)) {
                movable = true;
                schedule.add(thread);
                switch (semantics.move(state, thread)) {
                    case Semantics.Effect.Moved moved -> everyRun(semantics, moved.state(), schedule, easiest);
                    case Semantics.Effect.Wrong wrong -> keep(wrong.violation().kind(), schedule, easiest);
                }
                schedule.removeLast();
            }
        }
        if (!movable) {
            semantics.atEnd(state).forEach(wrong -> keep(wrong.kind(), schedule, easiest));
        } else if (semantics.deadlock(state) != null) {
            keep(Violation.DEADLOCK, schedule, easiest);
        }
    }

    private static void keep(String kind, List<Integer> schedule, Map<String, List<Integer>> easiest) {
        easiest.merge(kind, List.copyOf(schedule), (old, now) -> cost(now) < cost(old) ? now : old);
    }

    private static int cost(List<Integer> schedule) {
        return CounterExample.contextSwitches(schedule) * 1000 + schedule.size();
    }
}
