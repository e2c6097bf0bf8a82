package io.luoledger.cli;

import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.Grants;
import io.luoledger.publish.Role;
import io.luoledger.publish.TopicSetup;
import io.luoledger.wire.UnreadableInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What has to be there before anybody works on a guarded cluster. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the topics, says what schema ids stand for, and gives logins and rights.",
            "What is there stays as it is, so it may run at every start. Where everybody may make topics nothing has to be set"
                    + " up: whoever comes first makes them."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ClusterSetupCommand extends LedgerCommand {
    private static final Pattern GRANT = Pattern.compile("([a-z]+)=(User:[^/]+)(?:/([A-Za-z0-9._-]{1,200}))?");
    private static final int MAX_PARTITIONS = 10_000;
    private static final int MAX_REPLICATION = 100;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "" + Topics.DEFAULT_PARTITIONS,
            description = "Partitions of the topics that are made. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "Copies of each partition. Default: what the cluster has as its own default.")
    private @Nullable Integer replication;

    @Option(
            names = "--grant",
            paramLabel = "ROLE=User:NAME[/NAME]",
            description =
                    "Gives somebody the rights of a role: writer (behind the slash: what its writers' names begin with),"
                            + " processors and reader (the application id), archive, kernels. May be repeated.")
    private List<String> grants = List.of();

    @Option(
            names = "--logins",
            paramLabel = "FILE",
            description = "Makes these logins (SCRAM-SHA-512), or changes their passwords: a line NAME=PASSWORD each.")
    private @Nullable Path logins;

    @Override
    public Integer call() {
        List<AclBinding> rights = new ArrayList<>();
        grants.forEach(grant -> rights.addAll(rights(grant)));
        short copies = copies();
        Map<String, String> passwords = logins == null ? Map.of() : logins(logins);
        if (!kafka.clusterGiven()) {
            throw new UsageException(
                    "which cluster? expected --bootstrap-server HOST:PORT: the embedded broker needs no setup");
        }
        try (Cluster cluster = Cluster.open(kafka, err());
                ClusterSchemas schemas = new ClusterSchemas(cluster.client())) {
            TopicSetup.ensure(cluster.client(), partitions, copies).forEach(warning -> Warnings.say(err(), warning));
            schemas.announce();
            out().println(Counts.of(Topics.ALL.size(), "topic") + " ready on the cluster at "
                    + cluster.client().bootstrapServers());
            if (!passwords.isEmpty()) {
                Grants.logins(cluster.client(), passwords);
                out().println(Counts.of(passwords.size(), "login") + " set: "
                        + String.join(", ", new TreeSet<>(passwords.keySet())));
            }
            if (!rights.isEmpty()) {
                Grants.give(cluster.client(), rights);
                out().println(Counts.of(rights.size(), "right") + " given: " + String.join(", ", grants));
            }
        }
        return ExitCode.OK;
    }

    private short copies() {
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new UsageException("--partitions takes 1 to " + MAX_PARTITIONS + ", not " + partitions);
        }
        if (replication == null) {
            return TopicSetup.CLUSTER_DEFAULT_REPLICATION;
        }
        if (replication < 1 || replication > MAX_REPLICATION) {
            throw new UsageException("--replication takes 1 to " + MAX_REPLICATION + ", not " + replication);
        }
        return replication.shortValue();
    }

    private static List<AclBinding> rights(String grant) {
        Matcher match = GRANT.matcher(grant);
        if (!match.matches()) {
            throw new UsageException("--grant takes ROLE=User:NAME or ROLE=User:NAME/NAME, not \"" + grant + "\"");
        }
        Role role = Arrays.stream(Role.values())
                .filter(one -> one.word().equals(match.group(1)))
                .findFirst()
                .orElseThrow(() -> new UsageException("no role \"" + match.group(1) + "\"; expected one of "
                        + Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "))));
        String name = match.group(3);
        if (name != null && role.named().isEmpty()) {
            throw new UsageException("role " + role.word() + " is named by nothing, not \"" + name + "\"");
        }
        return role.all(name == null ? role.usualName() : name).stream()
                .map(right -> right.to(match.group(2)))
                .toList();
    }

    private static Map<String, String> logins(Path file) {
        Map<String, String> passwords = KafkaOptions.read(file);
        passwords.forEach((user, password) -> {
            if (password.isBlank()) {
                throw new UnreadableInputException(
                        file + ": login " + user + " has no password, expected lines NAME=PASSWORD");
            }
        });
        if (passwords.isEmpty()) {
            throw new UnreadableInputException(file + ": no logins, expected lines NAME=PASSWORD");
        }
        return passwords;
    }
}
