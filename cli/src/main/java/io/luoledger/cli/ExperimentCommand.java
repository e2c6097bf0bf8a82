package io.luoledger.cli;

import picocli.CommandLine.Command;

/** Open questions of live update, tried out. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description = "Answers open questions of live update by simulation and by model checking.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ExperimentBdfCommand.class})
final class ExperimentCommand extends CommandGroup {
    ExperimentCommand() {
        super("which experiment?");
    }
}
