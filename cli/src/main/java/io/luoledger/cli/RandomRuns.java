package io.luoledger.cli;

import io.luoledger.files.OutputFile;
import io.luoledger.score.Score;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Feature;
import io.luoledger.simulator.scenario.Invariant;
import io.luoledger.simulator.scenario.Swarm;
import io.luoledger.twin.Coverage;
import io.luoledger.twin.Twin;
import io.luoledger.twin.TwinRuns;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** {@code simulate --swarm}, {@code --twin} and {@code --score}: random runs, and what they proved. */
final class RandomRuns {
    private final SimulationOptions options;
    private final SimulationLog log;

    RandomRuns(SimulationOptions options, SimulationLog log) {
        this.options = options;
        this.log = log;
    }

    int swarm(long runs) {
        requireSome("--swarm", runs);
        Swarm.Report report;
        Coverage compared = new Coverage();
        try (ProgressLine progress = ProgressLine.of("swarm", runs, "runs")) {
            report = new Swarm(
                            Swarm.Plan.of(options.seed(), options.kernels(), options.hostFaults()),
                            () -> new Twin(compared))
                    .run(runs, progress::at);
        }
        PrintWriter out = log.report();
        coverage(report, out);
        if (report.failure().isEmpty()) {
            out.println(Counts.of(report.runs(), "run") + ", every invariant held");
            return ExitCode.OK;
        }
        failed(
                report.failure().get(),
                "luo-ledger simulate --swarm 1 "
                        + options.repeating(report.failure().get().seed()),
                out);
        return ExitCode.FOUND;
    }

    int twin(long runs) {
        requireSome("--twin", runs);
        TwinRuns done = new TwinRuns(options.seed());
        Swarm.Report report;
        try (ProgressLine progress = ProgressLine.of("twin", runs, "runs")) {
            report = done.run(runs, progress::at);
        }
        PrintWriter out = log.report();
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

    int score(long runs) {
        requireSome("--score", runs);
        Score done;
        try (ProgressLine progress = ProgressLine.of("score", runs, "runs")) {
            done = new Score(options.seed()).run(runs, progress::at);
        }
        new ScoreReport(log.report()).print(done);
        return done.perfect() ? ExitCode.OK : ExitCode.FOUND;
    }

    private static void requireSome(String option, long runs) {
        if (runs < 1) {
            throw new UsageException(option + " takes at least 1 run, not " + runs);
        }
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
        Path file = log.file();
        String base = file == null ? "swarm-" + failure.seed() : file.toString().replaceFirst("\\.avro$", "");
        if (file != null) {
            try (OutputFile script = ForceOption.create(Path.of(base + ".luo"))) {
                script.writer().print(failure.script());
                script.complete();
            }
        }
        if (log.kept()) {
            out.println(log.write(sink -> Swarm.replay(failure, sink)));
        }
        out.println("again: " + again);
        out.println("or, with the script above in " + base + ".luo: luo-ledger luo run --kernels "
                + String.join(",", failure.kernels()) + " " + base + ".luo");
    }
}
