package io.luoledger.abi.report;

import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.List;

/**
 * Verdicts to be shown.
 *
 * @param waiverFindings what is wrong with the waivers themselves
 */
public record Report(List<PairVerdict> pairs, List<AbiFinding> waiverFindings) {
    public Report {
        pairs = List.copyOf(pairs);
        waiverFindings = List.copyOf(waiverFindings);
    }

    /** Whether something stands that no waiver covers. */
    public boolean isError() {
        return pairs.stream().anyMatch(PairVerdict::isError);
    }
}
