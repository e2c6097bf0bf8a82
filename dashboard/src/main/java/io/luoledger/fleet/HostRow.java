package io.luoledger.fleet;

import io.luoledger.avro.UpdateView;
import io.luoledger.finding.Finding;
import io.luoledger.finding.Severity;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.LogDamage;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host in a list of hosts, with what was told of it.
 *
 * @param kernel that runs, null where nobody told
 * @param liveUpdate its number
 * @param nextSequence of its ledger's end
 * @param updates in the order of the log
 * @param findings likewise
 * @param attention why somebody should look at it, null when nobody needs to
 */
public record HostRow(
        String host,
        @Nullable String kernel,
        @Nullable Long liveUpdate,
        long nextSequence,
        List<UpdateView> updates,
        List<Finding> findings,
        @Nullable Attention attention) {
    static HostRow of(Told told, LogDamage damage) {
        LedgerReport report = new LedgerReport(told.updates(), told.findings(), damage);
        ToldUpdate shown = report.hosts(Wanted.EVERYTHING).stream().findFirst().orElse(null);
        List<Finding> errors = told.findings().stream()
                .filter(finding -> finding.kind().severity() == Severity.ERROR && !report.isSettled(finding))
                .toList();
        return new HostRow(
                told.host(),
                told.kernel(),
                told.liveUpdate(),
                told.nextSequence(),
                told.updates(),
                told.findings(),
                Attention.of(told.host(), shown, errors));
    }

    /** What is known of a host, before anybody judged it. */
    record Told(
            String host,
            @Nullable String kernel,
            @Nullable Long liveUpdate,
            long nextSequence,
            List<UpdateView> updates,
            List<Finding> findings) {
        Told {
            updates = List.copyOf(updates);
            findings = List.copyOf(findings);
        }
    }

    public @Nullable UpdateView last() {
        return updates.isEmpty() ? null : updates.getLast();
    }

    public long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.kind().severity() == severity)
                .count();
    }
}
