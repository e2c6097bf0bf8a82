package io.luoledger.cli;

import io.luoledger.report.LogDamage;
import java.io.PrintWriter;

/** What of a log can't be read, for people: told before anything that was made of the rest. */
final class DamageText {
    private DamageText() {}

    static void print(PrintWriter out, LogDamage damage) {
        damage.reasons().forEach(reason -> out.println("LOG DAMAGED: " + Printable.text(reason)));
        if (!damage.behind().isEmpty()) {
            out.println("What it told of " + Counts.of(damage.behind().size(), "host")
                    + " from there on isn't known: nothing of it is taken for absent.");
        }
    }
}
