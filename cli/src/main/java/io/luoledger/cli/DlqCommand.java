package io.luoledger.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the stream processors could not read. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = {
            "Lists and replays what the stream processors could not read.",
            "It stays on luo.events.dlq as it was received, with the reason, and never stops them."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DlqListCommand.class, DlqReplayCommand.class})
final class DlqCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    DlqCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "list or replay?");
    }
}
