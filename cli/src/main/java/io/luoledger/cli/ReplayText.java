package io.luoledger.cli;

import io.luoledger.finding.FindingKind;
import io.luoledger.replay.Replay;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import io.luoledger.view.HostView;
import io.luoledger.view.ViewJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A replay's result for people: a page where it is of one host, else a line for each; long lists are cut, and say so. */
final class ReplayText {
    private static final int MOST_HOSTS = 20;
    private static final int MOST_LINES = 12;
    private static final int MOST_FINDINGS = 5;
    private static final int MOST_KERNELS = 12;

    private final PrintWriter out;
    private final String name;

    ReplayText(PrintWriter out, String name) {
        this.out = out;
        this.name = name;
    }

    void print(Replay replay, LedgerReport report, Set<FindingKind> ignored, Wanted wanted) {
        List<HostView> hosts = replay.hosts();
        DamageText.print(out, report.damage());
        out.println(name + ": " + Counts.events(replay.events()) + ", " + Counts.of(hosts.size(), "host") + ", "
                + Counts.of(report.updates(Wanted.EVERYTHING).size(), "live update"));
        out.println("digest " + replay.digest());
        abi(replay);
        out.println();
        if (hosts.size() == 1) {
            page(replay, hosts.getFirst(), report, wanted);
        } else {
            lines(hosts, report, wanted);
        }
        statistics(replay.stats());
        out.println();
        new FindingText(out, report, wanted.last() == null ? MOST_FINDINGS : wanted.last())
                .print(wanted.everything() ? replay.findings() : report.findings(wanted), ignored);
        HostWaivers.print(out, report);
    }

    /** What the ABI judge's findings rest on. */
    private void abi(Replay replay) {
        String digest = replay.abiDigest();
        if (digest == null) {
            out.println("ABI digest unknown: the snapshot doesn't tell what was judged before it");
        } else if (replay.abiKernels().isEmpty()) {
            out.println("ABI digest " + digest + ", by no descriptor");
        } else {
            out.println("ABI digest " + digest + ", by "
                    + replay.abiKernels().entrySet().stream()
                            .limit(MOST_KERNELS)
                            .map(kernel ->
                                    kernel.getKey() + " " + kernel.getValue().substring(0, 8))
                            .collect(Collectors.joining(", ")));
            more(replay.abiKernels().size() - MOST_KERNELS, "descriptor", "");
        }
    }

    private void page(Replay replay, HostView host, LedgerReport report, Wanted wanted) {
        HostText page = new HostText(out);
        page.state(Json.node(document -> ViewJson.host(document, host)), report, wanted);
        page.recent(replay.recentEvents(host.state().host()));
    }

    // ---- many hosts ----

    /** Those that failed first; of each the live update to look at. */
    private void lines(List<HostView> hosts, LedgerReport report, Wanted wanted) {
        List<ToldUpdate> shown = report.hosts(wanted);
        List<ToldUpdate> all = report.hosts(Wanted.EVERYTHING);
        long failed = all.stream().filter(ToldUpdate::failed).count();
        out.println("hosts: " + failed + " of " + hosts.size() + " failed" + UpdatesCommand.notKnown(all)
                + (wanted.everything() ? "" : "; as asked: " + shown.size()));
        if (shown.isEmpty()) {
            return;
        }
        int most = wanted.last() == null ? MOST_HOSTS : wanted.last();
        new UpdateText(out).table(shown.subList(0, Math.min(most, shown.size())), wanted);
        int rest = shown.size() - most;
        if (rest > 0) {
            long failedRest =
                    shown.stream().skip(most).filter(ToldUpdate::failed).count();
            out.println("  ... and " + rest + " more, " + failedRest + " of them failed (--json shows all)");
        }
        if (wanted.everything() && shown.size() < hosts.size()) {
            out.println("  " + Counts.of((long) hosts.size() - shown.size(), "host") + " without a live update");
        }
        out.println("  all about one of them: --host HOST");
    }

    // ---- statistics ----

    /** Pairs of kernels over all windows: the windows are in the JSON. */
    private void statistics(Map<StatsKey, PairStats> stats) {
        Map<String, PairStats> pairs = new TreeMap<>();
        stats.forEach((key, pair) -> {
            if (pair.updates() > 0) {
                pairs.merge(key.fromKernel() + " -> " + key.toKernel(), pair, PairStats::merge);
            }
        });
        if (pairs.isEmpty()) {
            return;
        }
        out.println();
        out.println("statistics of settled live updates");
        pairs.entrySet().stream().limit(MOST_LINES).forEach(entry -> pair(entry.getKey(), entry.getValue()));
        more(pairs.size() - MOST_LINES, "pair", "  ");
    }

    private void pair(String name, PairStats pair) {
        out.printf(
                "  %-22s %s: %s; blackout %s%n",
                name,
                Counts.of(pair.updates(), "update"),
                pair.outcomes().entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", ")),
                BlackoutText.quantiles(pair.blackouts(), pair.blackoutsAtLeast()));
        pair.kinds().forEach((kind, files) -> out.printf("    %-20s %s%n", Printable.text(kind), KindText.of(files)));
    }

    private void more(int rest, String what, String indent) {
        if (rest > 0) {
            out.println(indent + "... and " + Counts.of(rest, "more " + what) + " (--json shows all)");
        }
    }
}
