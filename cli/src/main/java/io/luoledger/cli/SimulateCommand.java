package io.luoledger.cli;

import io.luoledger.event.Draft;
import io.luoledger.ledger.EventSource;
import io.luoledger.score.Score;
import io.luoledger.simulator.kernel.Assumption;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.scenario.DeliveryFault;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Feature;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.simulator.scenario.Invariant;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.ScenarioRun;
import io.luoledger.simulator.scenario.Scenarios;
import io.luoledger.simulator.scenario.Swarm;
import io.luoledger.simulator.script.ResultLine;
import io.luoledger.twin.Coverage;
import io.luoledger.twin.Twin;
import io.luoledger.twin.TwinRuns;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simulate}: scenarios, fleets and random runs on simulated kernels. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Simulates live updates: a scenario, a fleet, or random runs that are checked step by step.",
        footer = {
            "",
            "Examples: luo-ledger simulate --list",
            "          luo-ledger simulate --scenario vm-host -o vm-host.avro",
            "          luo-ledger simulate --fleet 1000 --updates 3 --kernels 7.2,7.3 --faults power-loss -o fleet.avro",
            "          luo-ledger simulate --swarm 500 --seed 7",
            "          luo-ledger simulate --twin 10000",
            "          luo-ledger simulate --score 10000"
        })
final class SimulateCommand implements Callable<Integer> {
    /** 2026-01-01T00:00:00Z: simulated time starts here, so that the same seed gives the same bytes. */
    private static final long START_MICROS = 1_767_225_600_000_000L;

    private static final long MAX_HOSTS = 10_000_000;
    private static final int MAX_UPDATES = 90;

    @Spec
    private CommandSpec spec;

    @Option(names = "--list", description = "Show scenarios, faults and kernels.")
    private boolean list;

    @Option(names = "--scenario", paramLabel = "NAME", description = "Run one scenario on one host.")
    private @Nullable String scenario;

    @Option(names = "--fleet", paramLabel = "HOSTS", description = "Run a fleet of so many hosts.")
    private @Nullable Long fleet;

    @Option(names = "--updates", paramLabel = "N", description = "Live updates of each host of the fleet (default: 1).")
    private int updates = 1;

    @Option(names = "--swarm", paramLabel = "RUNS", description = "Do so many random runs, and check each step.")
    private @Nullable Long swarm;

    @Option(
            names = "--twin",
            paramLabel = "RUNS",
            description =
                    "Do so many random runs of all kernels, features and faults, and compare the ledger's view with"
                            + " the kernels' own state after each step; run each twice and compare the bytes of its log.")
    private @Nullable Long twin;

    @Option(
            names = "--score",
            paramLabel = "RUNS",
            description = "Plant faults in so many runs, and see which the ledger's checks catch.")
    private @Nullable Long score;

    @Option(
            names = "--kernels",
            paramLabel = "R1,R2,...",
            split = ",",
            description = "Kernels, one per boot; the last is used for all further boots"
                    + " (default: those that the scenario is about, else 7.3).")
    private List<String> kernels = List.of();

    @Option(names = "--faults", paramLabel = "LIST", split = ",", description = "What may go wrong, or all.")
    private List<String> faults = List.of();

    @Option(names = "--seed", paramLabel = "S", description = "Seed of everything that is left to chance (default: 1).")
    private long seed = 1;

    @Option(names = "--host", paramLabel = "H", description = "Name of a scenario's host (default: its name).")
    private @Nullable String host;

    @Option(
            names = "--announce",
            description = "Agents announce the kernel that comes next, before they preserve anything for it.")
    private boolean announce;

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @SuppressWarnings("NullAway.Init")
    SimulateCommand() {}

