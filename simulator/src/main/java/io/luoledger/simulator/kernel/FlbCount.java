package io.luoledger.simulator.kernel;

import java.util.function.Consumer;

/**
 * How many hold an FLB that came from the kernel before. As a reference count of the kernel it has 32 bits, and whatever goes below
 * zero, or begins there, is said and stays saturated: it never gets to zero again. As a plain number, before there were references,
 * it wraps without a word.
 */
final class FlbCount {
    private static final int SATURATED = Integer.MIN_VALUE / 2;

    private final boolean reference;
    private final Consumer<String> warn;
    private long value;

    /**
     * @param warn what the kernel says of a count that went wrong
     */
    FlbCount(boolean reference, Consumer<String> warn) {
        this.reference = reference;
        this.warn = warn;
    }

    /** Takes over what the kernel before wrote down: of a reference count its low 32 bits, whatever they are. */
    void load(long count) {
        value = reference ? (int) count : count;
    }

    void get() {
        if (reference && value == 0) {
            saturate("refcount_t: addition on 0; use-after-free.");
        } else if (reference && (value < 0 || value == Integer.MAX_VALUE)) {
            saturate("refcount_t: saturated; leaking memory.");
        } else {
            value++;
        }
    }

    /** Whether that was the last one. */
    boolean put() {
        if (reference && value <= 0) {
            saturate("refcount_t: underflow; use-after-free.");
            return false;
        }
        value--;
        return value == 0;
    }

    private void saturate(String message) {
        value = SATURATED;
        warn.accept(message);
    }
}
