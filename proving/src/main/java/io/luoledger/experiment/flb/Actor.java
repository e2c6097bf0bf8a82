package io.luoledger.experiment.flb;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the threads of a model do. */
public enum Actor {
    PROBE("a driver is to be bound to a function: is it preserved?"),
    OPEN("a VFIO device is opened: is it preserved?"),
    FINISH("FINISH of a session with one device file; with as many of these as there are files, one is the last"),
    RETRIEVE("a lookup for a function that appears late, outside of a rescan"),
    RESCAN("a rescan of the bus finds a function that wasn't preserved");

    private final String about;

    Actor(String about) {
        this.about = about;
    }

    /** The actor of that name, as {@link #word} spells it. */
    public static Optional<Actor> named(String word) {
        return Arrays.stream(values())
                .filter(actor -> actor.word().equals(word))
                .findFirst();
    }

    /** As lists spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A line. */
    public String about() {
        return about;
    }
}
