package io.luoledger.event;

import java.util.Objects;

/**
 * A LUO session as its source showed it.
 *
 * @param name the session's name, or "unknown", "unknown#2", ... where the source never tells it
 * @param placeholder whether name is such a stand-in
 */
public record Session(String name, boolean placeholder) {
    public Session {
        Objects.requireNonNull(name);
    }

    public static Session named(String name) {
        return new Session(name, false);
    }

    @Override
    public String toString() {
        return name;
    }
}
