package io.luoledger.cli;

import io.luoledger.core.FileStatus;
import io.luoledger.core.HostView;
import io.luoledger.core.HostView.SessionView;
import io.luoledger.core.Outcome;
import io.luoledger.core.UpdateState;
import io.luoledger.finding.Finding;
import io.luoledger.finding.Severity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** The demo's one screen. */
final class DemoReport {
    private static final int MOST_KINDS = 4;

    private final PrintWriter out;
    private final Ansi ansi;

    DemoReport(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void print(DemoCommand.Result result, String offlineDigest, @Nullable Path kept) {
        Set<String> captured =
                ShippedCapture.ALL.stream().map(ShippedCapture::host).collect(Collectors.toSet());
        List<HostView> machines = result.hosts().stream()
                .filter(host -> captured.contains(host.state().host()))
                .toList();
        List<UpdateState> updates =
                machines.stream().flatMap(host -> host.updates().stream()).toList();
        long files =
                updates.stream().mapToLong(update -> update.tally().files()).sum();
        long back = updates.stream()
                .mapToLong(update -> update.tally().filesRetrieved())
                .sum();
        Map<Boolean, List<Finding>> findings =
                result.findings().stream().collect(Collectors.partitioningBy(one -> captured.contains(one.host())));
        out.println(bold("Live updates of real kernels, from trace text to a verdict"));
        out.println(result.written().appended() + " events of " + machines.size() + " captured machines and "
                + (result.hosts().size() - machines.size()) + " simulated ones, published on Kafka (embedded, "
                + result.bootstrapServer() + "), processed exactly once.");
        out.println();
        table(updates);
        out.println(
                "A trace's clock starts anew with each kernel: the kernel gap is unknown, the blackout a lower bound.");
        out.println();
        out.println(bold("What came back: " + back + " of " + files + " files"));
        machines.forEach(this::cameBack);
        out.println();
        out.println(bold("What didn't, and why"));
        machines.forEach(host -> lost(host, findings.getOrDefault(true, List.of())));
        refused(findings.getOrDefault(true, List.of()));
        out.println();
        fleet(
                result.hosts().stream()
                        .filter(host -> !captured.contains(host.state().host()))
                        .toList(),
                findings.getOrDefault(false, List.of()));
        out.println();
        boolean equal = result.digest().equals(offlineDigest);
        out.println(bold("State digest ")
                + result.digest().substring(0, 16)
                + (equal
                        ? "..., the same from an offline replay of the same events without Kafka"
                        : "..., but the offline replay gives " + offlineDigest.substring(0, 16) + "...: a defect"));
        out.println();
        next(kept);
    }

    private void fleet(List<HostView> hosts, List<Finding> findings) {
        List<UpdateState> updates =
                hosts.stream().flatMap(host -> host.updates().stream()).toList();
        Map<Outcome, Long> outcomes = updates.stream()
                .collect(Collectors.groupingBy(
                        UpdateState::outcome, () -> new EnumMap<>(Outcome.class), Collectors.counting()));
        out.println(bold("A simulated rollout, 7.2 to 7.3, with things going wrong: " + updates.size() + " updates of "
                + hosts.size() + " hosts"));
        out.println("  "
                + outcomes.entrySet().stream()
                        .map(entry -> entry.getValue() + " "
                                + ansi.string("@|" + colour(entry.getKey()) + " " + entry.getKey() + "|@"))
                        .collect(Collectors.joining(", ")));
        Map<String, List<Finding>> errors = findings.stream()
                .filter(one -> one.kind().severity() == Severity.ERROR)
                .collect(Collectors.groupingBy(one -> one.kind().id(), TreeMap::new, Collectors.toList()));
        errors.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
                .limit(MOST_KINDS)
                .forEach(entry -> {
                    Finding first = entry.getValue().getFirst();
                    out.println("  " + entry.getValue().size() + " x " + entry.getKey() + ": "
                            + first.kind().title() + ", first on " + first.host());
                });
        if (errors.size() > MOST_KINDS) {
            out.println("  and " + (errors.size() - MOST_KINDS) + " more kinds of ERROR");
        }
    }

    private void table(List<UpdateState> updates) {
        out.println(bold("%-14s %-17s %-11s %10s %9s %9s %9s %12s"
                .formatted("machine", "kernels", "outcome", "preserve", "freeze", "retrieve", "finish", "blackout")));
        for (UpdateState update : updates) {
            out.print("%-14s %-17s ".formatted(update.host(), update.fromKernel() + " -> " + update.toKernel()));
            out.print(ansi.string("@|" + colour(update.outcome()) + " " + "%-11s".formatted(update.outcome()) + "|@"));
            out.println(" %10s %9s %9s %9s %12s"
                    .formatted(
                            time(update.preserveMicros()),
                            time(update.freezeMicros()),
                            time(update.retrieveMicros()),
                            time(update.finishMicros()),
                            (update.blackoutIsLowerBound() ? "> " : "") + time(update.blackoutMicros())));
        }
    }

    private static String colour(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED -> "green";
            case PARTIAL, ABORTED, UNFINISHED -> "yellow";
            case REFUSED, LOST -> "red";
        };
    }

