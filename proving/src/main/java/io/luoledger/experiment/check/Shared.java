package io.luoledger.experiment.check;

/** A part of the state. Made by {@link ModelBuilder}; steps declare by {@link Touches} which of them they look at. */
public sealed interface Shared permits Cell, Lifetime, Lock {
    /** What it is called in the kernel. */
    String name();

    /** Where its bytes begin in the state. */
    int slot();

    /** How many bytes of the state it takes. */
    default int slots() {
        return 1;
    }

    /** Its bytes, as bits of a {@link Touches}. */
    default long mask() {
        return ((1L << slots()) - 1) << slot();
    }
}
