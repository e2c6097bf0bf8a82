package io.luoledger.cli;

import picocli.CommandLine.Command;

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
final class DlqCommand extends CommandGroup {
    DlqCommand() {
        super("list or replay?");
    }
}
