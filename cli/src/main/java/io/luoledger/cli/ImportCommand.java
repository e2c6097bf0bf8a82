package io.luoledger.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands that turn something into events. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Turns traces, enumerations and log files into events.",
        synopsisSubcommandLabel = "WHAT",
        subcommands = {ImportTraceCommand.class})
final class ImportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    ImportCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "import what?");
    }
}
