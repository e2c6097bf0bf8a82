package io.luoledger.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Brings events from elsewhere into the ledger. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Brings events from elsewhere into the ledger.",
        synopsisSubcommandLabel = "SOURCE",
        subcommands = {ImportTraceCommand.class, ImportPciCommand.class, ImportEventsCommand.class})
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
