package io.luoledger.core;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One live update: the outgoing half of one boot and the incoming half of the next.
 *
 * @param number the incoming kernel's live-update number
 * @param fromKernel release of the outgoing kernel, as far as the log tells
 * @param toKernel release of the incoming kernel, null before it was seen
 * @param outgoingSeen whether the outgoing half is in the log, or the incoming kernel said how much it received: only
 *     then is it known when everything is settled
 * @param consequence what a refusal or a death meant, in the words of the ABI verdict
 * @param attempts how often a hand-over was begun
 * @param preserve preserves of what was handed over
 * @param freeze from the reboot call to the last freeze; without an end as long as none was seen
 * @param incomingWall wall time of the next kernel's first event. Unit: microseconds
 * @param retrieve files that came back
 * @param finish files that were finished
 * @param kinds what it holds, by kind of file
 * @param pending whether something changed that no summary told yet
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableWither = false)
public record UpdateState(
        String host,
        long generation,
        long number,
        String fromKernel,
        @Nullable String toKernel,
        Stage stage,
        boolean outgoingSeen,
        @Nullable String consequence,
        long attempts,
        Tally tally,
        Span preserve,
        Span freeze,
        @Nullable Long incomingWall,
        Span retrieve,
        Span finish,
        Kinds kinds,
        Progress progress,
        boolean pending,
        long lastSequence)
        implements Entity {
    /** How far it is, in a word: what stands in views and where states are kept. {@link UpdateDraft.Life} has the steps. */
    public enum Stage {
        /** The outgoing kernel holds files. */
        PREPARING,
        /** The reboot was called. */
        HANDED_OVER,
        /** The reboot call came back. */
        ABORTED,
        /** The incoming kernel runs. */
        INCOMING,
        /** The incoming kernel refused it. */
        REFUSED,
        /** The incoming kernel doesn't have it. */
        LOST,
        /** The incoming kernel is gone, too. */
        SETTLED
    }

    static UpdateState preparing(String host, long generation, long number, String fromKernel) {
        return preparing(host, generation, number, fromKernel, true);
    }

    static UpdateState preparing(String host, long generation, long number, String fromKernel, boolean outgoingSeen) {
        return new UpdateState(
                host,
                generation,
                number,
                fromKernel,
                null,
                Stage.PREPARING,
                outgoingSeen,
                null,
                0,
                Tally.NONE,
                Span.NONE,
                Span.NONE,
                null,
                Span.NONE,
                Span.NONE,
                Kinds.NONE,
                Progress.NONE,
                false,
                0);
    }

    /** Whether it is a live update at all yet: somebody called for it. */
    public boolean begun() {
        return stage != Stage.PREPARING;
    }

    public Outcome outcome() {
        return switch (stage) {
            case PREPARING, HANDED_OVER -> Outcome.UNFINISHED;
            case ABORTED -> Outcome.ABORTED;
            case REFUSED -> Outcome.REFUSED;
            case LOST -> Outcome.LOST;
            case INCOMING -> outgoingSeen && tally.settled() ? settledOutcome() : Outcome.UNFINISHED;
            // what isn't settled may be so where the source has nothing
            case SETTLED ->
                progress.gap() && !(outgoingSeen && tally.settled()) ? Outcome.UNFINISHED : settledOutcome();
        };
    }

    /**
     * Whether the outcome stays as it is.
     *
     * @param ordinal of the boot that runs: an aborted hand-over may be tried again until the next one
     */
    boolean isFinal(long ordinal) {
        return switch (stage) {
            case PREPARING, HANDED_OVER -> false;
            case ABORTED -> generation <= ordinal;
            case INCOMING -> outcome() != Outcome.UNFINISHED;
            case REFUSED, LOST, SETTLED -> true;
        };
    }

    private Outcome settledOutcome() {
        if (tally.whole()) {
            return Outcome.COMPLETED;
        }
        return tally.anything() ? Outcome.PARTIAL : Outcome.LOST;
    }

    /** How long its phases took, as far as the clocks tell. */
    public Phases phases() {
        return Phases.of(this);
    }

    /** Files that were handed over, and that no kind counts: the source never told them one by one. */
    public Kinds.Kind unnamed() {
        return kinds.rest(tally);
    }

    /** Whether more may have been handed over than is known: the source has a gap and the incoming kernel said no count. */
    public boolean countsAreLowerBound() {
        return progress.outgoingGap() != null && !outgoingSeen;
    }

    boolean hasConsequence(String word) {
        return consequence != null && Arrays.asList(consequence.split("\\+")).contains(word);
    }

    @Override
    public EntityKind kind() {
        return EntityKind.UPDATE;
    }

    @Override
    public EntityKey key() {
        return key(host, generation);
    }

    public static EntityKey key(String host, long generation) {
        return EntityKey.of(EntityKind.UPDATE, host, generation);
    }
}
