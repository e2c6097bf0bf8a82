package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Layer;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.abi.plan.HoldingsList;
import io.luoledger.abi.plan.Plan;
import io.luoledger.abi.plan.Plan.Way;
import io.luoledger.abi.plan.PlannedKernels;
import io.luoledger.abi.plan.Planner;
import io.luoledger.glossary.Causes;
import io.luoledger.simulator.trial.SimulatedReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds ways between kernels. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Finds the shortest safe way to a kernel, and back, for what a host (or each host of a log, a list or a cluster) really holds preserved. Exit code 1 when a host is blocked.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiPlanCommand extends JudgingCommand {
    private static final int SHOWN = 20;

    @Option(
            names = "--from",
            paramLabel = "KERNEL",
            description = "The running kernel; with several hosts, of those whose kernel isn't told or known.")
    private @Nullable String from;

    @Option(names = "--to", required = true, paramLabel = "KERNEL", description = "The kernel to come to.")
    private String to;

    @Option(
            names = "--via",
            split = ",",
            paramLabel = "KERNEL",
            description = "Kernels that may lie in between (default: the releases of the catalogue).")
    private @Nullable List<String> via;

    @Option(
            names = "--holds",
            split = ",",
            paramLabel = "NAME",
            description = "Handler strings and FLB names that are preserved (default: everything that --from has).")
    private @Nullable List<String> holds;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Log file: what each of its hosts holds after its last event.")
    private @Nullable Path log;

    @Option(
            names = "--hosts",
            paramLabel = "FILE",
            description = "Hosts as JSON: {\"hosts\": [{\"host\", \"kernel\", \"handlers\", \"flbs\"}]}.")
    private @Nullable Path hosts;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final AcceptOption accept = new AcceptOption();

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Option(
            names = "--panic-on-warn",
            description = "The kernels boot with panic_on_warn: they die of what others warn about.")
    private boolean panicOnWarn;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        if (Stream.of(log != null, hosts != null, kafka.given())
                        .filter(given -> given)
                        .count()
                > 1) {
            throw new UsageException("give one of --log FILE, --hosts FILE and a cluster (--bootstrap-server, --data)");
        }
        if (kafka.given()) {
            PrintWriter err = err();
            try (Cluster cluster = Cluster.existing(kafka, err)) {
                return plan(
                        HoldingsSource.cluster(cluster.client(), err), KnownKernels.published(cluster.client(), err));
            }
        }
        return plan(
                log != null
                        ? HoldingsSource.log(log)
                        : hosts != null ? HoldingsList.read(AbiSources.bytes(hosts), hosts.toString()) : null,
                Map.of());
    }

    private int plan(@Nullable List<Holdings> fleet, Map<String, AbiDescriptor> published) {
        AbiSources sources = options.sources();
        PlannedKernels kernels = new PlannedKernels(sources::load, published, fleet != null);
        String running = from == null ? null : kernels.add(from);
        String target = kernels.add(to);
        if (via == null) {
            kernels.addReleases();
        } else {
            via.forEach(kernels::add);
        }
        List<Plan> plans = new ArrayList<>();
        List<Holdings> all = fleet == null ? List.of(single(kernels, running)) : known(fleet, kernels, running);
        options.requireTree(sources);
        Planner planner = new Planner(
                kernels.all().stream()
                        .map(kernel -> panicOnWarn ? kernel.withPanicOnWarn(true) : kernel)
                        .toList(),
                SimulatedReader.gate(),
                accept.consequences());
        all.forEach(holdings -> plans.add(planner.plan(holdings, target)));
        if (json) {
            Json.print(out(), Map.of("plans", plans.stream().map(PlanJson::of).toList()));
        } else {
            text(plans);
        }
        return plans.stream().anyMatch(Plan::isBlocked) ? ExitCode.FOUND : ExitCode.OK;
    }

    private Holdings single(PlannedKernels kernels, @Nullable String running) {
        if (running == null) {
            throw new UsageException("give --from KERNEL, --log FILE, --hosts FILE or a cluster (--bootstrap-server)");
        }
        return holdings(kernels.get(running));
    }

    /** The hosts, each with the kernel that it runs by the name that the planner knows; an unknown one keeps its own. */
    private List<Holdings> known(List<Holdings> fleet, PlannedKernels kernels, @Nullable String running) {
        List<Holdings> found = new ArrayList<>();
        for (Holdings one : fleet) {
            String kernel = known(one.kernel(), kernels);
            if (kernel == null) {
                kernel = running == null ? one.kernel() : running;
            }
            found.add(new Holdings(one.host(), kernel, one.handlers(), one.flbs(), one.unread()));
        }
        return found;
    }

    private @Nullable String known(String kernel, PlannedKernels kernels) {
        String told = kernels.told(kernel);
        if (told != null) {
            return told;
        }
        return Catalogue.find(kernel).isPresent() || (hosts != null && Files.exists(Path.of(kernel)))
                ? kernels.add(kernel)
                : null;
    }

    private Holdings holdings(AbiDescriptor running) {
        Holdings everything = Holdings.everything("host", running);
        if (holds == null) {
            return everything;
        }
        Map<Boolean, List<String>> byFlb = holds.stream()
                .collect(Collectors.partitioningBy(name -> everything.flbs().contains(name)
                        || running.guards(Layer.FLB)
                                .anyMatch(guard -> guard.writes().contains(name))));
        return new Holdings(
                "host", running.release(), byFlb.getOrDefault(false, List.of()), byFlb.getOrDefault(true, List.of()));
    }

    private void text(List<Plan> plans) {
        PrintWriter out = out();
        long direct = plans.stream().filter(Plan::isDirect).count();
        long blocked = plans.stream().filter(Plan::isBlocked).count();
        long noBack = plans.stream().filter(plan -> plan.back() == null).count();
        out.println(Counts.of(plans.size(), "host") + ": " + direct + " straight, "
                + (plans.size() - direct - blocked) + " with a stop in between, " + blocked + " blocked; " + noBack
                + " without a way back");
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (Plan plan : plans) {
            groups.computeIfAbsent(describe(plan), key -> new ArrayList<>())
                    .add(plan.holdings().host());
        }
        groups.forEach((text, names) -> {
            String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
            out.println(String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))) + more);
            out.print(Causes.spelled(text));
        });
    }

    private static String describe(Plan plan) {
        StringBuilder text = new StringBuilder();
        Holdings held = plan.holdings();
        List<String> names = new ArrayList<>(held.handlers());
        names.addAll(held.flbs());
        text.append("  holds: ")
                .append(names.isEmpty() ? "nothing" : String.join(", ", names))
                .append('\n');
        text.append("  way: ").append(way(plan.way())).append('\n');
        text.append("  back: ").append(way(plan.back())).append('\n');
        if (!plan.isDirect()) {
            plan.blockers()
                    .forEach(blocker ->
                            text.append("  not straight: ").append(blocker).append('\n'));
        }
        plan.unblock()
                .forEach(hint -> text.append("  would help: ").append(hint).append('\n'));
        return text.toString();
    }

    private static String way(@Nullable Way way) {
        if (way == null) {
            return "none";
        }
        String losses = way.losses().isEmpty() ? "" : "  loses: " + String.join("; ", way.losses());
        return String.join(" -> ", way.kernels()) + losses;
    }

    // ---- the document ----

    private record PlanJson(
            String host,
            String from,
            String to,
            List<String> holds,
            List<String> flbs,
            String status,
            List<String> way,
            List<String> losses,
            List<String> back,
            List<String> blockers,
            List<String> unblock) {
        static PlanJson of(Plan plan) {
            return new PlanJson(
                    plan.holdings().host(),
                    plan.holdings().kernel(),
                    plan.target(),
                    plan.holdings().handlers(),
                    plan.holdings().flbs(),
                    plan.isBlocked() ? "BLOCKED" : plan.isDirect() ? "DIRECT" : "STOP_IN_BETWEEN",
                    plan.way() == null ? List.of() : plan.way().kernels(),
                    plan.way() == null ? List.of() : plan.way().losses(),
                    plan.back() == null ? List.of() : plan.back().kernels(),
                    plan.blockers(),
                    plan.unblock());
        }
    }
}
