package io.luoledger.experiment.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model with its threads moved in a given order. */
public final class Replay {
    private Replay() {}

    /**
     * What that order ends in; null when nothing is wrong there.
     *
     * @throws IllegalArgumentException when a thread can't move where the order wants it to
     */
    public static @Nullable CounterExample of(Model model, List<Integer> schedule) {
        Run run = new Run(model, schedule);
        List<Violation> wrong = run.wrong();
        return wrong.isEmpty() ? null : run.example(wrong.getFirst(), false);
    }

    /** The counter-example of that kind, which the order is known to end in. */
    static CounterExample of(Model model, List<Integer> schedule, String kind, boolean fewest) {
        Run run = new Run(model, schedule);
        return run.wrong().stream()
                .filter(wrong -> wrong.kind().equals(kind))
                .findFirst()
                .map(wrong -> run.example(wrong, fewest))
                .orElseThrow(() -> new IllegalStateException(model.name() + ": " + schedule + " doesn't end in " + kind
                        + ": a step isn't a function of what it sees"));
    }

    private static final class Run {
        private final Model model;
        private final Semantics semantics;
        private final List<Integer> schedule;
        private final List<Move> moves = new ArrayList<>();
        private State state;
        private @Nullable Violation broken;

        Run(Model model, List<Integer> schedule) {
            this.model = model;
            this.semantics = new Semantics(model);
            this.schedule = schedule;
            this.state = model.initial();
            for (int thread : schedule) {
                move(thread);
            }
        }

        private void move(int thread) {
            if (broken != null || !semantics.canMove(state, thread)) {
                throw new IllegalArgumentException(model.name() + ": after " + moves.size() + " steps of " + schedule
                        + ", thread " + thread + " can't move");
            }
            Step step = semantics.next(state, thread);
            moves.add(new Move(thread, step.at(), step.does()));
            switch (semantics.move(state, thread)) {
                case Semantics.Effect.Moved moved -> state = moved.state();
                case Semantics.Effect.Wrong wrong -> broken = wrong.violation();
            }
        }

        List<Violation> wrong() {
            if (broken != null) {
                return List.of(broken);
            }
            boolean movable = false;
            for (int thread = 0; thread < semantics.threads(); thread++) {
                movable |= semantics.canMove(state, thread);
            }
            Violation deadlock = semantics.deadlock(state);
            return deadlock != null ? List.of(deadlock) : movable ? List.of() : semantics.atEnd(state);
        }

        CounterExample example(Violation violation, boolean fewest) {
            return new CounterExample(
                    violation,
                    model.threadNames(),
                    List.copyOf(moves),
                    new Waits(semantics, state).all(),
                    CounterExample.contextSwitches(schedule),
                    fewest);
        }
    }
}
