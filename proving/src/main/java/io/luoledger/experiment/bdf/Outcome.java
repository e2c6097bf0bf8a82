package io.luoledger.experiment.bdf;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of one run.
 *
 * @param preserved how many functions were preserved; 0 where one that should be couldn't: the run shows nothing
 * @param broken what didn't hold for one of them at least
 * @param newNumbers of a bridge that was plugged in, or null
 * @param before the host as the first kernel knew it when it had preserved; empty unless asked for
 * @param after as the next kernel knows it
 */
record Outcome(
        int preserved,
        Set<Invariant> broken,
        @Nullable NewNumbers newNumbers,
        List<String> before,
        List<String> after) {
    Outcome {
        broken = Set.copyOf(broken);
    }
}
