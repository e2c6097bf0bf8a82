package io.luoledger.stats;

import com.datadoghq.sketch.ddsketch.DDSketch;

/** {@link Blackouts} while they are counted. Life: begun with what was counted before; added to; read at any time. */
final class BlackoutCount {
    private DDSketch sketch;
    /** Whether somebody else has the sketch, too, so that it must not change. */
    private boolean shared = true;

    private long count;
    private long maxMicros;

    BlackoutCount(Blackouts before) {
        sketch = before.sketch();
        count = before.count();
        maxMicros = before.maxMicros();
    }

    /** One below zero (of clocks that were set) counts as zero. */
    BlackoutCount add(long micros) {
        if (shared) {
            sketch = sketch.copy();
            shared = false;
        }
        sketch.accept((double) Math.max(0, micros));
        count++;
        maxMicros = Math.max(maxMicros, micros);
        return this;
    }

    Blackouts blackouts() {
        shared = true;
        return new Blackouts(sketch, count, maxMicros);
    }
}
