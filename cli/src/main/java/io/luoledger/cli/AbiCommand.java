package io.luoledger.cli;

import picocli.CommandLine.Command;

/** Everything about the preserved-state ABI. */
@Command(
        name = "abi",
        mixinStandardHelpOptions = true,
        description = "Knows the preserved-state ABI of kernels: imports, compares, explains, plans.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AbiImportCommand.class,
            AbiListCommand.class,
            AbiExplainCommand.class,
            AbiHistoryCommand.class,
            AbiLintCommand.class,
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
