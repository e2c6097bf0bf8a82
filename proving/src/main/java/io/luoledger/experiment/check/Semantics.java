package io.luoledger.experiment.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a model's threads can do in a state, and what becomes of it. */
final class Semantics {
    private final Model model;
    private final List<ModelThread> threads;

    Semantics(Model model) {
        this.model = model;
        this.threads = model.threads();
    }

    int threads() {
        return threads.size();
    }

    ModelThread thread(int thread) {
        return threads.get(thread);
    }

    boolean through(State state, int thread) {
        return state.at(thread) == threads.get(thread).steps().size();
    }

    boolean allThrough(State state) {
        for (int thread = 0; thread < threads.size(); thread++) {
            if (!through(state, thread)) {
                return false;
            }
        }
        return true;
    }

    /** The step that the thread does next, or waits to do. */
    Step next(State state, int thread) {
        return threads.get(thread).steps().get(state.at(thread));
    }

    boolean canMove(State state, int thread) {
        if (through(state, thread)) {
            return false;
        }
        Step step = next(state, thread);
        return step.gate() == null
                || step.gate().open().test(View.looking(state, threads.size(), thread, step.touches()));
    }

    /** The effect of the thread's next step, which can be done. */
    Effect move(State state, int thread) {
        Step step = next(state, thread);
        byte[] bytes = state.copy();
        View view = View.changing(bytes, threads.size(), thread, step.touches());
        try {
            step.action().accept(view);
        } catch (View.Broken broken) {
            return new Effect.Wrong(broken.violation());
        }
        int at = state.at(thread);
        int next = view.next(threads.get(thread), at);
        if (next <= at) {
            throw new IllegalStateException(
                    "thread " + threads.get(thread).name() + " jumps back: a model has no loops");
        }
        bytes[thread] = (byte) next;
        return new Effect.Moved(new State(bytes));
    }

    /** What is wrong in a state from which nothing goes on. */
    List<Violation> atEnd(State state) {
        if (!allThrough(state)) {
            return List.of(stuck(state));
        }
        List<Violation> wrong = new ArrayList<>();
        for (Consumer<View> check : model.atEnd()) {
            try {
                check.accept(View.looking(state, threads.size(), 0, Touches.ALL));
            } catch (View.Broken broken) {
                wrong.add(broken.violation());
            }
        }
        return wrong;
    }

    private Violation stuck(State state) {
        Waits waits = new Waits(this, state);
        Violation deadlock = waits.deadlock();
        return deadlock != null ? deadlock : new Violation(Violation.HANG, waits.told());
    }

    /** The deadlock that there is, though other threads may yet go on. */
    @Nullable
    Violation deadlock(State state) {
        return new Waits(this, state).deadlock();
    }

    /** What a step did. */
    sealed interface Effect {
        /** On to the next state. */
        record Moved(State state) implements Effect {}

        /** The run ends here. */
        record Wrong(Violation violation) implements Effect {}
    }
}
