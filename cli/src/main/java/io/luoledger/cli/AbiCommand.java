package io.luoledger.cli;

import picocli.CommandLine.Command;

/** Everything about the preserved-state ABI. */
@Command(
        name = "abi",
        mixinStandardHelpOptions = true,
        description = "Preserved-state ABI: import, compare, explain, plan.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AbiImportCommand.class,
            AbiListCommand.class,
            AbiExplainCommand.class,
            AbiCheckCommand.class,
            AbiMatrixCommand.class,
            AbiPlanCommand.class,
            AbiDecodeCommand.class,
            AbiPublishCommand.class
        })
final class AbiCommand extends CommandGroup {
    AbiCommand() {
        super("which command?");
    }
}
