package io.luoledger.cli;

import picocli.CommandLine.Command;

/** A Kafka cluster of one's own. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = {
            "Prepares a Kafka cluster of your own: certificates, a token, topics, logins, rights.",
            "The embedded broker needs none of it."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ClusterSecretsCommand.class,
            ClusterTokenCommand.class,
            ClusterSetupCommand.class,
            ClusterRolesCommand.class
        })
final class ClusterCommand extends CommandGroup {
    ClusterCommand() {
        super("secrets, token, setup or roles?");
    }
}
