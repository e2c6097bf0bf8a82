package io.luoledger.core;

import io.luoledger.event.Moment;
import org.jspecify.annotations.Nullable;

/**
 * When a file went through its hand-over; null for what didn't happen, or wasn't seen. A moment that no clock tells is
 * {@link Moment#UNKNOWN}.
 *
 * @param frozen by the outgoing kernel's clock
 * @param retrieved when it came back first, by the incoming kernel's clock
 * @param finished likewise
 */
public record FileTimes(
        @Nullable Moment frozen,
        @Nullable Moment retrieved,
        @Nullable Moment finished) {
    static final FileTimes NONE = new FileTimes(null, null, null);

    FileTimes frozenAt(Moment at) {
        return new FileTimes(at, null, null);
    }

    FileTimes retrievedAt(Moment at) {
        return retrieved == null ? new FileTimes(frozen, at, finished) : this;
    }

    FileTimes finishedAt(Moment at) {
        return new FileTimes(frozen, retrieved, at);
    }
}
