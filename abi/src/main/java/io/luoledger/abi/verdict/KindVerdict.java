package io.luoledger.abi.verdict;

import io.luoledger.abi.Consequence;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one preserved-state kind.
 *
 * @param kind "kho", "luo", "memfd", "flb NAME", ...
 * @param guardFrom value of its guard in the outgoing kernel, null when it has none, {@link #UNKNOWN} when nobody can tell
 * @param guardedBy the sort of guard: "compatible string", "feature flags", ...; null when it has none
 */
public record KindVerdict(
        String kind,
        @Nullable String guardFrom,
        @Nullable String guardTo,
        @Nullable String guardedBy,
        Outcome outcome,
        Set<Consequence> consequences,
        List<AbiFinding> findings) {
    /** Stands for the value of a guard that a kernel may have and its source can't tell. */
    public static final String UNKNOWN = "unknown";

    public KindVerdict {
        consequences = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(consequences));
        findings = List.copyOf(findings);
    }

    public String consequence() {
        return Consequence.text(consequences);
    }

    /** "memfd REFUSED open_eio_memory_leaked". */
    public String text() {
        return kind + " " + outcome + " " + consequence();
    }

    /** Whether nothing is known to be wrong, and only what isn't known keeps it from being COMPATIBLE. */
    public boolean isUnproven() {
        return outcome == Outcome.SILENT
                && consequences.isEmpty()
                && findings.stream().filter(AbiFinding::isError).allMatch(AbiFinding::isIncompleteness);
    }

    public boolean isError() {
        return outcome != Outcome.COMPATIBLE
                && (findings.isEmpty() || findings.stream().anyMatch(AbiFinding::isError));
    }
}
