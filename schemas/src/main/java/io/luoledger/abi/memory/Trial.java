package io.luoledger.abi.memory;

import io.luoledger.abi.Consequence;
import io.luoledger.abi.memory.SampleState.Sample;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tries out what a difference of layouts does: a small state is written by one and read by the other. */
public final class Trial {
    private Trial() {}

    /** Whether these layouts are known well enough to try. */
    public static boolean possible(Layouts from, Layouts to) {
        return from.pageSize() == to.pageSize()
                && from.missing().isEmpty()
                && to.missing().isEmpty();
    }

    /**
     * What happens to what was preserved, with the same strings on both sides.
     *
     * @param flbs names of the FLBs that both kernels have
     * @param handler string of the memfd handler, null when there is none
     */
    public static Set<Consequence> run(Layouts from, Layouts to, List<String> flbs, @Nullable String handler) {
        Set<Consequence> small = run(from, to, SampleState.small(flbs, handler));
        if (!small.isEmpty() || handler == null) {
            return small;
        }
        Set<Consequence> large = run(from, to, SampleState.large(flbs, handler, from.pageSize()));
        return large.isEmpty() ? large : EnumSet.of(Consequence.NONE_FOR_SMALL_FILES);
    }

    private static Set<Consequence> run(Layouts from, Layouts to, Sample sample) {
        Set<String> handlers = sample.handler() == null ? Set.of() : Set.of(sample.handler());
        return IncomingKernel.read(from, to, sample, sample.flbs(), handlers);
    }
}
