package io.luoledger.core;

import io.luoledger.event.Moment;
import io.soabase.recordbuilder.core.RecordBuilder;
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
 * @param outgoingGap event that told of the last gap in the outgoing kernel's source, null when there was none
 * @param incomingGap the same of the incoming kernel's source
 * @param freezeCut whether the source ends inside the reboot, so that what was frozen last isn't in it
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableWither = false)
public record Progress(
        @Nullable Announcement announced,
        @Nullable String lastKind,
        long incomingSequence,
        Moment incomingAt,
        boolean overdueTold,
        boolean settledTold,
        @Nullable Long outgoingGap,
        @Nullable Long incomingGap,
        boolean freezeCut) {
    static final Progress NONE = new Progress(null, null, 0, Moment.UNKNOWN, false, false, null, null, false);

    /**
     * What the host's operator said: the latest word counts.
     *
     * @param kernel release of the kernel to boot next
     * @param plan name of the roll-out that says so, null when there is none
     * @param sequence of the event
     */
    public record Announcement(String kernel, @Nullable String plan, long sequence) {}

    /** Whether the source doesn't show everything of either half. */
    public boolean gap() {
        return outgoingGap != null || incomingGap != null;
    }

    /** Whether the source has a gap behind that event: what it doesn't show from there on may have happened all the same. */
    public boolean gapBehind(long sequence) {
        return gapBehind(outgoingGap, incomingGap, sequence);
    }

    static boolean gapBehind(@Nullable Long outgoingGap, @Nullable Long incomingGap, long sequence) {
        return (outgoingGap != null && outgoingGap > sequence) || (incomingGap != null && incomingGap > sequence);
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
}
