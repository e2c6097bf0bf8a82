package io.luoledger.cli;

import io.luoledger.experiment.check.Limits;
import picocli.CommandLine.Option;

/** How far the model checker goes with each set of threads. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CheckerOptions {
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

    Limits limits() {
        if (bound < 1) {
            throw new UsageException("--bound takes 1 or more, not " + bound);
        }
        return new Limits(bound, !noReduction);
    }
}
