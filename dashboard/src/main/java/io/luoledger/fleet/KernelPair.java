package io.luoledger.fleet;

import io.luoledger.avro.UpdateView;
import io.luoledger.event.Boot;
import io.luoledger.stats.StatsKey;
import java.util.Comparator;

/** Two kernels, as statistics name them: {@code unknown} where nobody knows. */
public record KernelPair(String from, String to) implements Comparable<KernelPair> {
    private static final Comparator<KernelPair> ORDER =
            Comparator.comparing(KernelPair::from).thenComparing(KernelPair::to);

    static KernelPair of(UpdateView update) {
        String to = update.getToKernel();
        return new KernelPair(update.getFromKernel(), to == null ? Boot.UNKNOWN_KERNEL : to);
    }

    static KernelPair of(StatsKey key) {
        return new KernelPair(key.fromKernel(), key.toKernel());
    }

    @Override
    public int compareTo(KernelPair other) {
        return ORDER.compare(this, other);
    }
}
