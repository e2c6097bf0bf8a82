package io.luoledger.core;

/**
 * What failed outside of the rules: a store, a registry. Keeps it apart, on its way through them, from what a rule stumbles
 * over: the one is trouble with everything, the other with one event.
 */
final class OutsideFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException failure;

    OutsideFailure(RuntimeException failure) {
        super(failure);
        this.failure = failure;
    }

    /** As it was thrown. */
    RuntimeException failure() {
        return failure;
    }
}
