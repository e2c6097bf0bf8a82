package io.luoledger.experiment.check;

import java.util.List;

/**
 * A thread that waits.
 *
 * @param at the function in which it waits
 * @param waitsFor the lock, or the condition in words
 * @param heldBy the threads that hold the lock; of an rwsem that is wanted for read, also the writers that wait for it; none for a condition
 */
public record Wait(String thread, String at, String waitsFor, List<String> heldBy) {
    /** As a sentence without its full stop. */
    public String told() {
        return thread + " waits in " + at + " for " + waitsFor
                + (heldBy.isEmpty() ? "" : ", held by " + String.join(" and ", heldBy));
    }
}
