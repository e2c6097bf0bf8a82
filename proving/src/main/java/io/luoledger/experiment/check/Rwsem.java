package io.luoledger.experiment.check;

/**
 * One writer or many readers. As in the kernel, a writer that waits keeps new readers out, so that taking it twice for read isn't
 * safe. Its bytes: the writer (from 1), and as a bit per thread the readers and the writers that wait.
 */
public record Rwsem(String name, int slot) implements Lock {
    @Override
    public int slots() {
        return 3;
    }

    int writer() {
        return slot;
    }

    int readers() {
        return slot + 1;
    }

    int waiting() {
        return slot + 2;
    }
}
