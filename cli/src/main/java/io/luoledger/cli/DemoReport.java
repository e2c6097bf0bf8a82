package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.core.DeviceState;
import io.luoledger.core.FileStatus;
import io.luoledger.core.Outcome;
import io.luoledger.core.Phases;
import io.luoledger.core.Placement;
import io.luoledger.core.UpdateState;
import io.luoledger.event.PciIdentity;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import io.luoledger.glossary.Causes;
import io.luoledger.replay.Replay;
import io.luoledger.view.HostView;
import io.luoledger.view.HostView.SessionView;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** The demo's one screen. */
final class DemoReport {
    private static final int MOST_KINDS = 4;
    private static final int MOST_KINDS_OF_A_MACHINE = 6;
    private static final String CAUSE = "BDF-CAUSE-";
    private static final String CALL = "LIFE-";

    private final PrintWriter out;
    private final Ansi ansi;

    DemoReport(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void print(DemoCommand.Result result, Replay offline, @Nullable Path kept) {
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
        out.println(Counts.events(result.written().appended()) + " of "
                + Counts.of(machines.size(), "captured machine") + " and "
                + Counts.of(result.hosts().size() - machines.size(), "simulated one")
                + ", published on Kafka (embedded, "
                + result.bootstrapServer() + "), processed exactly once.");
        out.println();
        table(updates);
        out.println(
                "boot: the next kernel's first event to the first retrieve. A trace's clock starts anew with each kernel: the"
                        + " gap is unknown. Where a phase is unknown, or not over, the blackout is a lower bound.");
        out.println();
        out.println(bold("What came back: " + back + " of " + Counts.of(files, "file")));
        TextTable sessions = new TextTable(2);
        machines.forEach(host -> cameBack(sessions, host));
        sessions.print(out);
        out.println();
        devices(machines);
        out.println(bold("What didn't, and why"));
        TextTable lost = new TextTable(2);
        machines.forEach(host -> lost(lost, host, findings.getOrDefault(true, List.of())));
        lost.print(out);
        refused(findings.getOrDefault(true, List.of()));
        out.println();
        fleet(
                result.hosts().stream()
                        .filter(host -> !captured.contains(host.state().host()))
                        .toList(),
                findings.getOrDefault(false, List.of()));
        out.println();
        digest("State digest", result.digest(), offline.digest());
        digest("ABI digest", result.abiDigest(), String.valueOf(offline.abiDigest()));
        out.println();
        next(kept);
    }

    private void digest(String name, String online, String offline) {
        out.println(bold(name + " ")
                + online.substring(0, 16)
                + (online.equals(offline)
                        ? "..., the same from an offline replay of the same events without Kafka"
                        : "..., but the offline replay gives " + offline.substring(0, 16) + "...: a defect"));
    }

    private void fleet(List<HostView> hosts, List<Finding> findings) {
        List<UpdateState> updates =
                hosts.stream().flatMap(host -> host.updates().stream()).toList();
        Map<Outcome, Long> outcomes = updates.stream()
                .collect(Collectors.groupingBy(
                        UpdateState::outcome, () -> new EnumMap<>(Outcome.class), Collectors.counting()));
        out.println(bold("A simulated rollout, 7.2 to 7.3, with things going wrong: "
                + Counts.of(updates.size(), "update") + " of " + Counts.of(hosts.size(), "host")));
        out.println("  How they ended: "
                + outcomes.entrySet().stream()
                        .map(entry -> entry.getValue() + " "
                                + ansi.string("@|" + colour(entry.getKey()) + " " + entry.getKey() + "|@"))
                        .collect(Collectors.joining(", ")));
        updates.stream()
                .filter(update -> update.consequence() != null)
                .collect(Collectors.groupingBy(
                        update -> Causes.of(update.consequence()), TreeMap::new, Collectors.counting()))
                .forEach((cause, count) -> out.println("  " + count + " x " + cause));
        Map<FindingKind, List<Finding>> errors = findings.stream()
                .filter(one -> one.kind().severity() == Severity.ERROR)
                .collect(Collectors.groupingBy(Finding::kind, Collectors.toList()));
        out.println("  What was found in them; an update may have several, and may have come right at a later try:");
        TextTable table = new TextTable(4);
        errors.entrySet().stream()
                .sorted(Comparator.comparingLong(
                                (Map.Entry<FindingKind, List<Finding>> entry) -> -updates(entry.getValue()))
                        .thenComparing(entry -> entry.getKey().id()))
                .limit(MOST_KINDS)
                .forEach(entry -> table.row(
                        Counts.of(updates(entry.getValue()), "update"),
                        entry.getKey().id(),
                        entry.getKey().title() + ", first on "
                                + entry.getValue().getFirst().host()));
        table.print(out);
        if (errors.size() > MOST_KINDS) {
            out.println("    and " + Counts.of(errors.size() - MOST_KINDS, "more kind") + " of ERROR");
        }
    }

    /** How many updates they are about. */
    private static long updates(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.host() + " " + finding.liveUpdate())
                .distinct()
                .count();
    }

