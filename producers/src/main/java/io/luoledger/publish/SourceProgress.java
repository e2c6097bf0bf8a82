package io.luoledger.publish;

import io.luoledger.wire.UnreadableInputException;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which events of one source the ledger of a host holds. Later events may overtake earlier ones on the way to the ledger,
 * so the last position alone doesn't tell.
 *
 * <pre>
 *   0 ........ decidedFrom ..... m ..... position
 *   nobody     held              missing  held     not held
 *   can tell
 * </pre>
 */
final class SourceProgress {
    /** How many events may be overtaken at once. */
    static final int MAX_OVERTAKEN = 4096;

    private final TreeSet<Long> missing = new TreeSet<>();
    private long position = -1;
    private long decidedFrom;

    private SourceProgress() {}

    /** Of a source that the ledger holds nothing of. */
    static SourceProgress nothing() {
        return new SourceProgress();
    }

    /** As a head tells it that says what is missing. */
    static SourceProgress published(long position, Collection<Long> missing) {
        SourceProgress progress = new SourceProgress();
        progress.position = position;
        progress.missing.addAll(missing);
        return progress;
    }

    /** As a head tells it that doesn't say what is missing. */
    static SourceProgress undecided(long position) {
        SourceProgress progress = new SourceProgress();
        progress.position = position;
        progress.decidedFrom = position + 1;
        return progress;
    }

    boolean holds(long at) {
        return at <= position && !missing.contains(at);
    }

    /** Whether nobody here can tell if the event is held. */
    boolean isUndecided(long at) {
        return at < decidedFrom;
    }

    /** Nothing that is undecided is missing. */
    void decideHeld() {
        decidedFrom = 0;
    }

    /** Whether it is known which events are missing. */
    boolean isDecided() {
        return decidedFrom == 0;
    }

    long position() {
        return position;
    }

    /** Positions of the events that were overtaken and haven't come yet. */
    SortedSet<Long> missing() {
        return Collections.unmodifiableSortedSet(missing);
    }

    /** How many events are held, if all are that are undecided. */
    long held() {
        return position + 1 - missing.size();
    }

    /** The event at this position has come. */
    void arrived(long at) {
        if (at <= position) {
            missing.remove(at);
            return;
        }
        long gap = at - position - 1;
        if (gap > MAX_OVERTAKEN) {
            throw new UnreadableInputException(
                    "jumps from position " + position + " to " + at + ", expected every position once");
        }
        for (long overtaken = position + 1; overtaken < at; overtaken++) {
            missing.add(overtaken);
        }
        position = at;
    }

    /** The event at this position is what is left of the source in a ledger whose beginning was taken away. */
    void arrivedBehindTheTrimmed(long at) {
        if (at > position + 1) {
            decidedFrom = at;
        }
        position = Math.max(position, at);
    }
}
