package io.luoledger.score;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.Moment;
import io.luoledger.event.Side;
import io.luoledger.simulator.Dice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One host's run while a fault is planted in it: its events, not yet sealed, and the dice that choose the place. */
final class Story {
    private final List<Draft> drafts;
    private final Dice dice;

    Story(List<Draft> drafts, Dice dice) {
        this.drafts = new ArrayList<>(drafts);
        this.dice = dice;
    }

    List<Draft> drafts() {
        return List.copyOf(drafts);
    }

    Dice dice() {
        return dice;
    }

    int size() {
        return drafts.size();
    }

    Draft at(int place) {
        return drafts.get(place);
    }

    Body body(int place) {
        return drafts.get(place).body();
    }

    /** Ids of the boots, in order. */
    List<String> boots() {
        LinkedHashSet<String> ids = new LinkedHashSet<>();
        drafts.forEach(draft -> ids.add(draft.boot().id()));
        return List.copyOf(ids);
    }

    // ---- places ----

    List<Integer> places(Predicate<Draft> which) {
        return IntStream.range(0, drafts.size())
                .filter(place -> which.test(drafts.get(place)))
                .boxed()
                .toList();
    }

    /** A place that the dice choose, empty when there is none. */
    OptionalInt any(Predicate<Draft> which) {
        List<Integer> places = places(which);
        return places.isEmpty() ? OptionalInt.empty() : OptionalInt.of(dice.pick(places));
    }

    OptionalInt any(Class<? extends Body> type) {
        return any(
                draft -> type.isInstance(draft.body()) && draft.body().result().ok());
    }

    OptionalInt first(int from, Predicate<Draft> which) {
        return IntStream.range(from, drafts.size())
                .filter(place -> which.test(drafts.get(place)))
                .findFirst();
    }

    /** The next event of this type behind the place, in the same boot. */
    OptionalInt next(int place, Class<? extends Body> type) {
        String boot = drafts.get(place).boot().id();
        return first(
                place + 1,
                draft -> type.isInstance(draft.body()) && draft.boot().id().equals(boot));
    }

    // ---- changes ----

    void set(int place, Draft draft) {
        drafts.set(place, draft);
    }

    void replace(int place, Body body) {
        drafts.set(place, with(drafts.get(place), body));
    }

    /** A new event at the time, and of the boot and side, of the one that stands there. */
    void insert(int place, Body body) {
        drafts.add(place, with(drafts.get(Math.min(place, drafts.size() - 1)), body));
    }

    /** A new event behind the one that stands there, at its time, on its side. */
    void insertBehind(int place, Body body) {
        drafts.add(place + 1, with(drafts.get(place), body));
    }

    void insertBehind(int place, Side side, Body body) {
        Draft before = drafts.get(place);
        drafts.add(
                place + 1,
                new Draft(before.host(), before.source(), before.boot().withSide(side), before.at(), body));
    }

    void remove(int place) {
        drafts.remove(place);
    }

    void move(int from, int to) {
        Draft moved = drafts.remove(from);
        Moment at = drafts.get(to).at();
        drafts.add(to, new Draft(moved.host(), moved.source(), moved.boot(), at, moved.body()));
    }

    void swap(int one, int other) {
        Body body = body(one);
        replace(one, body(other));
        replace(other, body);
    }

    void cut(int from) {
        drafts.subList(from, drafts.size()).clear();
    }

    void removeIf(Predicate<Draft> which) {
        drafts.removeIf(which);
    }

    void change(Predicate<Draft> which, UnaryOperator<Draft> how) {
        drafts.replaceAll(draft -> which.test(draft) ? how.apply(draft) : draft);
    }

    /** Lets time pass before this place: later events of its boot by both clocks, later boots by the wall clock. */
    void delay(int from, long micros) {
        String boot = drafts.get(from).boot().id();
        for (int place = from; place < drafts.size(); place++) {
            Draft draft = drafts.get(place);
            Long nanos = draft.at().monotonicNanos();
            Long wall = draft.at().wallMicros();
            Long later = nanos != null && draft.boot().id().equals(boot) ? (Long) (nanos + micros * 1000) : nanos;
            drafts.set(place, at(draft, new Moment(later, wall == null ? null : (Long) (wall + micros))));
        }
    }

    static Draft with(Draft draft, Body body) {
        return new Draft(draft.host(), draft.source(), draft.boot(), draft.at(), body);
    }

    static Draft at(Draft draft, Moment at) {
        return new Draft(draft.host(), draft.source(), draft.boot(), at, draft.body());
    }

    static Draft in(Draft draft, Boot boot) {
        return new Draft(draft.host(), draft.source(), boot, draft.at(), draft.body());
    }
}
