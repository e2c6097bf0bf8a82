package io.luoledger.cli;

import picocli.CommandLine.Command;

/** The open questions of the series, by simulation and by model checking. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description = "Answers open questions about live updates, by model checking and by simulation.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ExperimentBdfCommand.class,
            ExperimentFlbCommand.class,
            ExperimentFreezeCommand.class,
            ExperimentRolloutCommand.class
        })
final class ExperimentCommand extends CommandGroup {
    ExperimentCommand() {
        super("which experiment?");
    }
}
