package io.luoledger.experiment.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The steps of a thread, in order. {@code at} is the function of the source, {@code does} what it does there. */
public final class ThreadBuilder {
    private static final int MAX_STEPS = Byte.MAX_VALUE;

    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Integer> labels = new LinkedHashMap<>();

    ThreadBuilder(String name) {
        this.name = name;
    }

    /** A step that never waits. */
    public ThreadBuilder step(String at, String does, Touches touches, Consumer<View> action) {
        steps.add(new Step(at, does, touches, null, action));
        return this;
    }

    /** Waits until something holds. */
    public ThreadBuilder await(String at, String what, Touches touches, Predicate<View> open) {
        steps.add(new Step(at, "waits until " + what, touches, new Gate(what, null, false, open), view -> {}));
        return this;
    }

    /** Takes a mutex. */
    public ThreadBuilder lock(Mutex lock, String at) {
        steps.add(new Step(
                at,
                "takes " + lock.name(),
                Touches.changing(lock),
                new Gate(lock.name(), lock, true, view -> view.read(lock.slot(), lock) == 0),
                view -> view.write(lock.slot(), view.self() + 1, lock)));
        return this;
    }

    /** Lets a mutex go. */
    public ThreadBuilder unlock(Mutex lock, String at) {
        return step(at, "drops " + lock.name(), Touches.changing(lock), view -> {
            mustHold(view.read(lock.slot(), lock) == view.self() + 1, lock);
            view.write(lock.slot(), 0, lock);
        });
    }

    /** Takes an rwsem for read. */
    public ThreadBuilder lockRead(Rwsem lock, String at) {
        steps.add(new Step(
                at,
                "takes " + lock.name() + " for read",
                Touches.changing(lock),
                new Gate(
                        lock.name() + " for read",
                        lock,
                        false,
                        view -> view.read(lock.writer(), lock) == 0 && view.read(lock.waiting(), lock) == 0),
                view -> {
                    int readers = view.read(lock.readers(), lock);
                    // a byte holds who reads, not how often
                    mustNot((readers >> view.self() & 1) != 0, lock, "takes it for read a second time");
                    view.write(lock.readers(), readers | 1 << view.self(), lock);
                }));
        return this;
    }

    /** Lets an rwsem go that is held for read. */
    public ThreadBuilder unlockRead(Rwsem lock, String at) {
        return step(at, "drops " + lock.name() + " (read)", Touches.changing(lock), view -> {
            int readers = view.read(lock.readers(), lock);
            mustHold((readers >> view.self() & 1) != 0, lock);
            view.write(lock.readers(), readers & ~(1 << view.self()), lock);
        });
    }

    /** Takes an rwsem for write: at once when it is free, else it queues, and keeps new readers out while it waits. */
    public ThreadBuilder lockWrite(Rwsem lock, String at) {
        String wanted = lock.name() + " for write";
        Predicate<View> free = view -> view.read(lock.writer(), lock) == 0 && view.read(lock.readers(), lock) == 0;
        step(at, "takes " + wanted + ", or queues", Touches.changing(lock), view -> {
            if (free.test(view)) {
                view.write(lock.writer(), view.self() + 1, lock);
                view.skip();
            } else {
                view.write(lock.waiting(), view.read(lock.waiting(), lock) | 1 << view.self(), lock);
            }
        });
        steps.add(new Step(at, "gets " + wanted, Touches.changing(lock), new Gate(wanted, lock, true, free), view -> {
            view.write(lock.waiting(), view.read(lock.waiting(), lock) & ~(1 << view.self()), lock);
            view.write(lock.writer(), view.self() + 1, lock);
        }));
        return this;
    }

    /** Lets an rwsem go that is held for write. */
    public ThreadBuilder unlockWrite(Rwsem lock, String at) {
        return step(at, "drops " + lock.name() + " (write)", Touches.changing(lock), view -> {
            mustHold(view.read(lock.writer(), lock) == view.self() + 1, lock);
            view.write(lock.writer(), 0, lock);
        });
    }

    /** A place that {@link View#jump} of an earlier step may go on at. */
    public ThreadBuilder label(String label) {
        if (labels.put(label, steps.size()) != null) {
            throw new IllegalArgumentException("thread " + name + " has two labels " + label);
        }
        return this;
    }

    ModelThread build() {
        if (steps.size() > MAX_STEPS) {
            throw new IllegalArgumentException("thread " + name + " has more than " + MAX_STEPS + " steps");
        }
        return ModelThread.of(name, steps, labels);
    }

    private void mustHold(boolean held, Lock lock) {
        mustNot(!held, lock, "drops it without holding it");
    }

    private void mustNot(boolean wrong, Lock lock, String what) {
        if (wrong) {
            throw new IllegalStateException("thread " + name + ", " + lock.name() + ": " + what);
        }
    }
}
