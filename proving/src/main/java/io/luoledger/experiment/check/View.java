package io.luoledger.experiment.check;

import org.jspecify.annotations.Nullable;

/** What a step sees of the state while it runs, and what it does to it. Refuses what the step didn't declare. */
public final class View {
    /** A pointer to what has been freed, or to an earlier object at the same place. */
    public static final String USE_AFTER_FREE = "use after free";

    /** An object freed that doesn't live. */
    public static final String DOUBLE_FREE = "double free";

    private final byte[] bytes;
    private final int threads;
    private final int thread;
    private final Touches may;
    private final boolean readOnly;
    private @Nullable String jump;
    private boolean skip;

    private View(byte[] bytes, int threads, int thread, Touches may, boolean readOnly) {
        this.bytes = bytes;
        this.threads = threads;
        this.thread = thread;
        this.may = may;
        this.readOnly = readOnly;
    }

    static View changing(byte[] bytes, int threads, int thread, Touches may) {
        return new View(bytes, threads, thread, may, false);
    }

    static View looking(State state, int threads, int thread, Touches may) {
        return new View(state.bytes(), threads, thread, may, true);
    }

    /** The value of a cell. */
    public int get(Cell cell) {
        return read(cell.slot(), cell);
    }

    /** Sets a cell. */
    public void set(Cell cell, int value) {
        write(cell.slot(), value, cell);
    }

    /** Adds to a cell, and gives what it then is. */
    public int add(Cell cell, int difference) {
        int value = get(cell) + difference;
        set(cell, value);
        return value;
    }

    /** Whether the object is allocated. */
    public boolean lives(Lifetime object) {
        return (read(object.slot(), object) & 1) != 0;
    }

    /** A pointer to the object as it now is, for a cell; 0 when it isn't allocated. */
    public int reference(Lifetime object) {
        return lives(object) ? read(object.slot(), object) : 0;
    }

    /** Allocates the object, and gives the pointer to it. One that lived is left to itself: pointers to it dangle. */
    public int create(Lifetime object) {
        write(object.slot(), (read(object.slot(), object) | 1) + (lives(object) ? 2 : 0), object);
        return reference(object);
    }

    /** Frees it; fails with {@link #DOUBLE_FREE} when it doesn't live. */
    public void destroy(Lifetime object) {
        if (!lives(object)) {
            fail(DOUBLE_FREE, object.name() + " is freed a second time");
        }
        write(object.slot(), read(object.slot(), object) + 1, object);
    }

    /** Follows a pointer that {@link #reference} or {@link #create} gave; fails with {@link #USE_AFTER_FREE} when it leads to nothing. */
    public void use(Lifetime object, int reference) {
        if (!lives(object) || read(object.slot(), object) != reference) {
            fail(USE_AFTER_FREE, object.name() + " is used after it was freed");
        }
    }

    /** Ends the run: something is wrong here. Doesn't return. */
    public void fail(String kind, String what) {
        throw new Broken(kind, what);
    }

    /** Goes on at a label of the same thread, further down. */
    public void jump(String label) {
        jump = label;
    }

    /** Goes on behind the next step. */
    void skip() {
        skip = true;
    }

    /** Where the thread goes on. */
    int next(ModelThread self, int at) {
        return jump != null ? self.label(jump) : at + (skip ? 2 : 1);
    }

    int self() {
        return thread;
    }

    int read(int slot, Shared part) {
        if (!may.mayRead(slot)) {
            throw new IllegalStateException("the step reads " + part.name() + ", which it doesn't declare");
        }
        return bytes[threads + slot];
    }

    void write(int slot, int value, Shared part) {
        if (readOnly || !may.mayWrite(slot)) {
            throw new IllegalStateException("the step changes " + part.name() + ", which it doesn't declare");
        }
        if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
            throw new IllegalStateException(part.name() + " becomes " + value + ", expected -128 to 127");
        }
        bytes[threads + slot] = (byte) value;
    }

    /** What ends a run; caught where the step is done. */
    @SuppressWarnings("serial") // never leaves the search
    static final class Broken extends RuntimeException {
        private final transient Violation violation;

        private Broken(String kind, String what) {
            super(what, null, false, false);
            this.violation = new Violation(kind, what);
        }

        Violation violation() {
            return violation;
        }
    }
}
