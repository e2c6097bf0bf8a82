package io.luoledger.score;

import io.luoledger.event.Body;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/** What is done to a run, at a place that the dice choose among those that have it: the words of which plants are made. */
final class Edits {
    private Edits() {}

    /** Changes a run at an event. */
    @FunctionalInterface
    interface Change<B extends Body> {
        void apply(Story story, int place, B body);
    }

    /** At an event of this type that went well. */
    static <B extends Body> Predicate<Story> at(Class<B> type, Change<B> change) {
        return story -> {
            OptionalInt place = story.any(type);
            place.ifPresent(i -> change.apply(story, i, type.cast(story.body(i))));
            return place.isPresent();
        };
    }

    /** A further event behind it. */
    static <B extends Body> Predicate<Story> behind(Class<B> type, Function<B, Body> further) {
        return at(type, (story, i, body) -> story.insertBehind(i, further.apply(body)));
    }

    /** A further event before it. */
    static <B extends Body> Predicate<Story> before(Class<B> type, Function<B, Body> further) {
        return at(type, (story, i, body) -> story.insert(i, further.apply(body)));
    }
}
