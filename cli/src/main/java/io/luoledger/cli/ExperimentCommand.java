package io.luoledger.cli;

import picocli.CommandLine.Command;

/** The open questions of the series, by simulation and by model checking. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description = "Answers open questions of the series, by simulation and by model checking.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ExperimentFreezeCommand.class, ExperimentRolloutCommand.class})
final class ExperimentCommand extends CommandGroup {
    ExperimentCommand() {
        super("which command?");
    }
}
