package io.luoledger.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Durations for people. */
final class Micros {
    private static final long MILLISECOND = 1_000;
    private static final long SECOND = 1_000_000;

    private Micros() {}

    /** "463 us", "8.0 ms", "1.25 s"; "unknown" for what nobody knows. */
    static String text(@Nullable Long micros) {
        if (micros == null) {
            return "unknown";
        }
        if (micros < MILLISECOND) {
            return micros + " us";
        }
        return micros < SECOND
                ? String.format(Locale.ROOT, "%.1f ms", micros / (double) MILLISECOND)
                : String.format(Locale.ROOT, "%.2f s", micros / (double) SECOND);
    }
}
