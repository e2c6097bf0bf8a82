package io.luoledger.cli;

import io.luoledger.publish.Role;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What each role may do. */
@Command(
        name = "roles",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the rights that each kind of work needs on a guarded cluster; with --principal as commands to copy.",
            "Kafka guards topics, not the hosts in their keys: a writer's prefix keeps it from shutting out other writers, not"
                    + " from writing of a host that isn't its own."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ClusterRolesCommand extends LedgerCommand {
    @Parameters(
            paramLabel = "ROLE",
            arity = "0..1",
            description = "One of writer, processors, reader, archive, kernels. Default: all.")
    private @Nullable Role role;

    @Option(
            names = "--principal",
            paramLabel = "User:NAME",
            description = "Gives the rights as calls of Kafka's kafka-acls, for somebody.")
    private @Nullable String principal;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "Of a writer: what its writers' names begin with (--writer), default any. Of processors and readers:"
                            + " the application id, default luo-ledger.")
    private @Nullable String name;

    @Option(names = "--json", description = "The rights as one JSON document.")
    private boolean json;

    /** One right of the JSON. */
    record RightJson(String permission, String operation, String resource, String pattern, String name) {}

    /** One role of the JSON. */
    record RoleJson(String role, @Nullable String namedBy, String name, List<RightJson> rights) {}

    /** The JSON. */
    record Document(@Nullable String principal, List<RoleJson> roles) {}

    @Override
    public Integer call() {
        List<Role> asked = role == null ? List.of(Role.values()) : List.of(role);
        if (json) {
            Json.print(
                    out(),
                    new Document(principal, asked.stream().map(this::json).toList()));
        } else if (principal == null) {
            asked.forEach(this::list);
        } else {
            // to be copied: never broken into lines
            PrintWriter exact = TextOut.exact(out());
            asked.forEach(one -> calls(exact, one, principal));
            exact.flush();
        }
        return ExitCode.OK;
    }

    private void list(Role one) {
        out().println(one.word() + (one.named().isEmpty() ? "" : " (" + one.named() + ": " + shown(nameOf(one)) + ")"));
        TextTable table = new TextTable(2);
        resources(one).forEach((resource, rights) -> table.row(may(resource) + operations(rights, ", "), on(resource)));
        table.print(out());
    }

    private void calls(PrintWriter exact, Role one, String principal) {
        exact.println("# " + one.word());
        resources(one)
                .forEach((resource, rights) -> exact.println("kafka-acls --add "
                        + (resource.permission() == AclPermissionType.DENY ? "--deny-principal " : "--allow-principal ")
                        + principal + " --operation " + operations(rights, " --operation ") + " " + option(resource)
                        + (resource.pattern() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "")));
    }

    /** What rights there are on, without the operation: those of one resource stand together. */
    private record Resource(AclPermissionType permission, ResourceType type, PatternType pattern, String name) {
        static Resource of(Role.Right right) {
            return new Resource(right.permission(), right.type(), right.pattern(), right.name());
        }
    }

    private Map<Resource, List<Role.Right>> resources(Role one) {
        return one.all(nameOf(one)).stream()
                .collect(Collectors.groupingBy(Resource::of, LinkedHashMap::new, Collectors.toList()));
    }

    private static String operations(List<Role.Right> rights, String between) {
        return rights.stream().map(right -> camel(right.operation().name())).collect(Collectors.joining(between));
    }

    private static String may(Resource resource) {
        return resource.permission() == AclPermissionType.DENY ? "never " : "";
    }

    private static String on(Resource resource) {
        String type = resource.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String name = resource.type() == ResourceType.CLUSTER
                ? ""
                : resource.pattern() == PatternType.PREFIXED
                        ? "s that begin with " + resource.name()
                        : resource.name().equals("*") ? "s, all" : " " + resource.name();
        return type + name;
    }

    private static String option(Resource resource) {
        return switch (resource.type()) {
            case CLUSTER -> "--cluster";
            case GROUP -> "--group " + quoted(resource.name());
            case TRANSACTIONAL_ID -> "--transactional-id " + resource.name();
            default -> "--topic " + resource.name();
        };
    }

    private static String shown(String name) {
        return name.isEmpty() ? "any" : name;
    }

    private String nameOf(Role one) {
        return name == null ? one.usualName() : name;
    }

    private RoleJson json(Role one) {
        return new RoleJson(
                one.word(),
                one.named().isEmpty() ? null : one.named(),
                nameOf(one),
                one.all(nameOf(one)).stream()
                        .map(right -> new RightJson(
                                right.permission().name(),
                                right.operation().name(),
                                right.type().name(),
                                right.pattern().name(),
                                right.name()))
                        .toList());
    }

    private static String quoted(String resource) {
        return resource.equals("*") ? "'*'" : resource;
    }

    /** DESCRIBE_CONFIGS is DescribeConfigs there. */
    private static String camel(String operation) {
        StringBuilder camel = new StringBuilder();
        for (String word : operation.split("_", -1)) {
            camel.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return camel.toString();
    }
}
