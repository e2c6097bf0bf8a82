package io.luoledger.trace;

import io.luoledger.event.Session;

/** Stand-ins for session names that the text never tells: "unknown", "unknown#2", ... in the order of need. */
final class Placeholders {
    private int used;

    Session next() {
        used++;
        return new Session(used == 1 ? "unknown" : "unknown#" + used, true);
    }
}