    private void cameBack(HostView host) {
        String sessions = host.sessions().stream()
                .filter(session -> count(session, FileStatus.FINISHED) > 0)
                .map(session -> session.session().name() + " (" + count(session, FileStatus.FINISHED) + ")")
                .collect(Collectors.joining(", "));
        long finishedFlbs = host.flbs().stream()
                .filter(flb -> flb.status().toString().equals("FINISHED"))
                .count();
        out.println("  %-14s %s"
                .formatted(
                        host.state().host(),
                        "sessions " + sessions + "; " + finishedFlbs + " of "
                                + host.flbs().size() + " FLBs finished"));
    }

    private static long count(SessionView session, FileStatus status) {
        return session.files().stream().filter(file -> file.status() == status).count();
    }

    private void lost(HostView host, List<Finding> findings) {
        Map<String, List<Finding>> byId = findings.stream()
                .filter(finding -> finding.host().equals(host.state().host()))
                .filter(finding -> finding.kind().severity() != Severity.INFO)
                .collect(Collectors.groupingBy(finding -> finding.kind().id(), TreeMap::new, Collectors.toList()));
        byId.values()
                .forEach(same -> out.println("  %-14s %s: %s"
                        .formatted(
                                host.state().host(),
                                same.stream().map(Finding::subject).distinct().collect(Collectors.joining(", ")),
                                ansi.string("@|yellow " + same.getFirst().kind().title() + "|@") + " ("
                                        + same.getFirst().kind().id() + ")")));
    }

    private void refused(List<Finding> findings) {
        Map<String, Long> byErrno = findings.stream()
                .filter(finding -> finding.kind().severity() == Severity.INFO)
                .collect(Collectors.groupingBy(Finding::found, TreeMap::new, Collectors.counting()));
        if (!byErrno.isEmpty()) {
            long all = byErrno.values().stream().mapToLong(Long::longValue).sum();
            out.println("  besides, " + all + " calls were refused and did no harm: "
                    + byErrno.entrySet().stream()
                            .sorted(Map.Entry.<String, Long>comparingByValue()
                                    .reversed()
                                    .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .collect(Collectors.joining(", ")));
        }
    }

    private void next(@Nullable Path kept) {
        out.println(bold("Next"));
        if (kept == null) {
            out.println("  luo-ledger demo --keep DIR               the same, keeping captures and log in DIR");
            out.println(
                    "  luo-ledger replay DIR/demo.avro          every promise and what became of it, finding by finding");
        } else {
            out.println("  luo-ledger replay " + kept.resolve("demo.avro")
                    + "   every promise and what became of it, finding by finding");
            out.println("  luo-ledger events " + kept.resolve("demo.avro") + " --host errors   event by event");
        }
        out.println("  luo-ledger capture                       record a live update of your own host");
        out.println("  luo-ledger serve                         a ledger that lasts; --help lists everything");
    }

    private String bold(String text) {
        return ansi.string("@|bold " + text + "|@");
    }

    private static String time(@Nullable Long micros) {
        if (micros == null) {
            return "unknown";
        }
        return micros < 1000 ? micros + " us" : "%.1f ms".formatted(micros / 1000.0);
    }
}
