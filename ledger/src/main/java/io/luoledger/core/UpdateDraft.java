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
                update().state.stage(UpdateState.Stage.ABORTED);
            }

            /** The next kernel came up. */
            default Incoming received(String kernel, long sequence, Moment at) {
                UpdateDraft update = update();
                update.state.stage(UpdateState.Stage.INCOMING).toKernel(kernel).incomingWall(at.wallMicros());
                update.progress.incomingSequence(sequence).incomingAt(at);
                return new Incoming(update);
            }
        }

        /** The reboot was called. */
        sealed interface Begun extends Outgoing permits HandedOver, Aborted {
            /** The next kernel isn't in the log. */
            default void lost() {
                update().state.stage(UpdateState.Stage.LOST);
            }
        }

        /** What a kernel that came up may turn out not to reach, whatever was thought of it. */
        sealed interface Reachable extends Life permits Preparing, Aborted, Incoming, Lost, Settled {
            default void refused() {
                update().state.stage(UpdateState.Stage.REFUSED);
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
                update.state.stage(UpdateState.Stage.LOST);
            }

            /** It is gone, too. */
            void settled() {
                update.state.stage(UpdateState.Stage.SETTLED);
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
    private final UpdateStateBuilder state;
    private final ProgressBuilder progress;
    private @Nullable UpdateState now;

    UpdateDraft(UpdateState state) {
        before = state;
        now = state;
        this.state = UpdateStateBuilder.builder(state);
        progress = ProgressBuilder.builder(state.progress());
    }

    /** As it was before the event; as it began, when it is new. */
    UpdateState before() {
        return before;
    }

    UpdateState now() {
        UpdateState known = now;
        if (known == null) {
            Progress made = progress.build();
            known = state.progress(made.equals(before.progress()) ? before.progress() : made)
                    .build();
            now = known;
        }
        return known;
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
        return progress.outgoingGap() != null || progress.incomingGap() != null;
    }

    boolean gapBehind(long sequence) {
        return Progress.gapBehind(progress.outgoingGap(), progress.incomingGap(), sequence);
    }

    Tally tally() {
        return state.tally();
    }

    // ---- how far it is ----

    Life life() {
        return switch (state.stage()) {
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
            throw new IllegalStateException("live update " + number() + " (generation " + generation() + ") is "
                    + state.stage() + ", expected " + expected.getSimpleName());
        }
        return expected.cast(life);
    }

    /** The reboot was called: what an earlier call froze counts no more. */
    private void attempt(UpdateState.Stage next, Moment at) {
        state.stage(next).preserve(Span.NONE).freeze(Span.from(at)).attempts(state.attempts() + 1);
    }

    void outgoingSeen(boolean seen) {
        state.outgoingSeen(seen);
    }

    /** With one consequence more; several stand in alphabetical order, joined by "+". */
    void consequence(String more) {
        consequence(more, more);
    }

    /** With one consequence in the place of another, which it may not have. */
    void consequence(String more, String insteadOf) {
        TreeSet<String> all = new TreeSet<>();
        String known = state.consequence();
        if (known != null) {
            all.addAll(Arrays.asList(known.split("\\+")));
        }
        all.remove(insteadOf);
        all.add(more);
        state.consequence(String.join("+", all));
    }

    // ---- what it holds ----

    void tally(Tally counted) {
        state.tally(counted);
    }

    /** So many files more of this one's kind. */
    void held(FileState file, long more) {
        state.kinds(state.kinds().held(file, more));
    }

    /** A file turned out to be of another kind than was known. */
    void renamed(FileState before, FileState after) {
        state.kinds(state.kinds().renamed(before, after));
    }

    void moved(FileState before, FileState after) {
        state.kinds(state.kinds().moved(before, after));
    }

    /** A file that depends on an FLB may be the first of its kind. */
    void preserved(String kind) {
        progress.lastKind(kind);
    }

    // ---- when ----

    void preservedAt(Moment at) {
        state.preserve(state.preserve().plus(at));
    }

    void frozeAt(Moment at) {
        state.freeze(state.freeze().plus(at));
    }

    void retrievedAt(Moment at) {
        state.retrieve(state.retrieve().plus(at));
    }

    void finishedAt(Moment at) {
        state.finish(state.finish().plus(at));
    }

    // ---- what is known, and what was said ----

    void announced(Progress.Announcement latest) {
        progress.announced(latest);
    }

    void outgoingGap(long sequence) {
        progress.outgoingGap(sequence);
    }

    void incomingGap(long sequence) {
        progress.incomingGap(sequence);
    }

    void cutInFreeze() {
        progress.freezeCut(true);
    }

    void toldOverdue() {
        progress.overdueTold(true);
    }

    void toldSettled() {
        progress.settledTold(true);
    }

    /** @param more whether something changed that no summary told yet */
    void summarised(boolean more, long sequence) {
        state.pending(more).lastSequence(sequence);
    }
}
