package io.luoledger.proof;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.wire.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * One host's chain as its events come in. What is wrong is often known only with a later event: a hole may be filled
 * out of place, a strange number may be a copy or an altered event. So the first flaw is held as a suspicion:
 *
 * <pre>
 *   expected e, found q &gt; e:  next is q+1 -> e MISSING;  next is e+1 -> e ALTERED;  e comes at any time -> q SWAPPED
 *   expected e, found s &lt; e:  next is e   -> s DOUBLED;  next is e+1 -> e ALTERED;  e comes at any time -> s SWAPPED
 *   expected e, found e, but its chain doesn't continue e-1's -> e ALTERED
 * </pre>
 *
 * Behind its first flaw a host isn't judged any more: one wrong event makes many.
 */
final class HostChain {
    private static final long NOTHING = -1;

    private final String host;
    private long first = NOTHING;
    private long next;
    private ChainHash chain = ChainHash.GENESIS;
    private long origin;

    private int source;
    /** In a source that begins before the last one ended: what has to be met again there. */
    private @Nullable Overlap overlap;

    private @Nullable Suspicion suspicion;

    private record Overlap(long next, ChainHash chain) {}

    /** Found instead of expected, and what became of it. */
    private record Suspicion(long expected, long found, Flaw flaw, boolean settled) {}

    HostChain(String host) {
        this.host = host;
    }

    /**
     * Takes the next event.
     *
     * @param anchor what a receipt says of the event before, null when none does; asked for the first event only
     */
    void accept(RecordedEvent recorded, LogPosition place, int ofSource, @Nullable ChainHash anchor) {
        LiveUpdateEvent event = recorded.event();
        if (suspicion != null) {
            reconsider(event.sequence());
            return;
        }
        if (first == NOTHING) {
            begin(recorded, place, anchor);
            source = ofSource;
            return;
        }
        if (source != ofSource) {
            enter(recorded, place, ofSource);
            return;
        }
        if (event.sequence() != next) {
            strange(event, place);
            return;
        }
        if (!recorded.chainAfter(chain).equals(event.chain())) {
            broken(event.sequence(), place);
            return;
        }
        advance(event, place);
    }

    /** Whether a source before this one has this event: what a source itself says twice is a flaw. */
    boolean holds(long sequence, int ofSource) {
        if (suspicion != null) {
            return false;
        }
        if (ofSource == source) {
            return overlap != null && sequence < overlap.next();
        }
        return sequence >= first && sequence < (overlap == null ? next : overlap.next());
    }

    private void begin(RecordedEvent recorded, LogPosition place, @Nullable ChainHash anchor) {
        LiveUpdateEvent event = recorded.event();
        first = event.sequence();
        ChainHash before = first == 0 ? ChainHash.GENESIS : anchor;
        if (before != null && !recorded.chainAfter(before).equals(event.chain())) {
            suspect(
                    first,
                    first,
                    new Flaw(
                            Flaw.Kind.ALTERED,
                            host,
                            first,
                            place,
                            first == 0
                                    ? "the chain of the host's first event doesn't fit its contents"
                                    : "the event doesn't continue what the receipt saw at sequence " + (first - 1)),
                    true);
        }
        if (first == 0) {
            origin = event.chain().prefix();
        }
        take(event);
    }

    /** The first event of this host in a further source. */
    private void enter(RecordedEvent recorded, LogPosition place, int ofSource) {
        LiveUpdateEvent event = recorded.event();
        if (overlap != null && notMetAgain(place)) {
            return;
        }
        source = ofSource;
        if (event.sequence() >= next) {
            accept(recorded, place, ofSource, null);
            return;
        }
        if (event.sequence() < first) {
            suspect(next, event.sequence(), doubled(event.sequence(), place, "before the log's own beginning"), true);
            return;
        }
        overlap = new Overlap(next, chain);
        if (event.sequence() == 0 && !recorded.chainAfter(ChainHash.GENESIS).equals(event.chain())) {
            broken(0, place);
            return;
        }
        advance(event, place);
    }

