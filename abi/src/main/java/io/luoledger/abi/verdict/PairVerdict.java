package io.luoledger.abi.verdict;

import io.luoledger.abi.Consequence;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the second kernel can take what the first one leaves. Findings about the pair as a whole are with the kind "kernel". */
public record PairVerdict(
        String from, String to, Outcome outcome, Set<Consequence> consequences, List<KindVerdict> kinds) {
    public PairVerdict {
        consequences = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(consequences));
        kinds = List.copyOf(kinds);
    }

    public String consequence() {
        return Consequence.text(consequences);
    }

    /** Whether all that is known agrees and only what isn't known keeps the pair from being COMPATIBLE. */
    public boolean isUnproven() {
        return outcome == Outcome.SILENT
                && consequences.isEmpty()
                && allFindings().filter(AbiFinding::isError).allMatch(AbiFinding::isIncompleteness);
    }

    /** Whether something of severity ERROR stands that no waiver covers. */
    public boolean isError() {
        return outcome != Outcome.COMPATIBLE && kinds.stream().anyMatch(KindVerdict::isError);
    }

    public Stream<AbiFinding> allFindings() {
        return kinds.stream().flatMap(kind -> kind.findings().stream());
    }
}
