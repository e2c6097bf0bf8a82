package io.luoledger.abi.report;

import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.finding.Severity;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Verdicts to be shown.
 *
 * @param waiverFindings what is wrong with the waivers themselves
 * @param failOn what the gate that asks for it fails on
 */
public record Report(List<PairVerdict> pairs, List<AbiFinding> waiverFindings, Set<FailOn> failOn) {
    public Report {
        pairs = List.copyOf(pairs);
        waiverFindings = List.copyOf(waiverFindings);
        failOn = Set.copyOf(failOn);
    }

    /** For a gate that fails on everything. */
    public Report(List<PairVerdict> pairs, List<AbiFinding> waiverFindings) {
        this(pairs, waiverFindings, EnumSet.allOf(FailOn.class));
    }

    /** Whether something stands that the gate fails on and no waiver covers. */
    public boolean fails() {
        return pairs.stream().anyMatch(pair -> pair.kinds().stream().anyMatch(kind -> fails(pair, kind)));
    }

    boolean fails(PairVerdict pair, KindVerdict kind) {
        return !Collections.disjoint(FailOn.reasons(pair, kind), failOn);
    }

    /** How grave a finding is to the gate: what it doesn't fail on is no error to those who read its report. */
    Severity severity(PairVerdict pair, KindVerdict kind, AbiFinding finding) {
        Severity severity = finding.kind().severity();
        return severity == Severity.ERROR && !fails(pair, kind) ? Severity.WARNING : severity;
    }
}
