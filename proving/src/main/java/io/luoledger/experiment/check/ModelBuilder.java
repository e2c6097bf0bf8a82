package io.luoledger.experiment.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Puts a {@link Model} together: first the state, then the threads. */
public final class ModelBuilder {
    /** Readers of an rwsem are bits of a byte. */
    private static final int MAX_THREADS = 7;

    /** What a step touches are bits of a long. */
    private static final int MAX_SLOTS = Long.SIZE - 1;

    private final String name;
    private final List<Shared> parts = new ArrayList<>();
    private final List<Byte> start = new ArrayList<>();
    private final List<ThreadBuilder> threads = new ArrayList<>();
    private final List<Consumer<View>> atEnd = new ArrayList<>();

    public ModelBuilder(String name) {
        this.name = name;
    }

    /** A number, -128 to 127. */
    public Cell cell(String called, int value) {
        return part(new Cell(called, start.size()), value);
    }

    /** An object, and whether it is allocated at the start. */
    public Lifetime object(String called, boolean lives) {
        return part(new Lifetime(called, start.size()), lives ? 1 : 0);
    }

    /** A lock for one. */
    public Mutex mutex(String called) {
        return part(new Mutex(called, start.size()), 0);
    }

    /** A lock for one writer or many readers. */
    public Rwsem rwsem(String called) {
        return part(new Rwsem(called, start.size()), 0);
    }

    /** A thread without steps yet. */
    public ThreadBuilder thread(String called) {
        if (threads.size() == MAX_THREADS) {
            throw new IllegalArgumentException("a model has at most " + MAX_THREADS + " threads");
        }
        ThreadBuilder thread = new ThreadBuilder(called);
        threads.add(thread);
        return thread;
    }

    /** What has to hold when all threads are through: it fails the view where it doesn't. */
    public ModelBuilder atEnd(Consumer<View> check) {
        atEnd.add(check);
        return this;
    }

    /** The model. */
    public Model build() {
        return new Model(
                name,
                List.copyOf(parts),
                List.copyOf(start),
                threads.stream().map(ThreadBuilder::build).toList(),
                List.copyOf(atEnd));
    }

    private <P extends Shared> P part(P part, int value) {
        if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(part.name() + " begins as " + value + ", expected -128 to 127");
        }
        if (start.size() + part.slots() > MAX_SLOTS) {
            throw new IllegalArgumentException("the state of " + name + " is larger than " + MAX_SLOTS + " bytes");
        }
        parts.add(part);
        start.add((byte) value);
        for (int more = 1; more < part.slots(); more++) {
            start.add((byte) 0);
        }
        return part;
    }
}
