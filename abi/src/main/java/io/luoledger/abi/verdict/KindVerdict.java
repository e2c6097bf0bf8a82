package io.luoledger.abi.verdict;

import io.luoledger.abi.Consequence;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one preserved-state kind.
 *
 * @param kind "kho", "luo", "memfd", "flb NAME", ...
 * @param guardFrom value of its guard in the outgoing kernel, null when it has none
 */
public record KindVerdict(
        String kind,
        @Nullable String guardFrom,
        @Nullable String guardTo,
        Outcome outcome,
        Set<Consequence> consequences,
        List<AbiFinding> findings) {
    public KindVerdict {
        consequences = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(consequences));
        findings = List.copyOf(findings);
    }

    public String consequence() {
        return Consequence.text(consequences);
    }

    public boolean isError() {
        return outcome != Outcome.COMPATIBLE
                && (findings.isEmpty() || findings.stream().anyMatch(AbiFinding::isError));
    }
}
