package io.luoledger.replay;

import io.luoledger.avro.UpdateView;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.Muted;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import io.luoledger.view.HostView;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import java.io.Writer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A replay's result as one JSON document. */
public final class ReplayJson {
    private ReplayJson() {}

    /**
     * Writes {@code {"unreadable"?, "events", "digest", "abiDigest", "abiKernels", "hosts", "updates", "stats", "findings", "ignored"}} and a line end; leaves the
     * writer open.
     *
     * @param report of the same replay, with what is muted in it: a field "muted" where there is anything
     * @param ignored findings that don't count for the result; they are among the others
     * @param wanted which updates and findings are shown, and which hosts: those that have one
     */
    public static void write(
            Replay replay, LedgerReport report, Set<FindingKind> ignored, Wanted wanted, Writer writer) {
        boolean all = wanted.everything();
        List<UpdateView> updates = all
                ? replay.updateViews()
                : report.updates(wanted).stream().map(ToldUpdate::update).toList();
        List<Finding> findings = all ? replay.findings() : report.findings(wanted);
        Set<String> named = new HashSet<>();
        updates.forEach(update -> named.add(update.getHost()));
        findings.forEach(finding -> named.add(finding.host()));
        List<HostView> hosts = replay.hosts().stream()
                .filter(host -> all || named.contains(host.state().host()))
                .toList();
        JsonOutput.document(writer, out -> {
            report.damage().write(out);
            out.writeNumberField("events", replay.events());
            out.writeStringField("digest", replay.digest());
            out.writeStringField("abiDigest", replay.abiDigest());
            out.writeObjectFieldStart("abiKernels");
            for (Map.Entry<String, String> kernel : replay.abiKernels().entrySet()) {
                out.writeStringField(kernel.getKey(), kernel.getValue());
            }
            out.writeEndObject();
            JsonOutput.array(out, "hosts", hosts, ViewJson::host);
            JsonOutput.array(out, "updates", updates, ViewJson::update);
            JsonOutput.array(
                    out,
                    "stats",
                    replay.stats().entrySet(),
                    (json, entry) -> ViewJson.stats(json, entry.getKey(), entry.getValue()));
            JsonOutput.array(out, "findings", findings, report::write);
            ViewJson.ignored(out, ignored);
            Muted.write(out, report.muted());
        });
    }
}
