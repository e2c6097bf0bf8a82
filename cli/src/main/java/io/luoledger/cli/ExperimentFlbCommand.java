package io.luoledger.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.check.Move;
import io.luoledger.experiment.check.Wait;
import io.luoledger.experiment.flb.Actor;
import io.luoledger.experiment.flb.Design;
import io.luoledger.experiment.flb.FlbExperiment;
import io.luoledger.experiment.flb.FlbResult;
import io.luoledger.experiment.flb.Setting;
import io.luoledger.experiment.told.FlbStory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How to synchronise the finish of an FLB with its readers. */
@Command(
        name = "flb",
        mixinStandardHelpOptions = true,
        description = {
            "Checks designs of an FLB's incoming half against every interleaving of a few threads.",
            "How can pci_flb_finish() be synchronised with who looks something up in what it frees, without a deadlock? Should an"
                    + " FLB refuse to be retrieved after its finish?"
        })
final class ExperimentFlbCommand extends LedgerCommand {
    private static final int MAX_THREADS = 6;

    @Option(
            names = "--design",
            paramLabel = "NAME",
            split = ",",
            description = "Only this design; may be given several times (default: all that --list shows).")
    private List<String> designs = List.of();

    @Option(
            names = "--threads",
            paramLabel = "NAME,NAME,...",
            split = ",",
            description =
                    "Just this set of threads; one that is named twice is there twice (default: every small set).")
    private List<String> threads = List.of();

    @Option(
            names = "--up-to",
            paramLabel = "N",
            defaultValue = "3",
            description = "Every set of at most N threads, 1 to " + MAX_THREADS + " (default: ${DEFAULT-VALUE}).")
    private int upTo;

    @Option(
            names = "--bound",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Look at no more than N states of each set of threads (default: ${DEFAULT-VALUE}).")
    private int bound;

    @Option(
            names = "--no-reduction",
            description = "Every order of steps, also of those that have nothing to do with each other.")
    private boolean noReduction;

    @Option(
            names = "--never-asked",
            description = "An FLB for which nobody asked before its files are finished, unlike that of PCI.")
    private boolean neverAsked;

    @Option(names = "--list", description = "The designs and the threads, without checking them.")
    private boolean list;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @SuppressWarnings("NullAway.Init")
    ExperimentFlbCommand() {}

    @Override
    public Integer call() {
        List<Design> chosen = chosen();
        List<List<Actor>> sets = sets();
        if (bound < 1) {
            throw new UsageException("--bound takes 1 or more, not " + bound);
        }
        if (list) {
            list(chosen);
            return ExitCode.OK;
        }
        List<FlbResult> results = new ArrayList<>();
        try (ProgressLine progress = ProgressLine.of("checking", -1, "states")) {
            FlbExperiment experiment = new FlbExperiment(new Limits(bound, !noReduction), progress::at);
            FlbExperiment.settings(chosen, neverAsked).forEach(setting -> results.add(experiment.check(setting, sets)));
        }
        if (json) {
            Json.print(exact(), document(results));
        } else {
            new ExperimentFlbText(out(), results, about(sets)).print();
        }
        return ExitCode.OK;
    }

    private List<Design> chosen() {
        if (designs.isEmpty()) {
            return List.of(Design.values());
        }
        return designs.stream()
                .map(name -> Design.named(name)
                        .orElseThrow(() -> new UsageException("--design: unknown design \"" + name
                                + "\", expected one of "
                                + Arrays.stream(Design.values())
                                        .map(Design::word)
                                        .collect(Collectors.joining(", ")))))
                .distinct()
                .toList();
    }

    private List<List<Actor>> sets() {
        if (upTo < 1 || upTo > MAX_THREADS) {
            throw new UsageException("--up-to takes 1 to " + MAX_THREADS + ", not " + upTo);
        }
        if (threads.isEmpty()) {
            return FlbExperiment.sets(upTo);
        }
        if (threads.size() > MAX_THREADS) {
            throw new UsageException("--threads takes 1 to " + MAX_THREADS + " threads, not " + threads.size());
        }
        return List.of(threads.stream()
                .map(name -> Actor.named(name)
                        .orElseThrow(() -> new UsageException("--threads: unknown thread \"" + name
                                + "\", expected one of "
                                + Arrays.stream(Actor.values()).map(Actor::word).collect(Collectors.joining(", ")))))
                .toList());
    }

    private void list(List<Design> chosen) {
        if (json) {
            Json.print(
                    exact(),
                    new Listing(
                            chosen.stream()
                                    .map(design -> new Listed(design.word(), design.about()))
                                    .toList(),
                            Arrays.stream(Actor.values())
                                    .map(actor -> new Listed(actor.word(), actor.about()))
                                    .toList()));
            return;
        }
        TextTable table = new TextTable(2).line("designs:");
        chosen.forEach(design -> table.row(design.word(), design.about()));
        table.line("threads:");
        Arrays.stream(Actor.values()).forEach(actor -> table.row(actor.word(), actor.about()));
        table.print(out());
    }

    private String about(List<List<Actor>> sets) {
        return (threads.isEmpty()
                        ? Counts.of(sets.size(), "set") + " of at most " + Counts.of(upTo, "thread")
                        : "threads " + String.join(", ", threads))
                + (neverAsked ? ", of an FLB that nobody asked for" : "")
                + ", at most " + Counts.of(bound, "state") + " each, "
                + (noReduction ? "without" : "with") + " partial-order reduction";
    }

    // ---- the document ----

    private record Listing(List<Listed> designs, List<Listed> threads) {}

    private record Listed(String name, String about) {}

    private record Document(
            int bound,
            boolean reduction,
            boolean neverAsked,
            List<List<String>> threadSets,
            boolean complete,
            List<Checked> designs) {}

    private record Checked(
            String design, boolean refusesAfterFinish, long states, long steps, boolean complete, List<Found> found) {}

    private record Found(
            String kind,
            String what,
            List<String> threads,
            int contextSwitches,
            boolean fewest,
            List<Step> run,
            List<Wait> waits,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ToldStory told) {}

    private record Step(String thread, String at, String does) {}

    private Document document(List<FlbResult> results) {
        return new Document(
                bound,
                !noReduction,
                neverAsked,
                sets().stream()
                        .map(set -> set.stream().map(Actor::word).toList())
                        .toList(),
                results.stream().allMatch(FlbResult::complete),
                results.stream().map(ExperimentFlbCommand::checked).toList());
    }

    private static Checked checked(FlbResult result) {
        Setting setting = result.setting();
        return new Checked(
                setting.design().word(),
                setting.refusesAfterFinish(),
                result.states(),
                result.steps(),
                result.complete(),
                result.smallest().values().stream()
                        .map(example -> found(setting, example))
                        .toList());
    }

    private static Found found(Setting setting, CounterExample example) {
        return new Found(
                example.violation().kind(),
                example.violation().what(),
                example.threads(),
                example.contextSwitches(),
                example.fewest(),
                example.run().stream().map(move -> step(example, move)).toList(),
                example.waits(),
                FlbStory.of(setting, example).map(ToldStory::of).orElse(null));
    }

    private static Step step(CounterExample example, Move move) {
        return new Step(example.threads().get(move.thread()), move.at(), move.does());
    }
}
