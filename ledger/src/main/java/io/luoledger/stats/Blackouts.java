package io.luoledger.stats;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.store.Bin;
import com.datadoghq.sketch.ddsketch.store.SparseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import io.luoledger.core.StateReader;
import io.luoledger.core.StateWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Distribution of times, as a DDSketch: quantiles are right to within one percent, whatever the order in which times were
 * added and sketches merged; the same times give the same bytes. Immutable. Unit: microseconds.
 */
public final class Blackouts {
    private static final double RELATIVE_ERROR = 0.01;

    static final Blackouts NONE = new Blackouts(DDSketches.sparse(RELATIVE_ERROR), 0);

    private final DDSketch sketch;
    private final long maxMicros;

    private Blackouts(DDSketch sketch, long maxMicros) {
        this.sketch = sketch;
        this.maxMicros = maxMicros;
    }

    /** With one time more; one below zero (of clocks that were set) counts as zero. */
    Blackouts plus(long micros) {
        DDSketch more = sketch.copy();
        more.accept((double) Math.max(0, micros));
        return new Blackouts(more, Math.max(maxMicros, micros));
    }

    Blackouts merge(Blackouts other) {
        DDSketch both = sketch.copy();
        both.mergeWith(other.sketch);
        return new Blackouts(both, Math.max(maxMicros, other.maxMicros));
    }

    /** How many times there are. */
    public long count() {
        return Math.round(sketch.getCount());
    }

    /**
     * The time that this share of all don't exceed, 0 when there are none.
     *
     * @param share from 0 to 1
     */
    public long quantileMicros(double share) {
        return sketch.isEmpty() ? 0 : Math.min(maxMicros, Math.round(sketch.getValueAtQuantile(share)));
    }

    public long maxMicros() {
        return maxMicros;
    }

    void write(StateWriter out) {
        List<Bin> bins = bins();
        long zeros = count()
                - bins.stream().mapToLong(bin -> Math.round(bin.getCount())).sum();
        out.number(maxMicros).number(zeros).number(bins.size());
        for (Bin bin : bins) {
            out.number(bin.getIndex()).number(Math.round(bin.getCount()));
        }
    }

    static Blackouts read(StateReader in) {
        long max = in.number();
        long zeros = in.number();
        Store store = new SparseStore();
        for (long i = in.number(); i > 0; i--) {
            store.add((int) in.number(), (double) in.number());
        }
        return new Blackouts(DDSketch.of(NONE.sketch.getIndexMapping(), new SparseStore(), store, (double) zeros), max);
    }

    private List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        Iterator<Bin> ascending = sketch.getPositiveValueStore().getAscendingIterator();
        ascending.forEachRemaining(bins::add);
        return bins;
    }

    private byte[] bytes() {
        StateWriter out = new StateWriter();
        write(out);
        return out.toBytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blackouts that && java.util.Arrays.equals(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return Objects.hash(count(), maxMicros);
    }

    @Override
    public String toString() {
        return count() + " up to " + maxMicros;
    }
}
