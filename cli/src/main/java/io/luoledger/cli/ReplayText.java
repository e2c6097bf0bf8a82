package io.luoledger.cli;

import io.luoledger.core.DeviceState;
import io.luoledger.core.Failure;
import io.luoledger.core.FileState;
import io.luoledger.core.FindingCatalogue;
import io.luoledger.core.FlbState;
import io.luoledger.core.HostView;
import io.luoledger.core.HostView.SessionView;
import io.luoledger.core.Outcome;
import io.luoledger.core.Phases;
import io.luoledger.core.UpdateState;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import io.luoledger.replay.Replay;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** A replay's result for people: long lists are cut, and say so. */
final class ReplayText {
    private static final int MOST_HOSTS = 20;
    private static final int MOST_LINES = 12;
    private static final int MOST_FINDINGS = 5;
    private static final int MOST_FILES = 6;
    private static final int MOST_KERNELS = 12;

    private final PrintWriter out;
    private final String name;
    private final Ansi ansi = LuoLedger.ansi();

    ReplayText(PrintWriter out, String name) {
        this.out = out;
        this.name = name;
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

    void print(Replay replay, Set<FindingKind> ignored) {
        List<HostView> hosts = replay.hosts();
        List<UpdateState> updates = replay.updates();
        out.println(name + ": " + count(replay.events(), "event") + ", " + count(hosts.size(), "host") + ", "
                + count(updates.size(), "live update"));
        out.println("digest " + replay.digest());
        abi(replay);
        Map<String, List<UpdateState>> byHost =
                updates.stream().collect(Collectors.groupingBy(UpdateState::host, TreeMap::new, Collectors.toList()));
        hosts.stream()
                .limit(MOST_HOSTS)
                .forEach(host -> host(host, byHost.getOrDefault(host.state().host(), List.of())));
        more(hosts.size() - MOST_HOSTS, "host", "");
        statistics(replay.stats());
        findings(replay.findings(), ignored);
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
                count(pair.updates(), "update"),
                pair.outcomes().entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", ")),
                PhaseText.quantiles(pair.blackouts(), pair.blackoutsAtLeast()));
        pair.kinds()
                .forEach((kind, files) -> out.printf(
                        "    %-20s %s%n", Printable.text(kind), KindText.of(files)));
    }

    // ---- one host ----

    private void host(HostView view, List<UpdateState> updates) {
        out.println();
        out.println(style("bold", view.state().host()) + "  runs "
                + view.state().current().kernel() + ", live update "
                + view.state().current().liveUpdate()
                + (view.announced() == null
                        ? ""
                        : ", next kernel " + Printable.text(view.announced().kernel())));
        updates.stream().skip(Math.max(0, updates.size() - MOST_LINES)).forEach(this::update);
        if (!view.sessions().isEmpty()) {
            out.println("  sessions");
            tail(view.sessions()).forEach(session -> session(view, session));
            more(view.sessions().size() - MOST_LINES, "session", "    ");
        }
        if (!view.flbs().isEmpty()) {
            out.println("  FLBs");
            tail(view.flbs()).forEach(flb -> flb(view, flb));
            more(view.flbs().size() - MOST_LINES, "FLB", "    ");
        }
        if (!view.devices().isEmpty()) {
            out.println("  devices");
            tail(view.devices()).forEach(device -> device(view, device));
            more(view.devices().size() - MOST_LINES, "device", "    ");
        }
    }

    /** The newest: what people ask about. */
    private static <T> List<T> tail(List<T> all) {
        return all.subList(Math.max(0, all.size() - MOST_LINES), all.size());
    }

    private void update(UpdateState update) {
        String consequence = update.consequence() == null ? "" : " (" + update.consequence() + ")";
        out.printf(
                "  update %d  %s -> %s  %s%s%n",
                update.number(),
                update.fromKernel(),
                update.toKernel() == null ? "?" : update.toKernel(),
                style(colour(update.outcome()), update.outcome().name()),
                consequence);
        Phases phases = update.phases();
        out.println("    phases    " + PhaseText.all(phases));
        out.println("    blackout  " + PhaseText.blackout(phases));
        String least = update.countsAreLowerBound() ? "at least " : "";
        out.println("    came back " + update.tally().filesRetrieved() + " of " + least
                + count(update.tally().files(), "file") + "; finished "
                + update.tally().sessionsFinished() + " of " + least
                + count(update.tally().sessions(), "session"));
    }

    private static String colour(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED -> "green,bold";
            case PARTIAL, ABORTED, UNFINISHED -> "yellow,bold";
            case REFUSED, LOST -> "red,bold";
        };
    }

    private void session(HostView view, SessionView session) {
        out.printf(
                "    %-20s %-9s %-10s %s%n",
                Printable.text(session.session().name()),
                side(session.session().incoming()),
                session.session().status() + uncertain(view.uncertain(session.session())),
                files(view, session) + untold(session) + PhaseText.beside(view.phases(session)));
    }

    /** Files that were seen to be finished, but whose tokens the source never told. */
    private static String untold(SessionView session) {
        long untold = session.session().incoming()
                ? session.session().files() - session.files().size()
                : 0;
        return untold > 0 ? "; " + untold + " finished whose token isn't told" : "";
    }

    /** Marks a state that is only the last one that a source with gaps shows. */
    private static String uncertain(boolean uncertain) {
        return uncertain ? "?" : "";
    }

    /** Files by state; the few that aren't like the others by token. */
    private static String files(HostView view, SessionView session) {
        List<FileState> files = session.files();
        if (files.isEmpty()) {
            return "no files";
        }
        Map<String, List<FileState>> byState = new LinkedHashMap<>();
        files.stream()
                .sorted(Comparator.comparing(FileState::status))
                .forEach(file -> byState.computeIfAbsent(
                                file.status() + uncertain(view.uncertain(session.session(), file)),
                                state -> new java.util.ArrayList<>())
                        .add(file));
        return byState.entrySet().stream()
                .map(entry -> entry.getKey() + " " + tokens(entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String tokens(List<FileState> files) {
        String shown = files.stream()
                .limit(MOST_FILES)
                .map(file -> file.token() + (file.errno() == null ? "" : " (" + file.errno() + ")"))
                .collect(Collectors.joining(", "));
        return files.size() <= MOST_FILES ? shown : shown + " and " + (files.size() - MOST_FILES) + " more";
    }

    private void flb(HostView view, FlbState flb) {
        out.printf(
                "    %-30s %-9s %s%n",
                Printable.text(flb.name()), side(flb.incoming()), flb.status() + uncertain(view.uncertain(flb)));
    }

    private void device(HostView view, DeviceState device) {
        out.printf(
                "    %-13s %-34s %-15s %s%s%s%n",
                device.address(),
                device.identity() == null ? "identity unknown" : device.identity(),
                device.status() + uncertain(view.uncertain(device)),
                device.placement(),
                device.foundAt() == null || device.foundAt().equals(device.address())
                        ? ""
                        : ", now at " + device.foundAt(),
                PhaseText.beside(view.phases(device)));
    }

    private static String side(boolean incoming) {
        return incoming ? "incoming" : "outgoing";
    }

    // ---- findings ----

    private void findings(List<Finding> findings, Set<FindingKind> ignored) {
        out.println();
        if (findings.isEmpty()) {
            out.println("findings: none");
            return;
        }
        out.println("findings: "
                + java.util.Arrays.stream(Severity.values())
                        .map(severity -> findings.stream()
                                        .filter(one -> one.kind().severity() == severity)
                                        .count()
                                + " " + severity)
                        .collect(Collectors.joining(", ")));
        int settled = Failure.settled(findings).size();
        if (settled > 0) {
            out.println("settled later: " + settled + " " + FindingCatalogue.DEVICE_MISSING.id() + ", by "
                    + FindingCatalogue.DEVICE_RETURNED.id());
        }
        IgnoreOption.print(out, ignored, findings);
        Map<FindingKind, List<Finding>> byKind = findings.stream()
                .sorted(Comparator.comparing(one -> one.kind().severity()))
                .collect(Collectors.groupingBy(Finding::kind, LinkedHashMap::new, Collectors.toList()));
        byKind.forEach(this::kind);
    }

    private void kind(FindingKind kind, List<Finding> findings) {
        out.println();
        out.printf(
                "  %s %s  %s%n",
                style(colour(kind.severity()), String.format("%-7s", kind.severity())), kind.id(), kind.title());
        findings.stream().limit(MOST_FINDINGS).forEach(this::finding);
        more(findings.size() - MOST_FINDINGS, "like it", "    ");
        out.println("    why    " + kind.explanation());
        out.println("    to do  " + kind.remedy());
    }

    private void finding(Finding finding) {
        out.println(
                "    " + finding.host() + " update " + finding.liveUpdate() + ": " + Printable.text(finding.subject())
                        + ": expected " + Printable.text(finding.expected()) + "; found "
                        + Printable.text(finding.found()) + "  [event"
                        + (finding.evidence().size() == 1 ? " " : "s ")
                        + finding.evidence().stream().map(String::valueOf).collect(Collectors.joining(", ")) + "]");
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case ERROR -> "red,bold";
            case WARNING -> "yellow,bold";
            case INFO -> "cyan";
        };
    }

    // ---- words ----

    private void more(int rest, String what, String indent) {
        if (rest > 0) {
            String plural = what.equals("like it") || rest == 1 ? what : what + "s";
            out.println(indent + "... and " + rest + " more " + plural + " (--json shows all)");
        }
    }

    private String style(String style, String text) {
        return ansi.enabled() ? ansi.string("@|" + style + " " + text + "|@") : text;
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
