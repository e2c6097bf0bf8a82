package io.luoledger.cli;

import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.glossary.EveryFinding;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.Muted;
import io.luoledger.report.Wanted;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The catalogue of finding ids; of a log or a cluster, what was found. */
@Command(
        name = "findings",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what was found in log files or a cluster, errors first, and what to do; else the catalogue of finding ids.",
            "Of a cluster it shows what the stream processors published, without a replay; with a filter and without a FILE and"
                    + " a cluster, of the default one. It exits 0 whatever it shows."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class FindingsCommand extends LedgerCommand {
    private static final int MOST_OF_A_KIND = 5;
    private static final Pattern ID = Pattern.compile("[A-Za-z]+(-[A-Za-z0-9]+)+");

    @Parameters(
            paramLabel = "ID|FILE",
            arity = "0..*",
            description = "Only these ids; log files, in the order of their events, - is standard input.")
    private List<String> given = List.of();

    @Option(names = "--host", paramLabel = "H", description = "What was found on this host.")
    private @Nullable String host;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final HostWaivers waivers = new HostWaivers();

    @Mixin
    private final WantedOptions filter = new WantedOptions();

    @Mixin
    private final ReportOptions source = new ReportOptions();

    @Override
    public Integer call() {
        List<String> ids = new ArrayList<>();
        List<String> files = new ArrayList<>();
        given.forEach(one -> (isId(one) ? ids : files).add(one));
        if (files.isEmpty()
                && host == null
                && !filter.given()
                && !source.kafka().given()) {
            catalogue(
                    ids.isEmpty()
                            ? EveryFinding.all()
                            : ids.stream().map(id -> WantedOptions.kind("", id)).toList());
        } else {
            raised(files, filter.wanted(host, ids));
        }
        return ExitCode.OK;
    }

    private static boolean isId(String word) {
        return ID.matcher(word).matches() && !Files.exists(Path.of(word));
    }

    private void raised(List<String> files, Wanted wanted) {
        ReportOptions.Answer answer = source.read(files, host, err());
        LedgerReport report = waivers.apply(answer.report(), host);
        List<Finding> findings = report.findings(wanted);
        PrintWriter out = out();
        if (json) {
            JsonOutput.document(out, document -> {
                report.damage().write(document);
                JsonOutput.array(document, "findings", findings, report::write);
                answer.writeWaiting(document);
                Muted.write(document, report.muted());
            });
        } else {
            DamageText.print(out, report.damage());
            out.println(answer.where() + (host == null ? "" : ", host " + Printable.text(host)));
            new FindingText(out, report, wanted.last() == null ? MOST_OF_A_KIND : wanted.last())
                    .print(findings, Set.of());
            HostWaivers.print(out, report);
            answer.printLimits(out);
            long unplaced = findings.stream()
                    .filter(finding -> wanted.cannotPlace(finding.at()))
                    .count();
            if (unplaced > 0) {
                out.println();
                out.println("no wall time: " + Counts.of(unplaced, "finding")
                        + ", shown because --since can't place what no wall clock told");
            }
        }
        out.flush();
        answer.pass().requireWhole();
    }

    // ---- the catalogue ----

    private void catalogue(List<FindingKind> kinds) {
        PrintWriter out = out();
        if (json) {
            JsonOutput.document(out, document -> JsonOutput.array(document, "findings", kinds, ViewJson::kind));
        } else {
            kinds.forEach(kind -> text(kind, out));
        }
    }

    private static void text(FindingKind kind, PrintWriter out) {
        out.printf("%-26s %-8s %s%n", kind.id(), kind.severity(), kind.title());
        out.println("    " + kind.explanation());
        out.println("    To do: " + kind.remedy());
    }
}
