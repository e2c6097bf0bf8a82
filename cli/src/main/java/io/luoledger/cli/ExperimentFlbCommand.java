package io.luoledger.cli;

import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.flb.Actor;
import io.luoledger.experiment.flb.Design;
import io.luoledger.experiment.flb.FlbExperiment;
import io.luoledger.experiment.flb.FlbResult;
import io.luoledger.experiment.told.FlbDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final CheckerOptions checker = new CheckerOptions();

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
        Limits limits = checker.limits();
        if (list) {
            list(chosen);
            return ExitCode.OK;
        }
        List<FlbResult> results = new ArrayList<>();
        try (ProgressLine progress = ProgressLine.of("checking", -1, "states")) {
            FlbExperiment experiment = new FlbExperiment(limits, progress::at);
            FlbExperiment.settings(chosen, neverAsked).forEach(setting -> results.add(experiment.check(setting, sets)));
        }
        if (json) {
            Json.print(exact(), FlbDocument.of(results, sets, limits, neverAsked));
        } else {
            new ExperimentFlbText(out(), results, about(sets, limits)).print();
        }
        return ExitCode.OK;
    }

    private List<Design> chosen() {
        return Choice.all("--design: unknown design", designs, Design::named, List.of(Design.values()), Design::word);
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
                .map(name -> Choice.of(
                        "--threads: unknown thread", name, Actor::named, List.of(Actor.values()), Actor::word))
                .toList());
    }

    private void list(List<Design> chosen) {
        CheckerListing listing = new CheckerListing(
                chosen.stream()
                        .map(design -> new CheckerListing.Listed(design.word(), design.about()))
                        .toList(),
                Arrays.stream(Actor.values())
                        .map(actor -> new CheckerListing.Listed(actor.word(), actor.about()))
                        .toList());
        if (json) {
            Json.print(exact(), listing);
        } else {
            listing.print(out());
        }
    }

    private String about(List<List<Actor>> sets, Limits limits) {
        return (threads.isEmpty()
                        ? Counts.of(sets.size(), "set") + " of at most " + Counts.of(upTo, "thread")
                        : "threads " + String.join(", ", threads))
                + (neverAsked ? ", of an FLB that nobody asked for" : "")
                + ", at most " + Counts.of(limits.states(), "state") + " each, "
                + (limits.reduction() ? "with" : "without") + " partial-order reduction";
    }
}
