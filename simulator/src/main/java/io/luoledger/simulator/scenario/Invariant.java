package io.luoledger.simulator.scenario;

import java.util.Locale;

/** What must hold in every run. */
public enum Invariant {
    VIEW_IS_TRUE("what the events tell is what the kernel holds"),
    PROMISES_KEPT("a file comes back as it was preserved"),
    KERNEL_SURVIVES("no kernel dies of what it finds");

    private final String about;

    Invariant(String about) {
        this.about = about;
    }

    public String about() {
        return about;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
