package io.luoledger.cli;

import io.luoledger.experiment.bdf.BdfExperiment;
import io.luoledger.experiment.bdf.BdfReport;
import io.luoledger.experiment.bdf.Csv;
import io.luoledger.experiment.bdf.Page;
import io.luoledger.experiment.bdf.Perturbation;
import io.luoledger.experiment.bdf.Policy;
import io.luoledger.files.OutputFile;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.ScenarioRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code experiment bdf}: which rules for bus numbers keep preserved functions where they were. */
@Command(
        name = "bdf",
        mixinStandardHelpOptions = true,
        description = {
            "Tries which rules for bus numbers keep preserved PCI functions where they were: random topologies, each updated"
                    + " under every policy, for everything that can happen between the preserve and the retrieve.",
            "Prints how often each invariant breaks, with 95 %% confidence, and the smallest topologies that break them."
        },
        footer = {
            "",
            "Examples:",
            "  luo-ledger experiment bdf --page bdf.html --csv bdf.csv",
            "  luo-ledger experiment bdf --policy pci-v9 --runs 5000",
            "  luo-ledger experiment bdf --policy pci-v9 --perturbation bridge-added-acpi --log moved.avro"
        })
final class ExperimentBdfCommand extends LedgerCommand {
    private static final long MAX_RUNS = 1_000_000;
    /** 2026-01-01T00:00:00Z: simulated time starts here, so that the same seed gives the same bytes. */
    private static final long START_MICROS = 1_767_225_600_000_000L;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Topologies for each perturbation (default: ${DEFAULT-VALUE}).")
    private long runs;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Which topologies (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            split = ",",
            description = "Only this policy; may be given several times, or several with commas.")
    private List<String> policies = new ArrayList<>();

    @Option(
            names = "--perturbation",
            paramLabel = "NAME",
            split = ",",
            description = "Only this perturbation; may be given several times, or several with commas.")
    private List<String> perturbations = new ArrayList<>();

    @Option(names = "--list", description = "The policies, perturbations and invariants, without trying them.")
    private boolean list;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the counts as comma-separated values, too.")
    private @Nullable Path csv;

    @Option(
            names = "--page",
            paramLabel = "FILE.html",
            description = "Write one page with plots and drawings, too; it asks for nothing from elsewhere.")
    private @Nullable Path page;

    @Option(
            names = "--log",
            paramLabel = "FILE.avro",
            description =
                    "With one policy and one perturbation: update a whole simulated host of the smallest topology that"
                            + " breaks something, and write its events.")
    private @Nullable Path log;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final ForceOption force = new ForceOption();

    @SuppressWarnings("NullAway.Init")
    ExperimentBdfCommand() {}

    @Override
    public Integer call() {
        if (runs < 1 || runs > MAX_RUNS) {
            throw new UsageException("--runs takes 1 to " + MAX_RUNS + ", not " + runs);
        }
        List<Policy> chosen = Choice.all("--policy:", policies, Policy::find, Policy.ALL, Policy::word);
        List<Perturbation> happening = Choice.all(
                "--perturbation:",
                perturbations,
                Perturbation::find,
                Arrays.asList(Perturbation.values()),
                Perturbation::word);
        if (list) {
            new ExperimentBdfText(out()).list(chosen, happening);
            return ExitCode.OK;
        }
        if (log != null && (chosen.size() != 1 || happening.size() != 1)) {
            throw new UsageException("--log writes one update: expected one --policy and one --perturbation");
        }
        Stream.of(csv, page, log).forEach(file -> {
            if (file != null) {
                force.require(file, List.of());
            }
        });
        BdfExperiment experiment = new BdfExperiment(new BdfExperiment.Plan(
                seed, runs, chosen, happening, Runtime.getRuntime().availableProcessors()));
        follow("updates", experiment.measures(), experiment::measure);
        follow("shrinking", experiment.shrinks(), experiment::shrink);
        follow("virtual functions", experiment.virtualTrials(), experiment::virtualFunctions);
        tell(experiment);
        return ExitCode.OK;
    }

    private static void follow(String task, long total, Consumer<LongConsumer> work) {
        if (total > 0) {
            try (ProgressLine progress = ProgressLine.of(task, total, "blocks")) {
                work.accept(progress::at);
            }
        }
    }

    private void tell(BdfExperiment experiment) {
        BdfReport report = experiment.report();
        if (csv != null) {
            write(csv, Csv.lines(report));
        }
        if (page != null) {
            write(page, List.of(Page.of(report).stripTrailing()));
        }
        String written = log == null ? null : retell(experiment, log);
        if (json) {
            Json.print(out(), report);
        } else {
            new ExperimentBdfText(out()).print(report);
            if (written != null) {
                out().println(written);
            }
        }
    }

    private void write(Path file, List<String> lines) {
        try (OutputFile output = force.create(file, List.of())) {
            lines.forEach(output.writer()::println);
            output.complete();
        }
    }

    private String retell(BdfExperiment experiment, Path file) {
        Scenario scenario = experiment.retold().stream()
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "--log: nothing broke here that the calls of a script can repeat; expected another --policy or"
                                + " --perturbation"));
        ScenarioRun run = new ScenarioRun(
                scenario, scenario.name(), List.of(), List.of(), seed, START_MICROS, (stage, result) -> {});
        try (FileTarget target = new FileTarget(force.create(file, List.of()))) {
            return Counts.of(target.take(run), target.name());
        }
    }
}
