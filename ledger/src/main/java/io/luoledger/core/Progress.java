package io.luoledger.core;

import io.luoledger.event.Moment;
import org.jspecify.annotations.Nullable;

/**
 * How far the checks of one live update are that look at it as a whole.
 *
 * @param announced which kernel is to take it over, null when nobody said
 * @param lastKind kind of the file that was preserved last: an FLB is preserved with the first file that depends on it
 * @param incomingSequence the incoming kernel's first event, 0 before it was seen
 * @param incomingAt when that was
 * @param overdueTold whether it was said that it stays unfinished for too long
 * @param settledTold whether its final outcome went out
 */
public record Progress(
        @Nullable Announcement announced,
        @Nullable String lastKind,
        long incomingSequence,
        Moment incomingAt,
        boolean overdueTold,
        boolean settledTold) {
    static final Progress NONE = new Progress(null, null, 0, Moment.UNKNOWN, false, false);

    /**
     * What the host's operator said: the latest word counts.
     *
     * @param kernel release of the kernel to boot next
     * @param plan name of the roll-out that says so, null when there is none
     * @param sequence of the event
     */
    public record Announcement(String kernel, @Nullable String plan, long sequence) {}

    Progress announced(Announcement latest) {
        return new Progress(latest, lastKind, incomingSequence, incomingAt, overdueTold, settledTold);
    }

    Progress preserved(String kind) {
        return kind.equals(lastKind)
                ? this
                : new Progress(announced, kind, incomingSequence, incomingAt, overdueTold, settledTold);
    }

    Progress booted(long sequence, Moment at) {
        return new Progress(announced, lastKind, sequence, at, overdueTold, settledTold);
    }

    Progress toldOverdue() {
        return new Progress(announced, lastKind, incomingSequence, incomingAt, true, settledTold);
    }

    Progress toldSettled() {
        return new Progress(announced, lastKind, incomingSequence, incomingAt, overdueTold, true);
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
        out.flag(announced != null);
        if (announced != null) {
            out.text(announced.kernel()).maybe(announced.plan()).number(announced.sequence());
        }
        out.maybe(lastKind)
                .number(incomingSequence)
                .maybe(incomingAt.monotonicNanos())
                .maybe(incomingAt.wallMicros())
                .flag(overdueTold)
                .flag(settledTold);
    }

    static Progress read(StateReader in) {
        Announcement announced = in.flag() ? new Announcement(in.text(), in.maybeText(), in.number()) : null;
        return new Progress(
                announced,
                in.maybeText(),
                in.number(),
                new Moment(in.maybeNumber(), in.maybeNumber()),
                in.flag(),
                in.flag());
    }
}
