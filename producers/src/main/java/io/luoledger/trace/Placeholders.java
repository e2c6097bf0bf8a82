package io.luoledger.trace;

import io.luoledger.event.Session;
import java.util.HashMap;
import java.util.Map;

/**
 * Stand-ins for session names that the text never tells: "unknown", "unknown#2", ... in the order of need. Where a text tells
 * later who one of them was, a second reading calls it so from the beginning.
 */
final class Placeholders {
    /** Names by the order in which they are needed. */
    private final Map<Integer, Session> known;

    private final Map<Integer, Session> learned = new HashMap<>();
    private final Map<Session, Integer> places = new HashMap<>();
    private int asked;

    Placeholders() {
        this(Map.of());
    }

    private Placeholders(Map<Integer, Session> known) {
        this.known = known;
    }

    Session next() {
        int place = asked++;
        Session name = known.get(place);
        if (name != null) {
            return name;
        }
        Session placeholder = new Session(place == 0 ? "unknown" : "unknown#" + (place + 1), true);
        places.put(placeholder, place);
        return placeholder;
    }

    /** The next kernel tells that a session was called so. */
    void is(Session placeholder, Session name) {
        Integer place = places.get(placeholder);
        if (place != null) {
            learned.put(place, name);
        }
    }

    /** For a second reading of the same text. */
    Placeholders again() {
        return new Placeholders(Map.copyOf(learned));
    }
}