    private void table(List<UpdateState> updates) {
        TextTable table = new TextTable(0);
        table.head(Stream.of("machine", "kernels", "ABI", "outcome")
                .map(this::bold)
                .toArray());
        updates.forEach(update -> table.row(
                update.host(),
                update.fromKernel() + " -> " + update.toKernel(),
                abi(update),
                ansi.string("@|" + colour(update.outcome()) + " " + update.outcome() + "|@")));
        table.print(out);
        out.println();
        TextTable times = new TextTable(0).numbers(1, 2, 3, 4, 5, 6, 7);
        times.head(Stream.of("phases", "preserve", "freeze", "+ gap", "+ boot", "+ retrieve", "= blackout", "finish")
                .map(this::bold)
                .toArray());
        updates.forEach(update -> times.row(phases(update)));
        times.print(out);
    }

    private static Object[] phases(UpdateState update) {
        Phases phases = update.phases();
        return new Object[] {
            update.host(),
            Micros.text(phases.preserve()),
            Micros.text(phases.freeze()),
            Micros.text(phases.kernelGap()),
            Micros.text(phases.bootToRetrieve()),
            Micros.text(phases.retrieve()),
            (phases.blackoutIsLowerBound() && phases.blackoutMicros() != null ? "> " : "")
                    + Micros.text(phases.blackoutMicros()),
            Micros.text(phases.finish())
        };
    }

    /** What was known before the kexec: can the incoming kernel read what the outgoing one leaves? */
    private static String abi(UpdateState update) {
        Optional<AbiDescriptor> from = Catalogue.find(update.fromKernel());
        Optional<AbiDescriptor> to = Optional.ofNullable(update.toKernel()).flatMap(Catalogue::find);
        return from.isEmpty() || to.isEmpty()
                ? "unknown"
                : AbiGate.BY_RULES.check(from.get(), to.get()).outcome().toString();
    }

    private void devices(List<HostView> machines) {
        if (machines.stream().allMatch(host -> host.devices().isEmpty())) {
            return;
        }
        out.println(bold("Preserved devices, and where the incoming kernel has them"));
        TextTable table = new TextTable(2);
        for (HostView host : machines) {
            for (DeviceState device : host.devices()) {
                boolean well = device.placement() == Placement.STABLE;
                boolean moved = device.foundAt() != null && !device.foundAt().equals(device.address());
                table.row(
                        host.state().host(),
                        device.address(),
                        kind(device.identity()),
                        ansi.string("@|" + (well ? "green" : "red") + " " + device.placement() + "|@")
                                + (moved ? ", now at " + device.foundAt() : ""));
            }
        }
        table.print(out);
        out.println();
    }

