package io.luoledger.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.check.Move;
import io.luoledger.experiment.check.Wait;
import io.luoledger.experiment.freeze.Actor;
import io.luoledger.experiment.freeze.Design;
import io.luoledger.experiment.freeze.FreezeExperiment;
import io.luoledger.experiment.freeze.FreezeResult;
import io.luoledger.experiment.freeze.Property;
import io.luoledger.experiment.told.FreezeStory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What FREEZE of single sessions may do. */
@Command(
        name = "freeze",
        mixinStandardHelpOptions = true,
        description = {
            "Checks FREEZE of single sessions, with what its posting leaves open, against every interleaving of a few threads.",
            "Which sessions are unfrozen when a later freeze fails? When is the FLBs' count written? What is looked at first?"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ExperimentFreezeCommand extends LedgerCommand {
    private static final int MAX_THREADS = 5;

    @Option(
            names = "--design",
            paramLabel = "NAME",
            split = ",",
            description = "Only this design; may be given several times (default: all that --list shows).")
    private List<String> designs = List.of();

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

    @Option(names = "--list", description = "The designs and the threads, without checking them.")
    private boolean list;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        List<Design> chosen = chosen();
        if (upTo < 1 || upTo > MAX_THREADS) {
            throw new UsageException("--up-to takes 1 to " + MAX_THREADS + ", not " + upTo);
        }
        if (bound < 1) {
            throw new UsageException("--bound takes 1 or more, not " + bound);
        }
        if (list) {
            list(chosen);
            return ExitCode.OK;
        }
        List<FreezeResult> results = new ArrayList<>();
        try (ProgressLine progress = ProgressLine.of("checking", -1, "states")) {
            FreezeExperiment experiment = new FreezeExperiment(new Limits(bound, !noReduction), progress::at);
            chosen.forEach(design -> results.add(experiment.check(design, FreezeExperiment.sets(design, upTo))));
        }
        if (json) {
            Json.print(exact(), document(results));
        } else {
            new ExperimentFreezeText(out(), results).print(about());
        }
        return ExitCode.OK;
    }

    private List<Design> chosen() {
        if (designs.isEmpty()) {
            return Design.all();
        }
        return designs.stream()
                .map(name -> Design.named(name)
                        .orElseThrow(() -> new UsageException("--design: unknown design \"" + name
                                + "\", expected one of "
                                + Design.all().stream().map(Design::word).collect(Collectors.joining(", ")))))
                .distinct()
                .toList();
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

    private String about() {
        return "at most " + Counts.of(upTo, "thread") + ", at most " + Counts.of(bound, "state")
                + " of each set of threads, " + (noReduction ? "without" : "with") + " partial-order reduction";
    }

    // ---- the document ----

    private record Listing(List<Listed> designs, List<Listed> threads) {}

    private record Listed(String name, String about) {}

    private record Document(int upTo, int bound, boolean reduction, boolean complete, List<Checked> designs) {}

    private record Checked(
            String design,
            String about,
            boolean planted,
            int sets,
            long states,
            long steps,
            boolean complete,
            List<Judged> properties) {}

    private record Judged(String property, String says, boolean safety, String result, List<Found> smallest) {}

    private record Found(
            String what,
            List<String> threads,
            int contextSwitches,
            boolean fewest,
            List<Step> run,
            List<Wait> waits,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ToldStory told) {}

    private record Step(String thread, String at, String does) {}

    private Document document(List<FreezeResult> results) {
        return new Document(
                upTo,
                bound,
                !noReduction,
                results.stream().allMatch(FreezeResult::complete),
                results.stream().map(ExperimentFreezeCommand::checked).toList());
    }

    private static Checked checked(FreezeResult result) {
        return new Checked(
                result.design().word(),
                result.design().about(),
                result.design().isPlanted(),
                result.sets(),
                result.states(),
                result.steps(),
                result.complete(),
                Arrays.stream(Property.values())
                        .map(property -> judged(result, property))
                        .toList());
    }

    private static Judged judged(FreezeResult result, Property property) {
        CounterExample example = result.smallest().get(property);
        return new Judged(
                property.kind(),
                property.says(),
                property.isSafety(),
                example != null ? "FOUND" : result.complete() ? "NONE" : "UNKNOWN",
                example == null ? List.of() : List.of(found(result.design(), property, example)));
    }

    private static Found found(Design design, Property property, CounterExample example) {
        return new Found(
                example.violation().what(),
                example.threads(),
                example.contextSwitches(),
                example.fewest(),
                example.run().stream().map(move -> step(example, move)).toList(),
                example.waits(),
                FreezeStory.of(design, property).map(ToldStory::of).orElse(null));
    }

    private static Step step(CounterExample example, Move move) {
        return new Step(example.threads().get(move.thread()), move.at(), move.does());
    }
}
