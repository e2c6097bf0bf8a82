package io.luoledger.core;

import io.luoledger.event.Moment;
import org.jspecify.annotations.Nullable;

/**
 * How far the checks of one live update are that look at it as a whole.
 *
 * @param lastKind kind of the file that was preserved last: an FLB is preserved with the first file that depends on it
 * @param incomingSequence the incoming kernel's first event, 0 before it was seen
 * @param incomingAt when that was
 * @param overdueTold whether it was said that it stays unfinished for too long
 * @param settledTold whether its final outcome went out
 */
public record Progress(
        @Nullable String lastKind, long incomingSequence, Moment incomingAt, boolean overdueTold, boolean settledTold) {
    static final Progress NONE = new Progress(null, 0, Moment.UNKNOWN, false, false);

    Progress preserved(String kind) {
        return kind.equals(lastKind)
                ? this
                : new Progress(kind, incomingSequence, incomingAt, overdueTold, settledTold);
    }

    Progress booted(long sequence, Moment at) {
        return new Progress(lastKind, sequence, at, overdueTold, settledTold);
    }

    Progress toldOverdue() {
        return new Progress(lastKind, incomingSequence, incomingAt, true, settledTold);
    }

    Progress toldSettled() {
        return new Progress(lastKind, incomingSequence, incomingAt, overdueTold, true);
    }

    /** Time from the incoming kernel's first event to this moment of the same boot, null when no clock tells. Unit: microseconds. */
    @Nullable
    Long sinceBootMicros(Moment now) {
        if (incomingAt.monotonicNanos() != null && now.monotonicNanos() != null) {
            return (now.monotonicNanos() - incomingAt.monotonicNanos()) / 1000;
        }
        return incomingAt.wallMicros() != null && now.wallMicros() != null
                ? Long.valueOf(now.wallMicros() - incomingAt.wallMicros())
                : null;
    }

    void write(StateWriter out) {
        out.maybe(lastKind)
                .number(incomingSequence)
                .maybe(incomingAt.monotonicNanos())
                .maybe(incomingAt.wallMicros())
                .flag(overdueTold)
                .flag(settledTold);
    }

    static Progress read(StateReader in) {
        return new Progress(
                in.maybeText(), in.number(), new Moment(in.maybeNumber(), in.maybeNumber()), in.flag(), in.flag());
    }
}
