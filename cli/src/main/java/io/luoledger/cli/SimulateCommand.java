package io.luoledger.cli;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code simulate}: scenarios, fleets and random runs on simulated kernels. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Simulates live updates: a scenario, a fleet, or random runs that are checked step by step.",
        footer = {
            "",
            "Examples:",
            "  luo-ledger simulate --list",
            "  luo-ledger simulate --scenario vm-host -o vm-host.avro",
            "  luo-ledger simulate --fleet 1000 --kernels 7.2,7.3 -o fleet.avro",
            "  luo-ledger simulate --swarm 500 --seed 7",
            "  luo-ledger simulate --twin 10000",
            "  luo-ledger simulate --score 10000"
        })
final class SimulateCommand extends JudgingCommand {
    @Option(names = "--list", description = "Show scenarios, faults and kernels.")
    private boolean list;

    @Option(names = "--scenario", paramLabel = "NAME", description = "Run one scenario on one host.")
    private @Nullable String scenario;

    @Option(names = "--fleet", paramLabel = "HOSTS", description = "Run a fleet of so many hosts.")
    private @Nullable Long fleet;

    @Option(names = "--updates", paramLabel = "N", description = "Live updates of each host of the fleet (default: 1).")
    private @Nullable Integer updates;

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

    @Option(names = "--host", paramLabel = "H", description = "Name of a scenario's host (default: its name).")
    private @Nullable String host;

    @Option(
            names = "--announce",
            description = "Agents announce the kernel that comes next, before they preserve anything for it.")
    private boolean announce;

    @Option(names = "--json", description = "With --list: one JSON document.")
    private boolean json;

    @Mixin
    private final SimulationOptions options = new SimulationOptions();

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @SuppressWarnings("NullAway.Init")
    SimulateCommand() {}

    @Override
    public Integer call() {
        target.require(List.of());
        if (list) {
            if (json) {
                SimulationMenu.json(out());
            } else {
                SimulationMenu.print(out());
            }
            return ExitCode.OK;
        }
        if (json) {
            throw new UsageException("--json goes with --list; the events of a simulation go to -o FILE.avro");
        }
        options.requireKnownKernels();
        requireOneKind();
        SimulationLog log = new SimulationLog(target, out(), err());
        SimulatedHosts hosts = new SimulatedHosts(options, log, announce);
        RandomRuns runs = new RandomRuns(options, log);
        if (swarm != null) {
            return runs.swarm(swarm);
        }
        if (twin != null) {
            return runs.twin(twin);
        }
        if (score != null) {
            return runs.score(score);
        }
        return fleet != null
                ? hosts.fleet(fleet, updates == null ? 1 : updates)
                : hosts.scenario(String.valueOf(scenario), host);
    }

    private void requireOneKind() {
        long kinds = Stream.of(scenario, fleet, swarm, twin, score)
                .filter(Objects::nonNull)
                .count();
        if (kinds != 1) {
            throw new UsageException(
                    "what to simulate? expected one of --scenario NAME, --fleet HOSTS, --swarm RUNS, --twin RUNS,"
                            + " --score RUNS (--list shows what there is)");
        }
        if (announce && scenario == null && fleet == null) {
            throw new UsageException("--announce goes with --scenario or --fleet");
        }
        if (host != null && scenario == null) {
            throw new UsageException("--host goes with --scenario");
        }
        if (updates != null && fleet == null) {
            throw new UsageException("--updates goes with --fleet");
        }
        if ((twin != null || score != null) && options.limited()) {
            throw new UsageException((twin != null ? "--twin" : "--score")
                    + " goes over all kernels and faults by itself; --kernels and --faults go with --scenario, --fleet or"
                    + " --swarm");
        }
        if (fleet == null && !options.deliveryFaults().isEmpty()) {
            throw new UsageException("events go astray in a fleet only; expected --fleet with "
                    + options.deliveryFaults().getFirst().word());
        }
    }
}