    private static String kind(@Nullable PciIdentity identity) {
        return identity == null ? "unknown" : "%04x:%04x".formatted(identity.vendor(), identity.device());
    }

    private static String colour(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED -> "green";
            case PARTIAL, ABORTED, UNFINISHED -> "yellow";
            case REFUSED, LOST -> "red";
        };
    }

    private static void cameBack(TextTable table, HostView host) {
        String sessions = host.sessions().stream()
                .filter(session -> count(session, FileStatus.FINISHED) > 0)
                .map(session -> session.session().name() + " (" + count(session, FileStatus.FINISHED) + ")")
                .collect(Collectors.joining(", "));
        long finishedFlbs = host.flbs().stream()
                .filter(flb -> flb.status().toString().equals("FINISHED"))
                .count();
        table.row(
                host.state().host(),
                "sessions " + sessions
                        + (host.flbs().isEmpty()
                                ? ""
                                : "; " + finishedFlbs + " of "
                                        + Counts.of(host.flbs().size(), "FLB") + " finished"));
    }

    private static long count(SessionView session, FileStatus status) {
        return session.files().stream().filter(file -> file.status() == status).count();
    }

    /** The worst first, and no more of a machine than a screen has room for. */
    private void lost(TextTable table, HostView host, List<Finding> findings) {
        Map<FindingKind, List<Finding>> byKind = findings.stream()
                .filter(finding -> finding.host().equals(host.state().host()))
                .filter(finding -> finding.kind().severity() != Severity.INFO)
                .collect(Collectors.groupingBy(
                        Finding::kind,
                        () -> new TreeMap<>(Comparator.comparing(FindingKind::severity)
                                .thenComparing(kind -> !kind.id().startsWith(CAUSE))
                                .thenComparing(FindingKind::id)),
                        Collectors.toList()));
        byKind.entrySet().stream()
                .limit(MOST_KINDS_OF_A_MACHINE)
                .forEach(entry -> table.row(
                        host.state().host(),
                        subjects(entry.getValue()) + ": "
                                + ansi.string("@|yellow " + entry.getKey().title() + "|@") + " ("
                                + entry.getKey().id() + ")"));
        if (byKind.size() > MOST_KINDS_OF_A_MACHINE) {
            table.row(
                    host.state().host(),
                    "and " + Counts.of(byKind.size() - MOST_KINDS_OF_A_MACHINE, "more kind") + " of finding");
        }
    }

    private static String subjects(List<Finding> findings) {
        return findings.stream().map(Finding::subject).distinct().collect(Collectors.joining(", "));
    }

    private void refused(List<Finding> findings) {
        Map<String, Long> byErrno = findings.stream()
                .filter(finding -> finding.kind().severity() == Severity.INFO)
                .filter(finding -> finding.kind().id().startsWith(CALL))
                .collect(Collectors.groupingBy(Finding::found, TreeMap::new, Collectors.counting()));
        if (!byErrno.isEmpty()) {
            long all = byErrno.values().stream().mapToLong(Long::longValue).sum();
            out.println("  besides, " + Counts.of(all, "call") + (all == 1 ? " was" : " were")
                    + " refused and did no harm: "
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
        Path log = (kept == null ? Path.of("DIR") : kept).resolve("demo.avro");
        Map<String, String> commands = new LinkedHashMap<>();
        if (kept == null) {
            commands.put("demo --keep DIR", "the same, keeping captures and log in DIR");
        }
        commands.put("replay " + log, "every promise and what became of it, finding by finding");
        if (kept != null) {
            commands.put("events " + log + " --host errors", "event by event");
        }
        commands.put("capture", "record a live update of your own host");
        commands.put("serve", "a ledger that lasts; --help lists everything");
        TextTable table = new TextTable(2);
        commands.forEach((command, what) -> table.row("luo-ledger " + command, what));
        table.print(out);
    }

    private String bold(String text) {
        return ansi.string("@|bold " + text + "|@");
    }
}
