package io.luoledger.cli;

import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.freeze.Actor;
import io.luoledger.experiment.freeze.Design;
import io.luoledger.experiment.freeze.FreezeExperiment;
import io.luoledger.experiment.freeze.FreezeResult;
import io.luoledger.experiment.told.FreezeDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final CheckerOptions checker = new CheckerOptions();

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
        Limits limits = checker.limits();
        if (list) {
            list(chosen);
            return ExitCode.OK;
        }
        List<FreezeResult> results = new ArrayList<>();
        try (ProgressLine progress = ProgressLine.of("checking", -1, "states")) {
            FreezeExperiment experiment = new FreezeExperiment(limits, progress::at);
            chosen.forEach(design -> results.add(experiment.check(design, FreezeExperiment.sets(design, upTo))));
        }
        if (json) {
            Json.print(exact(), FreezeDocument.of(results, upTo, limits));
        } else {
            new ExperimentFreezeText(out(), results).print(about(limits));
        }
        return ExitCode.OK;
    }

    private List<Design> chosen() {
        return Choice.all("--design: unknown design", designs, Design::named, Design.all(), Design::word);
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

    private String about(Limits limits) {
        return "at most " + Counts.of(upTo, "thread") + ", at most " + Counts.of(limits.states(), "state")
                + " of each set of threads, " + (limits.reduction() ? "with" : "without") + " partial-order reduction";
    }
}
