package io.luoledger.cli;

import picocli.CommandLine.Command;

/** Brings events from elsewhere into the ledger. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Brings events from elsewhere into the ledger.",
        synopsisSubcommandLabel = "SOURCE",
        subcommands = {
            ImportTraceCommand.class,
            ImportPciCommand.class,
            ImportSystemdCommand.class,
            ImportEventsCommand.class
        })
final class ImportCommand extends CommandGroup {
    ImportCommand() {
        super("import what?");
    }
}
