package io.luoledger.cli;

import picocli.CommandLine.Command;

/** A Kafka cluster of one's own. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = {
            "Prepares a Kafka cluster of your own: certificates, topics, logins, rights.",
            "The embedded broker needs none of it."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ClusterSecretsCommand.class, ClusterSetupCommand.class, ClusterRolesCommand.class})
final class ClusterCommand extends CommandGroup {
    ClusterCommand() {
        super("secrets, setup or roles?");
    }
}
