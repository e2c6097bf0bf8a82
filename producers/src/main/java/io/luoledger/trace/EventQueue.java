package io.luoledger.trace;

import io.luoledger.event.Body;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Session;
import io.luoledger.event.Side;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts events where their attempts began. An attempt takes its place when it begins and gets its event when its result
 * is known; everything behind it waits. Life: held (until the boot's own event is known), then open, then closed.
 */
final class EventQueue {
    /** So many events may wait for one attempt. */
    static final int MAX_WAITING = 200_000;

    /** Where the finished events go. */
    interface Sink {
        void accept(long nanos, Side side, Body body);
    }

    /** An event's place. */
    static final class Place {
        final long nanos;
        private Side side = Side.NONE;
        private @Nullable Body body;
        private boolean settled;
        private @Nullable Body fallback;
        private boolean letGo;
        private boolean onlyBehindEvents;
        /** What is missing in the call whose event this is: whoever judges the event has to know it. */
        private @Nullable SourceGap gap;

        private Place(long nanos) {
            this.nanos = nanos;
        }
    }

    private final Sink sink;
    private final ArrayDeque<Place> waiting = new ArrayDeque<>();
    private final SessionNames names = new SessionNames();
    private boolean held = true;
    private boolean gapToldLast;

    EventQueue(Sink sink) {
        this.sink = sink;
    }

    Place take(long nanos) {
        Place place = new Place(nanos);
        waiting.addLast(place);
        return place;
    }

    /** Late, when the place was let go before: then the event stands where its attempt ended. */
    void settle(Place place, Side side, Body body) {
        if (place.letGo) {
            place.letGo = false;
            add(place.nanos, side, body);
        } else if (!place.settled) {
            place.side = side;
            place.body = body;
            place.settled = true;
            flush();
        }
    }

    /** There is no event for it after all. */
    void giveUp(Place place) {
        if (!place.settled) {
            place.settled = true;
            flush();
        }
    }

    void add(long nanos, Side side, Body body) {
        settle(take(nanos), side, body);
    }

    /** A gap of a kind that was told before: one that no event separates from the last gap tells nothing new. */
    void addFurther(long nanos, SourceGap gap) {
        Place place = take(nanos);
        place.onlyBehindEvents = true;
        settle(place, Side.NONE, gap);
    }

    /** A gap in a call whose event isn't told yet: it stands in front of it. */
    void addInFrontOf(Place place, SourceGap gap) {
        if (place.settled) {
            add(place.nanos, Side.NONE, gap);
        } else {
            place.gap = gap;
        }
    }

    /** As {@link #take}; should the result take too long, this is what is known anyway. */
    Place take(long nanos, Side side, Body fallback) {
        Place place = take(nanos);
        place.side = side;
        place.fallback = fallback;
        return place;
    }

    SessionNames names() {
        return names;
    }

    /** It is known who a session is that no line named. */
    void decided(Session placeholder, Session name) {
        names.is(placeholder, name);
        flush();
    }

    int size() {
        return waiting.size();
    }

    boolean held() {
        return held;
    }

    /** Gives up the place that everything waits for, and lets the others go. */
    void letGo() {
        Place first = waiting.peekFirst();
        if (first != null) {
            first.body = first.settled ? first.body : first.fallback;
            first.letGo = !first.settled && first.fallback == null;
            first.settled = true;
            names.giveUp(first.body);
            flush();
        }
    }

    /** Lets the events go, these ones first. */
    void release(List<Runnable> first) {
        held = false;
        first.forEach(Runnable::run);
        flush();
    }

    private void flush() {
        while (!held && !waiting.isEmpty() && waiting.getFirst().settled && !names.waitsFor(waiting.getFirst().body)) {
            Place place = waiting.removeFirst();
            emit(place, place.gap, true);
            emit(place, place.body, place.onlyBehindEvents);
        }
    }

    private void emit(Place place, @Nullable Body body, boolean onlyBehindEvents) {
        if (body != null && !(onlyBehindEvents && gapToldLast)) {
            gapToldLast = body instanceof SourceGap;
            sink.accept(place.nanos, gapToldLast ? Side.NONE : place.side, names.named(body));
        }
    }
}