    private void advance(LiveUpdateEvent event, LogPosition place) {
        take(event);
        if (overlap != null && next == overlap.next()) {
            if (!chain.equals(overlap.chain())) {
                suspect(
                        event.sequence(),
                        event.sequence(),
                        new Flaw(
                                Flaw.Kind.ALTERED,
                                host,
                                event.sequence(),
                                place,
                                "another history than what was read before: the chains differ at this event, so it or"
                                        + " an earlier one was altered"),
                        true);
            }
            overlap = null;
        }
    }

    private void take(LiveUpdateEvent event) {
        next = event.sequence() + 1;
        chain = event.chain();
    }

    private void broken(long sequence, LogPosition place) {
        suspect(
                sequence,
                sequence,
                new Flaw(
                        Flaw.Kind.ALTERED,
                        host,
                        sequence,
                        place,
                        "the chain breaks: the event doesn't continue sequence " + (sequence - 1)
                                + "; it, or the one before it, isn't what was written"),
                true);
    }

    private void strange(LiveUpdateEvent event, LogPosition place) {
        long found = event.sequence();
        Flaw guess = found > next ? missing(next, found, place) : doubled(found, place, "where " + next + " belongs");
        suspect(next, found, guess, false);
    }

    private Flaw missing(long from, long to, LogPosition place) {
        return new Flaw(
                Flaw.Kind.MISSING,
                host,
                from,
                place,
                "sequence " + to + " follows on " + (from - 1) + ": "
                        + (to - from == 1 ? "event " + from + " is" : "events " + from + " to " + (to - 1) + " are")
                        + " missing");
    }

    private Flaw doubled(long found, LogPosition place, String where) {
        return new Flaw(Flaw.Kind.DOUBLED, host, found, place, "sequence " + found + " again, " + where);
    }

    private void suspect(long expected, long found, Flaw flaw, boolean settled) {
        suspicion = new Suspicion(expected, found, flaw, settled);
    }

    /** What the events behind a flaw tell about it. */
    private void reconsider(long sequence) {
        Suspicion now = suspicion;
        if (now == null || now.expected() == now.found()) {
            return;
        }
        Flaw flaw = now.flaw();
        if (sequence == now.expected() && (now.found() > now.expected() || flaw.kind() == Flaw.Kind.ALTERED)) {
            flaw = new Flaw(
                    Flaw.Kind.SWAPPED,
                    host,
                    now.found(),
                    flaw.place(),
                    "sequence " + now.found() + " stands where " + now.expected()
                            + " belongs, which comes later: the order was changed");
        } else if (!now.settled() && sequence == now.expected() + 1 && sequence != now.found()) {
            flaw = new Flaw(
                    Flaw.Kind.ALTERED,
                    host,
                    now.expected(),
                    flaw.place(),
                    "the event that stands where " + now.expected() + " belongs says sequence " + now.found());
        }
        suspicion = new Suspicion(now.expected(), now.found(), flaw, true);
    }

    /** A source that ended within what was read before can't be compared; true when that is a flaw. */
    private boolean notMetAgain(LogPosition place) {
        Overlap open = overlap;
        overlap = null;
        if (open == null || suspicion != null || next == open.next()) {
            return false;
        }
        suspect(
                open.next(),
                next - 1,
                doubled(
                        next - 1,
                        place,
                        "in a source that ends before what was read earlier does: nobody can compare them; expected"
                                + " sources in the order of their events"),
                true);
        next = open.next();
        chain = open.chain();
        return true;
    }

    /** No more events: what is left open is decided. */
    void end(LogPosition place) {
        notMetAgain(place);
    }

    @Nullable
    Flaw flaw() {
        return suspicion == null ? null : suspicion.flaw();
    }

    /** Sequence of the first event that was read. */
    long first() {
        return first;
    }

    HostHead head() {
        return new HostHead(host, next - 1, chain, origin);
    }
}
