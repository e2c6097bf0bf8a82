package io.luoledger.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
final class AbiCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    AbiCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
