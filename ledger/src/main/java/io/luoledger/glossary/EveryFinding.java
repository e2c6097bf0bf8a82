package io.luoledger.glossary;

import io.luoledger.abi.verdict.AbiFindings;
import io.luoledger.abi.verdict.LintFindings;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.catalogue.PreflightFindings;
import io.luoledger.finding.FindingKind;
import java.util.List;
import java.util.stream.Stream;

/** The findings of all who raise some. */
public final class EveryFinding {
    private EveryFinding() {}

    /** What the ledger's checks say, then preflight, then the ABI gate, then what is said of headers. */
    public static List<FindingKind> all() {
        return Stream.of(FindingCatalogue.all(), PreflightFindings.all(), AbiFindings.all(), LintFindings.all())
                .flatMap(List::stream)
                .toList();
    }
}
