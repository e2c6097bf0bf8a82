package io.luoledger.abi.report;

import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.finding.Severity;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Verdicts to be shown.
 *
 * @param waiverFindings what is wrong with the waivers themselves
 * @param failOn what the gate that asks for it fails on
 * @param notes whether known defects, which belong to the kernels and not to a change, are shown to people; JSON has them
 */
public record Report(
        List<PairVerdict> pairs,
        List<AbiFinding> waiverFindings,
        Set<FailOn> failOn,
        Subjects subjects,
        boolean notes) {
    public Report {
        pairs = List.copyOf(pairs);
        waiverFindings = List.copyOf(waiverFindings);
        failOn = Set.copyOf(failOn);
    }

    /** Everything, for a gate that fails on everything. */
    public Report(List<PairVerdict> pairs, List<AbiFinding> waiverFindings) {
        this(pairs, waiverFindings, EnumSet.allOf(FailOn.class), Subjects.NONE, true);
    }

    /** Whether something stands that the gate fails on and no waiver covers. */
    public boolean fails() {
        return pairs.stream().anyMatch(pair -> pair.kinds().stream().anyMatch(kind -> fails(pair, kind)));
    }

    /** Kinds of which something is known to be wrong that it fails on, and not just unknown. */
    public Set<String> brokenKinds() {
        Set<FailOn> certain = EnumSet.complementOf(EnumSet.of(FailOn.INCOMPLETE));
        certain.retainAll(failOn);
        Set<String> kinds = new TreeSet<>();
        for (PairVerdict pair : pairs) {
            pair.kinds().stream()
                    .filter(kind -> !Collections.disjoint(FailOn.reasons(pair, kind), certain))
                    .forEach(kind -> kinds.add(kind.kind()));
        }
        return kinds;
    }

    /** What is to be shown of a kind. */
    public List<AbiFinding> shown(KindVerdict kind) {
        return kind.findings().stream()
                .filter(finding -> notes || !finding.isKnownDefect())
                .toList();
    }

    boolean fails(PairVerdict pair, KindVerdict kind) {
        return !Collections.disjoint(FailOn.reasons(pair, kind), failOn);
    }

    /** How grave a finding is to the gate: what it doesn't fail on is no error to those who read its report. */
    Severity severity(PairVerdict pair, KindVerdict kind, AbiFinding finding) {
        Severity severity = finding.kind().severity();
        return severity == Severity.ERROR && !fails(pair, kind) ? Severity.WARNING : severity;
    }

    /** " Its guard: MEMFD_LUO_FH_COMPATIBLE (memfd-v2)." for what changed under one that didn't; empty for anything else. */
    String guardSentence(KindVerdict kind, AbiFinding finding) {
        if (!finding.isError() || finding.isIncompleteness()) {
            return "";
        }
        return subjects.guard(kind.kind(), finding)
                .filter(guard -> !guard.name().equals(finding.path()))
                .map(guard -> " Its guard: " + Subjects.text(guard) + ".")
                .orElse("");
    }
}
