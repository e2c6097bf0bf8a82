package io.luoledger.cli;

import io.luoledger.report.LedgerReport;
import io.luoledger.report.Muted;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
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
                    + " there is one."
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
        HostWaivers.Applied applied = waivers.apply(answer.report());
        List<ToldUpdate> updates = applied.report().updates(wanted);
        PrintWriter out = out();
        if (json) {
            JsonOutput.document(out, document -> {
                JsonOutput.array(document, "updates", updates, (one, update) -> ViewJson.update(one, update.update()));
                Muted.write(document, applied.muted());
            });
        } else {
            text(out, answer.where(), applied.report(), updates, wanted);
            applied.print(out);
        }
        out.flush();
        answer.pass().requireWhole();
        return wanted.failed() && !updates.isEmpty() ? ExitCode.FOUND : ExitCode.OK;
    }

    private static void text(
            PrintWriter out, String where, LedgerReport report, List<ToldUpdate> updates, Wanted wanted) {
        out.println(where + ": " + counts(report, Wanted.EVERYTHING));
        if (updates.isEmpty()) {
            out.println(wanted.everything() ? "no live update" : "no live update is like that");
            return;
        }
        if (!wanted.everything()) {
            out.println("as asked: " + Counts.of(updates.size(), "live update"));
        }
        int most = wanted.last() == null ? MOST_LINES : wanted.last();
        new UpdateText(out).table(updates.subList(0, Math.min(most, updates.size())), wanted);
        if (updates.size() > most) {
            long failed = updates.stream().skip(most).filter(ToldUpdate::failed).count();
            out.println("... and " + (updates.size() - most) + " more, " + failed
                    + " of them failed (--last N shows the latest N, --json all)");
        }
    }

    /** "12 live updates of 9 hosts, 3 failed". */
    static String counts(LedgerReport report, Wanted wanted) {
        List<ToldUpdate> all = report.updates(wanted);
        long hosts = all.stream().map(ToldUpdate::host).distinct().count();
        long failed = all.stream().filter(ToldUpdate::failed).count();
        return Counts.of(all.size(), "live update") + " of " + Counts.of(hosts, "host") + ", " + failed + " failed";
    }
}
