package io.luoledger.core;

import io.luoledger.event.Moment;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A live update while one event is applied: changed in place, and a state again when somebody asks for it. Life: made of
 * a state; {@link #change changed}; asked for what it is {@link #now}. Its stage changes by the steps of its {@link Life} alone.
 */
final class UpdateDraft {
    /**
     * Where it is in its life; each stage has the steps that lead on from it, and no others.
     *
     * <pre>
     * PREPARING -> HANDED_OVER -> INCOMING -> SETTLED
     *     |          |    ^        ^   \----> REFUSED, LOST
     *     |          v    |        |
     *     \-------> ABORTED -------/
     * </pre>
     *
     * A log may have gaps: what the next kernel shows counts, whether the reboot was seen or not. Where no next kernel was
     * seen, what was called for is LOST; and REFUSED is whatever the kernel that runs turns out not to reach.
     */
    sealed interface Life {
        UpdateDraft update();

        /** The kernel that prepares it runs, or ran last. */
        sealed interface Outgoing extends Life permits Preparing, Begun {
            default void handedOver(Moment at) {
                update().attempt(UpdateState.Stage.HANDED_OVER, at);
            }

            /** The reboot call was refused. */
            default void notHandedOver(Moment at) {
                update().attempt(UpdateState.Stage.ABORTED, at);
            }

            /** The reboot call came back. */
            default void aborted() {
                update().stage = UpdateState.Stage.ABORTED;
            }

            /** The next kernel came up. */
            default Incoming received(String kernel, long sequence, Moment at) {
                UpdateDraft update = update();
                update.stage = UpdateState.Stage.INCOMING;
                update.toKernel = kernel;
                update.incomingWall = at.wallMicros();
                update.incomingSequence = sequence;
                update.incomingAt = at;
                return new Incoming(update);
            }
        }

        /** The reboot was called. */
        sealed interface Begun extends Outgoing permits HandedOver, Aborted {
            /** The next kernel isn't in the log. */
            default void lost() {
                update().stage = UpdateState.Stage.LOST;
            }
        }

        /** What a kernel that came up may turn out not to reach, whatever was thought of it. */
        sealed interface Reachable extends Life permits Preparing, Aborted, Incoming, Lost, Settled {
            default void refused() {
                update().stage = UpdateState.Stage.REFUSED;
            }
        }

        /** The outgoing kernel holds files. */
        record Preparing(UpdateDraft update) implements Outgoing, Reachable {}

        /** The reboot was called, and goes on as far as is known. */
        record HandedOver(UpdateDraft update) implements Begun {}

        /** The reboot call came back. */
        record Aborted(UpdateDraft update) implements Begun, Reachable {}

        /** The incoming kernel runs. */
        record Incoming(UpdateDraft update) implements Reachable {
            /** It doesn't have what was handed over. */
            void lost() {
                update.stage = UpdateState.Stage.LOST;
            }

            /** It is gone, too. */
            void settled() {
                update.stage = UpdateState.Stage.SETTLED;
            }
        }

        /** The incoming kernel refused it: nothing follows. */
        record Refused(UpdateDraft update) implements Life {}

        /** The incoming kernel doesn't have it. */
        record Lost(UpdateDraft update) implements Reachable {}

        /** The incoming kernel is gone. */
        record Settled(UpdateDraft update) implements Reachable {}
    }

    private final UpdateState before;
    private @Nullable UpdateState now;

    private @Nullable String toKernel;
    private UpdateState.Stage stage;
    private boolean outgoingSeen;
    private @Nullable String consequence;
    private long attempts;
    private Tally tally;
    private Span preserve;
    private Span freeze;
    private @Nullable Long incomingWall;
    private Span retrieve;
    private Span finish;
    private Kinds kinds;
    private Progress.@Nullable Announcement announced;
    private @Nullable String lastKind;
    private long incomingSequence;
    private Moment incomingAt;
    private boolean overdueTold;
    private boolean settledTold;
    private @Nullable Long outgoingGap;
    private @Nullable Long incomingGap;
    private boolean freezeCut;
    private boolean pending;
    private long lastSequence;

    UpdateDraft(UpdateState state) {
        before = state;
        now = state;
        toKernel = state.toKernel();
        stage = state.stage();
        outgoingSeen = state.outgoingSeen();
        consequence = state.consequence();
        attempts = state.attempts();
        tally = state.tally();
        preserve = state.preserve();
        freeze = state.freeze();
        incomingWall = state.incomingWall();
        retrieve = state.retrieve();
        finish = state.finish();
        kinds = state.kinds();
        Progress progress = state.progress();
        announced = progress.announced();
        lastKind = progress.lastKind();
        incomingSequence = progress.incomingSequence();
        incomingAt = progress.incomingAt();
        overdueTold = progress.overdueTold();
        settledTold = progress.settledTold();
        outgoingGap = progress.outgoingGap();
        incomingGap = progress.incomingGap();
        freezeCut = progress.freezeCut();
        pending = state.pending();
        lastSequence = state.lastSequence();
    }

    /** As it was before the event; as it began, when it is new. */
    UpdateState before() {
        return before;
    }

    UpdateState now() {
        UpdateState known = now;
        if (known == null) {
            known = new UpdateState(
                    before.host(),
                    before.generation(),
                    before.number(),
                    before.fromKernel(),
                    toKernel,
                    stage,
                    outgoingSeen,
                    consequence,
                    attempts,
                    tally,
                    preserve,
                    freeze,
                    incomingWall,
                    retrieve,
                    finish,
                    kinds,
                    progress(),
                    pending,
                    lastSequence);
            now = known;
        }
        return known;
    }

    private Progress progress() {
        Progress progress = new Progress(
                announced,
                lastKind,
                incomingSequence,
                incomingAt,
                overdueTold,
                settledTold,
                outgoingGap,
                incomingGap,
                freezeCut);
        return progress.equals(before.progress()) ? before.progress() : progress;
    }

    void change(Consumer<UpdateDraft> how) {
        now = null;
        how.accept(this);
    }

    long generation() {
        return before.generation();
    }

    long number() {
        return before.number();
    }

    boolean gap() {
        return outgoingGap != null || incomingGap != null;
    }

    boolean gapBehind(long sequence) {
        return (outgoingGap != null && outgoingGap > sequence) || (incomingGap != null && incomingGap > sequence);
    }

    Tally tally() {
        return tally;
    }

    // ---- how far it is ----

    Life life() {
        return switch (stage) {
            case PREPARING -> new Life.Preparing(this);
            case HANDED_OVER -> new Life.HandedOver(this);
            case ABORTED -> new Life.Aborted(this);
            case INCOMING -> new Life.Incoming(this);
            case REFUSED -> new Life.Refused(this);
            case LOST -> new Life.Lost(this);
            case SETTLED -> new Life.Settled(this);
        };
    }

    /** Where the order of boots leaves it no other stage; throws IllegalStateException if it is at one all the same. */
    <L extends Life> L at(Class<L> expected) {
        Life life = life();
        if (!expected.isInstance(life)) {
            throw new IllegalStateException("live update " + number() + " (generation " + generation() + ") is " + stage
                    + ", expected " + expected.getSimpleName());
        }
        return expected.cast(life);
    }

    /** The reboot was called: what an earlier call froze counts no more. */
    private void attempt(UpdateState.Stage next, Moment at) {
        stage = next;
        preserve = Span.NONE;
        freeze = Span.from(at);
        attempts++;
    }

    void outgoingSeen(boolean seen) {
        outgoingSeen = seen;
    }

    /** With one consequence more; several stand in alphabetical order, joined by "+". */
    void consequence(String more) {
        consequence(more, more);
    }

    /** With one consequence in the place of another, which it may not have. */
    void consequence(String more, String insteadOf) {
        TreeSet<String> all = new TreeSet<>();
        if (consequence != null) {
            all.addAll(Arrays.asList(consequence.split("\\+")));
        }
        all.remove(insteadOf);
        all.add(more);
        consequence = String.join("+", all);
    }

    // ---- what it holds ----

    void tally(Tally counted) {
        tally = counted;
    }

    /** So many files more of this one's kind. */
    void held(FileState file, long more) {
        kinds = kinds.held(file, more);
    }

    /** A file turned out to be of another kind than was known. */
    void renamed(FileState before, FileState after) {
        kinds = kinds.renamed(before, after);
    }

    void moved(FileState before, FileState after) {
        kinds = kinds.moved(before, after);
    }

    /** A file that depends on an FLB may be the first of its kind. */
    void preserved(String kind) {
        lastKind = kind;
    }

    // ---- when ----

    void preservedAt(Moment at) {
        preserve = preserve.plus(at);
    }

    void frozeAt(Moment at) {
        freeze = freeze.plus(at);
    }

    void retrievedAt(Moment at) {
        retrieve = retrieve.plus(at);
    }

    void finishedAt(Moment at) {
        finish = finish.plus(at);
    }

    // ---- what is known, and what was said ----

    void announced(Progress.Announcement latest) {
        announced = latest;
    }

    void outgoingGap(long sequence) {
        outgoingGap = sequence;
    }

    void incomingGap(long sequence) {
        incomingGap = sequence;
    }

    void cutInFreeze() {
        freezeCut = true;
    }

    void toldOverdue() {
        overdueTold = true;
    }

    void toldSettled() {
        settledTold = true;
    }

    /** @param more whether something changed that no summary told yet */
    void summarised(boolean more, long sequence) {
        pending = more;
        lastSequence = sequence;
    }
}
