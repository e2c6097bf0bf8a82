package io.luoledger.stats;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.store.SparseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Distribution of times, as a DDSketch: quantiles are right to within one percent, whatever the order in which times were
 * added and sketches merged; the same times give the same bytes. Immutable. Unit: microseconds.
 */
public final class Blackouts {
    private static final double RELATIVE_ERROR = 0.01;

    public static final Blackouts NONE = new Blackouts(DDSketches.sparse(RELATIVE_ERROR), 0, 0);

    private final DDSketch sketch;
    private final long count;
    private final long maxMicros;

    /** @param sketch not to be changed any more */
    Blackouts(DDSketch sketch, long count, long maxMicros) {
        this.sketch = sketch;
        this.count = count;
        this.maxMicros = maxMicros;
    }

    /** Not to be changed. */
    DDSketch sketch() {
        return sketch;
    }

    Blackouts merge(Blackouts other) {
        if (count == 0 || other.count == 0) {
            return count == 0 ? other : this;
        }
        DDSketch both = sketch.copy();
        both.mergeWith(other.sketch);
        return new Blackouts(both, count + other.count, Math.max(maxMicros, other.maxMicros));
    }

    /** How many times there are. */
    public long count() {
        return count;
    }

    /**
     * The time that this share of all don't exceed, by nearest rank: the least of the times that so many are not above; 0
     * when there are none.
     *
     * @param share from 0 to 1
     */
    public long quantileMicros(double share) {
        long index = index(share);
        if (isMaximum(share)) {
            return maxMicros;
        }
        // in the middle of its rank, which the sketch counts from 0 to 1, and so on no edge
        return Math.min(maxMicros, Math.round(sketch.getValueAtQuantile((index + 0.5) / (count - 1))));
    }

    /** Whether this share is so close to all, or there are so few, that it takes the longest of them. */
    public boolean isMaximum(double share) {
        return index(share) >= count - 1;
    }

    /** From 0. */
    private long index(double share) {
        return Math.max(0, (long) Math.ceil(share * count) - 1);
    }

    public long maxMicros() {
        return maxMicros;
    }

    /** How many of the times are zero. */
    public long zeros() {
        return count - bins().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The other times: how many there are of each bin of the sketch, by its index. */
    public SortedMap<Integer, Long> bins() {
        SortedMap<Integer, Long> bins = new TreeMap<>();
        sketch.getPositiveValueStore()
                .getAscendingIterator()
                .forEachRemaining(bin -> bins.put(bin.getIndex(), Math.round(bin.getCount())));
        return bins;
    }

    /**
     * What these parts were taken of.
     *
     * @param maxMicros 0 when there are no times
     */
    public static Blackouts of(long maxMicros, long zeros, SortedMap<Integer, Long> bins) {
        Store store = new SparseStore();
        bins.forEach((index, times) -> store.add(index, (double) times));
        return new Blackouts(
                DDSketch.of(NONE.sketch.getIndexMapping(), new SparseStore(), store, (double) zeros),
                zeros + bins.values().stream().mapToLong(Long::longValue).sum(),
                maxMicros);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blackouts that
                && maxMicros == that.maxMicros
                && count == that.count
                && bins().equals(that.bins());
    }

    @Override
    public int hashCode() {
        return Objects.hash(count, maxMicros);
    }

    @Override
    public String toString() {
        return count + " up to " + maxMicros;
    }
}
