package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.core.Phases;
import io.luoledger.stats.Blackouts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Phases of a hand-over, and their blackout, for people. */
final class PhaseText {
    private static final double MEDIAN = 0.50;
    private static final double TAIL = 0.99;

    private PhaseText() {}

    /** "preserve 101 us, freeze at least 22 us, kernel gap unknown, boot to retrieve 502 us, retrieve 301 us, finish 41 us". */
    static String all(Phases phases) {
        return String.join(
                ", ",
                "preserve " + time(phases, "preserve", phases.preserve()),
                "freeze " + time(phases, "freeze", phases.freeze()),
                "kernel gap " + time(phases, "kernelGap", phases.kernelGap()),
                "boot to retrieve " + time(phases, "bootToRetrieve", phases.bootToRetrieve()),
                "retrieve " + time(phases, "retrieve", phases.retrieve()),
                "finish " + time(phases, "finish", phases.finish()));
    }

    /** "5.8 ms", "at least 823 us", "unknown". */
    static String blackout(Phases phases) {
        Long micros = phases.blackoutMicros();
        return micros == null ? "unknown" : (phases.blackoutIsLowerBound() ? "at least " : "") + Micros.text(micros);
    }

    /** Beside the name of a session or device: "  blackout 5.8 ms", nothing for what wasn't handed over. */
    static String beside(@Nullable Phases phases) {
        return phases == null ? "" : "  blackout " + blackout(phases);
    }

    private static String time(Phases phases, String name, @Nullable Long micros) {
        return (micros != null && phases.atLeast().contains(name) ? "at least " : "") + Micros.text(micros);
    }

    /** Those of an update, session or device as JSON has them; null where there are none. */
    static @Nullable Phases of(JsonNode json) {
        JsonNode phases = json.path("phaseMicros");
        List<String> atLeast = new ArrayList<>();
        json.path("phasesAtLeast").forEach(name -> atLeast.add(name.asText()));
        return phases.isObject()
                ? new Phases(
                        micros(phases, "preserve"),
                        micros(phases, "freeze"),
                        micros(phases, "kernelGap"),
                        micros(phases, "bootToRetrieve"),
                        micros(phases, "retrieve"),
                        micros(phases, "finish"),
                        atLeast)
                : null;
    }

    private static @Nullable Long micros(JsonNode phases, String name) {
        JsonNode micros = phases.path(name);
        return micros.isNumber() ? (Long) micros.asLong() : null;
    }

    /** "p50 8.0 ms, p99 9.1 ms (nearest rank of 230)"; of few times "p50 8.0 ms, p99 = maximum 9.1 ms (nearest rank of 3)". */
    static String quantiles(Blackouts blackouts) {
        return "p50 " + Micros.text(blackouts.quantileMicros(MEDIAN)) + ", p99 "
                + (blackouts.isMaximum(TAIL) ? "= maximum " : "") + Micros.text(blackouts.quantileMicros(TAIL))
                + " (nearest rank of " + blackouts.count() + ")";
    }

    /** The quantiles of those that are known as a whole; else of those of which parts are known, and "unknown" for none. */
    static String quantiles(Blackouts whole, Blackouts atLeast) {
        if (whole.count() > 0) {
            return quantiles(whole);
        }
        return atLeast.count() > 0 ? "at least " + quantiles(atLeast) : "unknown";
    }
}