    @Override
    public Integer call() {
        target.require(List.of());
        if (list) {
            print(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        requireKnownKernels();
        int modes = (scenario == null ? 0 : 1)
                + (fleet == null ? 0 : 1)
                + (swarm == null ? 0 : 1)
                + (twin == null ? 0 : 1)
                + (score == null ? 0 : 1);
        if (modes != 1) {
            throw new UsageException(
                    "what to simulate? expected one of --scenario NAME, --fleet HOSTS, --swarm RUNS, --twin RUNS,"
                            + " --score RUNS (--list shows what there is)");
        }
        if (announce && scenario == null && fleet == null) {
            throw new UsageException("--announce goes with --scenario or --fleet");
        }
        if (swarm != null) {
            return swarm(swarm);
        }
        if (twin != null) {
            return twin(twin);
        }
        if (score != null) {
            return score(score);
        }
        return fleet != null ? fleet(fleet) : scenario(String.valueOf(scenario));
    }

    private List<String> kernels() {
        return kernels.isEmpty() ? List.of("7.3") : kernels;
    }

    private void requireKnownKernels() {
        for (String name : kernels()) {
            if (KernelProfiles.find(name).isEmpty()) {
                throw new UsageException("unknown kernel \"" + name + "\", expected one of "
                        + String.join(", ", KernelProfiles.names()) + ", or one of them with +"
                        + String.join(", +", KernelProfiles.variants().keySet()));
            }
        }
    }

    private List<Fault> hostFaults() {
        if (faults.contains("all")) {
            return List.of(Fault.values());
        }
        return faults.stream().flatMap(word -> Fault.find(word).stream()).toList();
    }

    private List<DeliveryFault> deliveryFaults() {
        List<DeliveryFault> found = new ArrayList<>();
        for (String word : faults) {
            if (DeliveryFault.find(word).isPresent()) {
                found.add(DeliveryFault.find(word).get());
            } else if (Fault.find(word).isEmpty() && !word.equals("all")) {
                throw new UsageException("unknown fault \"" + word + "\", expected all or one of "
                        + Arrays.stream(Fault.values()).map(Fault::word).collect(Collectors.joining(", ")) + ", "
                        + Arrays.stream(DeliveryFault.values())
                                .map(DeliveryFault::word)
                                .collect(Collectors.joining(", ")));
            }
        }
        return found;
    }

    private int scenario(String name) {
        Scenario found = Scenarios.find(name)
                .orElseThrow(() -> new UsageException("unknown scenario \"" + name + "\", expected one of "
                        + Scenarios.all().stream().map(Scenario::name).collect(Collectors.joining(", "))));
        if (!deliveryFaults().isEmpty()) {
            throw new UsageException("events go astray in a fleet only; expected --fleet with "
                    + deliveryFaults().getFirst().word());
        }
        List<String> calls = new ArrayList<>();
        ScenarioRun run = new ScenarioRun(
                kernels.isEmpty() ? found : found.on(kernels),
                hostOr(name),
                kernels(),
                hostFaults(),
                seed,
                START_MICROS,
                (stage, result) -> calls.add("  %" + stage + " " + told(result)));
        if (announce) {
            run.announcing();
        }
        Map<String, Long> events = new TreeMap<>();
        String written = write(run, events);
        PrintWriter out = report();
        out.println(found.name() + ": " + found.about());
        if (!target.given()) {
            calls.forEach(out::println);
        }
        tell(events, written, out);
        return ExitCode.OK;
    }

    private String hostOr(String name) {
        String given = host == null ? name : host;
        try {
            return Draft.requireHost(given);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--host: " + e.getMessage());
        }
    }

    private static String told(ResultLine.OpResult result) {
        return (result.op().name() + " " + String.join(" ", result.op().arguments())).strip() + " -> "
                + (result.result() == null ? "the kernel died" : result.result());
    }

    private int fleet(long hosts) {
        if (hosts < 1 || hosts > MAX_HOSTS) {
            throw new UsageException("--fleet takes 1 to " + MAX_HOSTS + " hosts, not " + hosts);
        }
        if (updates < 0 || updates > MAX_UPDATES) {
            throw new UsageException("--updates takes 0 to " + MAX_UPDATES + ", not " + updates);
        }
        Fleet.Plan plan = new Fleet.Plan(hosts, updates, kernels(), hostFaults(), deliveryFaults(), seed, START_MICROS);
        Map<String, Long> events = new TreeMap<>();
        String written;
        try (ProgressLine progress = ProgressLine.of("simulating", hosts, "hosts")) {
            Fleet simulated = new Fleet(plan, progress::at);
            written = write(announce ? simulated.announcing() : simulated, events);
        }
        PrintWriter out = report();
        out.println(hosts + " hosts, " + updates + " updates each, seed " + seed);
        tell(events, written, out);
        return ExitCode.OK;
    }

    /** Where the report goes: a log on standard output leaves no room for it there. */
    private PrintWriter report() {
        return target.isStandardOutput()
                ? spec.commandLine().getErr()
                : spec.commandLine().getOut();
    }

    private static void tell(Map<String, Long> events, String written, PrintWriter out) {
        long total = events.values().stream().mapToLong(Long::longValue).sum();
        out.println(total + " events: "
                + events.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", ")));
        out.println(written);
    }

    /** Says what was written, and where. */
    private String write(EventSource source, Map<String, Long> events) {
        Consumer<Draft> count = draft -> events.merge(draft.body().type(), 1L, Long::sum);
        if (!target.given()) {
            source.forEach(count);
            return "not written anywhere: give -o FILE.avro, --data or --bootstrap-server to keep them";
        }
        try (LedgerTarget ledger = target.open(List.of(), spec.commandLine().getErr())) {
            return Counts.of(ledger.take(sink -> source.forEach(count.andThen(sink))), ledger.name());
        }
    }

    private int swarm(long runs) {
        if (runs < 1) {
            throw new UsageException("--swarm takes at least 1 run, not " + runs);
        }
        deliveryFaults();
        Swarm.Report report;
        Coverage compared = new Coverage();
        try (ProgressLine progress = ProgressLine.of("swarm", runs, "runs")) {
            report = new Swarm(Swarm.Plan.of(seed, kernels(), hostFaults()), () -> new Twin(compared))
                    .run(runs, progress::at);
        }
        PrintWriter out = report();
        coverage(report, out);
        if (report.failure().isEmpty()) {
            out.println(report.runs() + " runs, every invariant held");
            return ExitCode.OK;
        }
        failed(
                report.failure().get(),
                "luo-ledger simulate --swarm 1 --seed " + report.failure().get().seed() + " --kernels "
                        + String.join(",", kernels())
                        + (faults.isEmpty() ? "" : " --faults " + String.join(",", faults)),
                out);
        return ExitCode.FOUND;
    }

