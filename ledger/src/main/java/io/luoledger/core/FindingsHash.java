package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.ChainHash;
import io.luoledger.finding.Finding;
import io.luoledger.wire.Digests;
import java.util.List;

/** The running hash of what was said of a host: part of its log's state, and so of its digest. */
final class FindingsHash {
    private FindingsHash() {}

    /**
     * The log with these findings taken into its running hash. A duplicate isn't: that an event came twice is no part
     * of what the log says.
     */
    static LogState with(LogState log, List<Finding> findings) {
        LogState counted = log;
        for (Finding finding : findings) {
            if (!finding.kind().equals(FindingCatalogue.DUPLICATE)) {
                counted = counted.withFindings(counted.findings() + 1, link(counted.findingsHash(), finding));
            }
        }
        return counted;
    }

    private static ChainHash link(ChainHash before, Finding finding) {
        StateWriter out = new StateWriter()
                .block(before.bytes())
                .text(finding.kind().id())
                .number(finding.liveUpdate())
                .text(finding.subject())
                .text(finding.expected())
                .text(finding.found())
                .number(finding.evidence().size());
        finding.evidence().forEach(out::number);
        return ChainHash.of(Digests.sha256(out.toBytes()));
    }
}
