package io.luoledger.cli;

import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.ScenarioRun;
import io.luoledger.simulator.scenario.Scenarios;
import io.luoledger.simulator.script.ResultLine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code simulate --scenario} and {@code --fleet}: hosts whose events are kept. */
final class SimulatedHosts {
    /** 2026-01-01T00:00:00Z: simulated time starts here, so that the same seed gives the same bytes. */
    private static final long START_MICROS = 1_767_225_600_000_000L;

    private static final long MAX_HOSTS = 10_000_000;
    private static final int MAX_UPDATES = 90;

    private final SimulationOptions options;
    private final SimulationLog log;
    private final boolean announcing;

    /** @param announcing whether agents announce the kernel that comes next */
    SimulatedHosts(SimulationOptions options, SimulationLog log, boolean announcing) {
        this.options = options;
        this.log = log;
        this.announcing = announcing;
    }

    /** @param host name of the scenario's host; null for the scenario's own name */
    int scenario(String name, @Nullable String host) {
        Scenario found = Choice.of("unknown scenario", name, Scenarios::find, Scenarios.all(), Scenario::name);
        List<String> calls = new ArrayList<>();
        ScenarioRun run = new ScenarioRun(
                options.namesKernels() ? found.on(options.kernels()) : found,
                UsageException.requireHost(host == null ? name : host),
                options.kernels(),
                options.hostFaults(),
                options.seed(),
                START_MICROS,
                (stage, result) -> calls.add("  %" + stage + " " + told(result)));
        if (announcing) {
            run.announcing();
        }
        String taken = log.take(run);
        PrintWriter out = log.report();
        out.println(found.name() + ": " + found.about());
        if (!log.kept()) {
            calls.forEach(out::println);
        }
        out.println(taken);
        return ExitCode.OK;
    }

    private static String told(ResultLine.OpResult result) {
        return (result.op().name() + " " + String.join(" ", result.op().arguments())).strip() + " -> "
                + (result.result() == null ? "the kernel died" : result.result());
    }

    int fleet(long hosts, int updates) {
        if (hosts < 1 || hosts > MAX_HOSTS) {
            throw new UsageException("--fleet takes 1 to " + MAX_HOSTS + " hosts, not " + hosts);
        }
        if (updates < 0 || updates > MAX_UPDATES) {
            throw new UsageException("--updates takes 0 to " + MAX_UPDATES + ", not " + updates);
        }
        Fleet.Plan plan = new Fleet.Plan(
                hosts,
                updates,
                options.kernels(),
                options.hostFaults(),
                options.deliveryFaults(),
                options.seed(),
                START_MICROS);
        String taken;
        try (ProgressLine progress = ProgressLine.of("simulating", hosts, "hosts")) {
            Fleet simulated = new Fleet(plan, progress::at);
            taken = log.take(announcing ? simulated.announcing() : simulated);
        }
        PrintWriter out = log.report();
        out.println(Counts.of(hosts, "host") + ", " + Counts.of(updates, "update") + " each, seed " + options.seed());
        out.println(taken);
        return ExitCode.OK;
    }
}