    private int twin(long runs) {
        if (runs < 1) {
            throw new UsageException("--twin takes at least 1 run, not " + runs);
        }
        TwinRuns done = new TwinRuns(seed);
        Swarm.Report report;
        try (ProgressLine progress = ProgressLine.of("twin", runs, "runs")) {
            report = done.run(runs, progress::at);
        }
        PrintWriter out = report();
        coverage(report, out);
        new TwinReport(out).print(report, done.coverage(), done.bytes());
        if (report.failure().isPresent()) {
            failed(
                    report.failure().get(),
                    "luo-ledger simulate --twin 1 --seed "
                            + report.failure().get().seed(),
                    out);
        }
        done.unequal()
                .forEach(run -> out.println("run of seed " + run
                        + " gave other bytes the second time; again: luo-ledger simulate --twin 1 --seed " + run));
        return report.failure().isEmpty() && done.unequal().isEmpty() ? ExitCode.OK : ExitCode.FOUND;
    }

    private int score(long runs) {
        if (runs < 1) {
            throw new UsageException("--score takes at least 1 run, not " + runs);
        }
        Score done;
        try (ProgressLine progress = ProgressLine.of("score", runs, "runs")) {
            done = new Score(seed).run(runs, progress::at);
        }
        new ScoreReport(spec.commandLine().getOut()).print(done);
        return done.perfect() ? ExitCode.OK : ExitCode.FOUND;
    }

    private static void coverage(Swarm.Report report, PrintWriter out) {
        out.println("calls and how they ended:");
        report.transitions().forEach((transition, count) -> out.println("  " + count + " " + transition));
        out.println("features: "
                + Arrays.stream(Feature.values())
                        .map(feature -> report.features().getOrDefault(feature, 0) + " " + feature.word())
                        .collect(Collectors.joining(", ")));
        if (!report.faults().isEmpty()) {
            out.println("faults: "
                    + report.faults().entrySet().stream()
                            .map(entry ->
                                    entry.getValue() + " " + entry.getKey().word())
                            .collect(Collectors.joining(", ")));
        }
        String never = Arrays.stream(Fault.values())
                .filter(fault -> !report.faults().containsKey(fault))
                .map(Fault::word)
                .collect(Collectors.joining(", "));
        out.println("faults never reached: " + (never.isEmpty() ? "none" : never));
    }

    private void failed(Swarm.Failure failure, String again, PrintWriter out) {
        Invariant broken = failure.invariant();
        out.println("the run of seed " + failure.seed() + " broke " + broken.word() + ": " + broken.about());
        out.println("  " + failure.detail());
        out.println("the least that does so:");
        failure.script().lines().forEach(line -> out.println("  " + line));
        Path file = target.file();
        String base = file == null ? "swarm-" + failure.seed() : file.toString().replaceFirst("\\.avro$", "");
        if (file != null) {
            try (OutputFile script = OutputFile.create(Path.of(base + ".luo"))) {
                script.writer().print(failure.script());
                script.complete();
            }
        }
        if (target.given()) {
            out.println(write(sink -> Swarm.replay(failure, sink), new TreeMap<>()));
        }
        out.println("again: " + again);
        out.println("or, with the script above in " + base + ".luo: luo-ledger luo run --kernels "
                + String.join(",", failure.kernels()) + " " + base + ".luo");
    }

    private static void print(PrintWriter out) {
        out.println("scenarios (--scenario NAME):");
        for (Scenario one : Scenarios.all()) {
            out.printf("  %-26s %s%n", one.name(), one.about());
        }
        out.println("faults (--faults LIST):");
        for (Fault fault : Fault.values()) {
            out.printf("  %-26s %s%n", fault.word(), fault.about());
        }
        out.println("faults on the way of events (--faults LIST, with --fleet):");
        for (DeliveryFault fault : DeliveryFault.values()) {
            out.printf("  %-26s %s%n", fault.word(), fault.about());
        }
        out.println("kernels (--kernels LIST):");
        for (String name : KernelProfiles.names()) {
            out.printf("  %-26s %s%n", name, KernelProfiles.about(name));
        }
        out.println("machines with PCI devices (machine NAME in scripts):");
        for (String name : PciMachines.names()) {
            out.println("  " + name);
        }
        out.println("variants of a kernel (RELEASE+VARIANT):");
        KernelProfiles.variants().forEach((name, about) -> out.printf("  %-26s %s%n", "+" + name, about));
        out.println("assumptions of the kernel roadmap, where no series says what it does:");
        for (Assumption assumption : Assumption.values()) {
            out.printf("  %-26s %s%n", assumption.word(), assumption.about());
        }
    }
}
