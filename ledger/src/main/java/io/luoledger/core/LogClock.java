package io.luoledger.core;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import org.jspecify.annotations.Nullable;

/**
 * The latest times that a host's log tells: a boot's monotonic clock and wall time never go back.
 *
 * @param boot id of the boot whose clock it is
 * @param at the latest moment, by each clock that is known
 * @param told whether it was said of this boot that a clock went back
 */
public record LogClock(String boot, Moment at, boolean told) {
    /** A trace's clock is each CPU's own: they differ by so much. */
    private static final long TOLERANCE_NANOS = 1_000_000;

    static final LogClock NONE = new LogClock("", Moment.UNKNOWN, false);

    /** The clock behind this event. */
    LogClock after(LiveUpdateEvent event, boolean newTold) {
        boolean same = event.boot().id().equals(boot);
        return new LogClock(event.boot().id(), latest(event.at(), same), (same && told) || newTold);
    }

    private Moment latest(Moment now, boolean sameBoot) {
        Long nanos = now.monotonicNanos();
        Long wall = now.wallMicros();
        return nanos != null && wall != null
                ? now
                : new Moment(
                        nanos != null || !sameBoot ? nanos : at.monotonicNanos(),
                        wall != null ? wall : at.wallMicros());
    }

    /** How far this event lies behind the one before it, in words; null when it doesn't, or when it was told already. */
    @Nullable
    String wentBack(LiveUpdateEvent event) {
        boolean same = event.boot().id().equals(boot);
        if (same && told) {
            return null;
        }
        long nanos = same ? behind(at.monotonicNanos(), event.at().monotonicNanos(), TOLERANCE_NANOS) : 0;
        if (nanos > 0) {
            return nanos / 1000 + " microseconds back by the monotonic clock";
        }
        long wall = behind(at.wallMicros(), event.at().wallMicros(), TOLERANCE_NANOS / 1000);
        return wall > 0 ? wall + " microseconds back by the wall clock" : null;
    }

    private static long behind(@Nullable Long before, @Nullable Long now, long tolerance) {
        return before == null || now == null || before - now < tolerance ? 0 : before - now;
    }
}
