package io.luoledger.experiment.bdf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchy with bus numbers of its own.
 *
 * @param segment its number, or null where each kernel picks one
 */
record Root(@Nullable Integer segment, int firstBus, int lastBus, List<Part> parts) {
    Root {
        parts = List.copyOf(parts);
    }

    Root with(List<Part> others) {
        return new Root(segment, firstBus, lastBus, others);
    }
}
