package io.luoledger.abi.report;

import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.EnumSet;
import java.util.Set;

/** What a gate can fail on: a break that nobody would notice is another matter than a change that is guarded. */
public enum FailOn {
    SILENT,
    REFUSED,
    ABSENT,
    /** Something isn't known, so that nothing is proven. */
    INCOMPLETE;

    /** What there is to fail on in one kind of a pair, but for what is waived. */
    static Set<FailOn> reasons(PairVerdict pair, KindVerdict kind) {
        Set<FailOn> reasons = EnumSet.noneOf(FailOn.class);
        if (!kind.isError()) {
            return reasons;
        }
        boolean unknown = kind.findings().stream().anyMatch(one -> one.isError() && one.isIncompleteness());
        boolean wrong = kind.findings().stream().noneMatch(AbiFinding::isError)
                || kind.findings().stream().anyMatch(one -> one.isError() && !one.isIncompleteness());
        if (unknown) {
            reasons.add(INCOMPLETE);
        }
        if (wrong) {
            // where an earlier layer refuses, what comes after it is never read
            boolean unreached = pair.outcome() == Outcome.REFUSED && kind.outcome() == Outcome.SILENT;
            reasons.add(unreached ? REFUSED : of(kind.outcome()));
        }
        return reasons;
    }

    private static FailOn of(Outcome outcome) {
        return switch (outcome) {
            case SILENT -> SILENT;
            case REFUSED -> REFUSED;
            case ABSENT -> ABSENT;
            case COMPATIBLE -> throw new IllegalArgumentException("nothing to fail on");
        };
    }
}
