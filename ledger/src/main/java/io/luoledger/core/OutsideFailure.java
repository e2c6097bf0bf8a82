package io.luoledger.core;

/**
 * What failed outside of the rules: a store, a registry. Keeps it apart, on its way through them, from what a rule stumbles
 * over: the one is trouble with everything, the other with one event.
 */
public final class OutsideFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException failure;

    public OutsideFailure(RuntimeException failure) {
        super(failure);
        this.failure = failure;
    }

    /** As it was thrown. */
    public RuntimeException failure() {
        return failure;
    }
}
