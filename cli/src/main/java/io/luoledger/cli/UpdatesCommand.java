package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.Muted;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What failed, on which host, when and why. */
@Command(
        name = "updates",
        mixinStandardHelpOptions = true,
        description = {
            "Lists live updates, one per line, of log files or a cluster: what failed first, then the newest.",
            "Of a cluster it shows what the stream processors published, without a replay. With --failed it exits 1 when"
                    + " there is one, and 3 when there is none so far and the stream processors are behind, or the log is"
                    + " damaged where one may be."
        },
        footer = {"", "All about one host: luo-ledger replay --host H, luo-ledger view --host H"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UpdatesCommand extends JudgingCommand {
    private static final int MOST_LINES = 20;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Log files, in the order of their events; - is standard input. Without one: the cluster.")
    private List<String> files = List.of();

    @Option(names = "--host", paramLabel = "H", description = "Only this host.")
    private @Nullable String host;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final WantedOptions filter = new WantedOptions();

    @Mixin
    private final HostWaivers waivers = new HostWaivers();

    @Mixin
    private final ReportOptions source = new ReportOptions();

    @Override
    public Integer call() {
        Wanted wanted = filter.wanted(host);
        ReportOptions.Answer answer = source.read(files, host, err());
        LedgerReport report = waivers.apply(answer.report(), host);
        List<ToldUpdate> updates = report.updates(wanted);
        PrintWriter out = out();
        if (json) {
            JsonOutput.document(out, document -> {
                report.damage().write(document);
                JsonOutput.array(document, "updates", updates, (one, update) -> ViewJson.update(one, update.update()));
                JsonOutput.array(
                        document,
                        "failed",
                        updates.stream().filter(ToldUpdate::failed).toList(),
                        UpdatesCommand::failed);
                notKnown(document, updates);
                answer.writeWaiting(document);
                Muted.write(document, report.muted());
            });
        } else {
            text(out, answer.where(), report, updates, wanted);
            HostWaivers.print(out, report);
            answer.printLimits(out);
        }
        out.flush();
        answer.pass().requireWhole();
        if (!wanted.failed() || (updates.isEmpty() && answer.whole())) {
            return ExitCode.OK;
        }
        // that nothing failed can't be known of a ledger that is damaged, or wasn't processed to its end
        return updates.stream().anyMatch(one -> one.failed() || !one.errors().isEmpty())
                ? ExitCode.FOUND
                : ExitCode.UNREADABLE;
    }

    /** {@code {"host", "liveUpdate", "findings": [ids of errors]}}. */
    private static void failed(JsonGenerator out, ToldUpdate update) throws IOException {
        out.writeStartObject();
        out.writeStringField("host", update.host());
        out.writeNumberField("liveUpdate", update.update().getLiveUpdate());
        JsonOutput.array(
                out,
                "findings",
                update.errors().stream().map(one -> one.kind().id()).distinct().toList(),
                JsonGenerator::writeString);
        out.writeEndObject();
    }

    /** {@code "notKnown": [{"host", "liveUpdate", "damage"}]}, nothing when there is none. */
    private static void notKnown(JsonGenerator out, List<ToldUpdate> updates) throws IOException {
        List<ToldUpdate> hidden =
                updates.stream().filter(one -> one.damage() != null).toList();
        if (hidden.isEmpty()) {
            return;
        }
        JsonOutput.array(out, "notKnown", hidden, (json, one) -> {
            json.writeStartObject();
            json.writeStringField("host", one.host());
            json.writeNumberField("liveUpdate", one.update().getLiveUpdate());
            json.writeStringField("damage", one.damage());
            json.writeEndObject();
        });
    }

    private static void text(
            PrintWriter out, String where, LedgerReport report, List<ToldUpdate> updates, Wanted wanted) {
        DamageText.print(out, report.damage());
        out.println(where + ": " + counts(report, Wanted.EVERYTHING));
        if (updates.isEmpty()) {
            out.println(wanted.everything() ? "no live update" : "no live update is like that");
            return;
        }
        if (!wanted.everything()) {
            out.println("as asked: " + Counts.of(updates.size(), "live update"));
        }
        // what failed is never cut
        long failures = updates.stream().filter(ToldUpdate::failed).count();
        int most = wanted.last() == null ? (int) Math.max(MOST_LINES, failures) : wanted.last();
        new UpdateText(out).table(updates.subList(0, Math.min(most, updates.size())), wanted);
        if (updates.size() > most) {
            long hidden = updates.stream().skip(most).filter(one -> !one.fine()).count();
            out.println("... and " + (updates.size() - most) + " more, none of them failed"
                    + (hidden == 0 ? "" : " for sure, " + hidden + " not known")
                    + " (--last N shows the latest N, --json all)");
        }
    }

    /** "12 live updates of 9 hosts, 3 failed, 2 not known". */
    static String counts(LedgerReport report, Wanted wanted) {
        List<ToldUpdate> all = report.updates(wanted);
        long hosts = all.stream().map(ToldUpdate::host).distinct().count();
        long failed = all.stream().filter(ToldUpdate::failed).count();
        return Counts.of(all.size(), "live update") + " of " + Counts.of(hosts, "host") + ", " + failed + " failed"
                + notKnown(all);
    }

    /** ", 2 not known"; nothing when there is none. */
    static String notKnown(List<ToldUpdate> updates) {
        long hidden = updates.stream().filter(one -> one.damage() != null).count();
        return hidden == 0 ? "" : ", " + hidden + " not known";
    }
}
