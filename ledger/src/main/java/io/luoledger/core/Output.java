package io.luoledger.core;

import io.luoledger.abi.plan.Holdings;
import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import org.jspecify.annotations.Nullable;

/** What the application of one event came to. */
public sealed interface Output {
    /** A settled entity left the state. */
    record EntityForgotten(Entity last) implements Output {}

    /**
     * A check has something to say.
     *
     * @param fromKernel of the live update that it is about, {@code unknown} when that isn't known; likewise toKernel
     * @param atWallMicros wall time of the event that showed it, or the latest one known; null when there is none
     */
    record FindingRaised(
            Finding finding,
            String fromKernel,
            String toKernel,
            @Nullable Long atWallMicros) implements Output {
        FindingRaised at(BootMoment when) {
            return new FindingRaised(finding.at(when), fromKernel, toKernel, atWallMicros);
        }
    }

    /**
     * A live update's summary; the last one of an update counts.
     *
     * @param at when it was, see {@link HostState#when}
     */
    record UpdateChanged(UpdateState update, @Nullable BootMoment at) implements Output {}

    /** Why it is time to ask whether the next kernel can take what a host holds. */
    enum Occasion {
        /** Somebody said which kernel is next. */
        ANNOUNCED,
        /** There is more of it, in kind. */
        PRESERVED,
        /** The hand-over has begun. */
        HANDOVER
    }

    /**
     * What a host holds preserved has changed in kind, is about to be handed over, or the kernel that is to take it was
     * announced.
     *
     * @param announced release of the kernel that is to take it; null when nobody said
     * @param number of the live update that would hand it over
     * @param sequence of the event
     * @param at when the event was
     * @param atWallMicros wall time of the event, or the latest one known; null when there is none
     */
    record HoldingsChanged(
            Holdings holdings,
            @Nullable String announced,
            long number,
            Occasion occasion,
            long sequence,
            BootMoment at,
            @Nullable Long atWallMicros)
            implements Output {}

    /**
     * A consequence showed when the outcome was final already: a warning at the last finish, a kernel that died later.
     *
     * @param consequenceBefore what was known when it was last said, null when that was none
     * @param update as it is now
     * @param handedOver what it handed over
     * @param at when the event was that showed it
     * @param atWallMicros wall time of the event that showed it, or the latest one known; null when there is none
     */
    record ConsequenceShown(
            @Nullable String consequenceBefore,
            UpdateState update,
            Holdings handedOver,
            BootMoment at,
            @Nullable Long atWallMicros)
            implements Output {}

    /**
     * The outcome of a live update is final: said once of each.
     *
     * @param handedOver what it handed over
     * @param at when the event was that settled it
     * @param atWallMicros wall time of the event that settled it, or the latest one known; null when there is none
     */
    record UpdateSettled(
            UpdateState update,
            Holdings handedOver,
            BootMoment at,
            @Nullable Long atWallMicros) implements Output {}
}
