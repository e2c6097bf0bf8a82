package io.luoledger.cli;

import io.luoledger.experiment.rollout.Answer;
import io.luoledger.experiment.rollout.Bounds;
import io.luoledger.experiment.rollout.RolloutSearch;
import io.luoledger.experiment.rollout.Rule;
import io.luoledger.experiment.rollout.Rules;
import io.luoledger.experiment.told.RolloutDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which orders of roll-out keep a way back. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        description =
                "Shows which orders of a roll-out keep a way back at every moment, of feature flags, version strings and versioned subtrees: every order that a rule allows, up to the bounds, and the smallest one that loses something.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ExperimentRolloutCommand extends LedgerCommand {
    @Option(names = "--rule", paramLabel = "ID", description = "Only this rule; may be given several times.")
    private List<String> rules = new ArrayList<>();

    @Option(
            names = "--features",
            paramLabel = "N",
            defaultValue = "2",
            description = "Features in each kernel, 1 to " + Bounds.MAX_FEATURES + " (default: ${DEFAULT-VALUE}).")
    private int features;

    @Option(
            names = "--kernels",
            paramLabel = "N",
            defaultValue = "5",
            description = "Kernels in a roll-out at most, 2 to " + Bounds.MAX_KERNELS + " (default: ${DEFAULT-VALUE}).")
    private int kernels;

    @Option(
            names = "--hops",
            paramLabel = "N",
            defaultValue = "16",
            description = "Hops of a host at most, 1 to " + Bounds.MAX_HOPS + " (default: ${DEFAULT-VALUE}).")
    private int hops;

    @Option(
            names = "--skip",
            paramLabel = "N",
            defaultValue = "1",
            description = "Releases that a host may leave out where a rule doesn't forbid it, 1 to " + Bounds.MAX_SKIP
                    + " (default: ${DEFAULT-VALUE}).")
    private int skip;

    @Option(
            names = "--back",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many of the kernels that a host came from have to take it back in one hop, 1 to "
                    + Bounds.MAX_BACK + " (default: ${DEFAULT-VALUE}).")
    private int back;

    @Option(
            names = "--lead",
            paramLabel = "N",
            description =
                    "How many releases ahead of each step the one before it has to be, 1 to 7 (default: as each rule says).")
    private @Nullable Integer lead;

    @Option(
            names = "--states",
            paramLabel = "N",
            defaultValue = "20000000",
            description = "States after which a rule is given up (default: ${DEFAULT-VALUE}).")
    private long states;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        Bounds bounds = bounds();
        List<Rule> chosen = chosen();
        List<Answer> answers = new ArrayList<>();
        try (ProgressLine progress = ProgressLine.of("rollout", chosen.size(), "rules")) {
            for (Rule rule : chosen) {
                answers.add(RolloutSearch.of(rule, bounds));
                progress.at(answers.size());
            }
        }
        if (json) {
            Json.print(exact(), RolloutDocument.of(bounds, answers));
        } else {
            new RolloutReport(bounds, answers).print(out());
        }
        return ExitCode.OK;
    }

    private Bounds bounds() {
        try {
            return new Bounds(features, kernels, hops, skip, back, states);
        } catch (IllegalArgumentException outside) {
            throw new UsageException("--" + outside.getMessage());
        }
    }

    private List<Rule> chosen() {
        if (lead != null && (lead < 1 || lead >= Bounds.MAX_KERNELS)) {
            throw new UsageException("--lead: 1 to " + (Bounds.MAX_KERNELS - 1) + ", not " + lead);
        }
        return asked().stream()
                .map(rule -> lead == null ? rule : rule.lead(lead))
                .toList();
    }

    private List<Rule> asked() {
        if (rules.isEmpty()) {
            return Rules.all();
        }
        return rules.stream()
                .map(id -> Choice.of("--rule: unknown rule", id, Rules::find, Rules.all(), Rule::id))
                .toList();
    }
}
