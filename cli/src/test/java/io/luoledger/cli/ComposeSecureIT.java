package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.TestDrafts;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.Role;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicDeletionDisabledException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profile {@code secure}: each role does its work and nothing else, and no secret is seen anywhere. */
class ComposeSecureIT {
    private static final String WRITER = "writer";
    private static final String PROCESSORS = "processors";
    private static final String READER = "reader";
    private static final String ARCHIVE = "archive";
    private static final String KERNELS = "kernels";
    private static final List<String> LOGINS = List.of(WRITER, PROCESSORS, READER, ARCHIVE, KERNELS);
    private static final String NOBODY = "nobody";

    private static final String GROUP = "luo-ledger";

    @TempDir
    private static Path temp;

    private static Composed composed;
    private static Path secrets;
    private static Path log;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        composed = Composed.of(ComposeSecureIT.class, "secure", temp);
        composed.up();
        secrets = temp.resolve("secrets");
        composed.copy("secrets", "/secrets", secrets);
        log = log("web-10");
        letNobodyIn();
    }

    /** Somebody with a login and no role, as an admin adds one: by the service that set all up. */
    private static void letNobodyIn() throws IOException, InterruptedException {
        Path logins = Files.writeString(temp.resolve("logins"), NOBODY + "=nobody-Pa55word\n");
        composed.compose(
                "run",
                "--rm",
                "-T",
                "--volume",
                logins + ":/logins:ro",
                "secure-setup",
                "cluster",
                "setup",
                "--bootstrap-server",
                "secure-kafka:19091",
                "--command-config",
                "/secrets/admin/client.properties",
                "--logins",
                "/logins");
        String reader = Files.readString(config(READER));
        Files.createDirectory(secrets.resolve(NOBODY));
        Files.writeString(
                config(NOBODY),
                reader.replaceAll(
                        "username=\"[^\"]*\" password=\"[^\"]*\"", "username=\"nobody\" password=\"nobody-Pa55word\""));
    }

    @AfterAll
    static void stop() throws IOException {
        if (composed != null) {
            composed.close();
        }
    }

    @Test
    void shouldLetEachRoleDoItsWork() {
        // When
        Ran written = as(WRITER, "import", "events", log, "--writer", "web-writer");
        Ran published = as(KERNELS, "abi", "publish", "7.3");
        Ran events = as(READER, "events", "--host", "web-10");
        Ran verified = as(READER, "verify");

        // Then
        assertThat(List.of(written, published, events, verified))
                .allSatisfy(ran -> assertThat(ran.code()).as(ran.toString()).isZero())
                .allSatisfy(ran -> assertThat(ran.err()).as(ran.toString()).isEmpty());
        assertThat(events.lines()).hasSizeGreaterThan(9);
        await().atMost(Composed.PATIENCE).untilAsserted(() -> {
            Ran updates = as(READER, "updates");
            assertThat(updates.code()).as(updates.toString()).isZero();
            // of the service that writes, and of this test; processed by the service that does
            assertThat(updates.out()).contains("web-1 ", "web-10 ");
        });
        Ran archived = as(ARCHIVE, "archive", "--trim", "-o", temp.resolve("archive"));
        assertThat(archived.code()).as(archived.toString()).isZero();
    }

    @Test
    void shouldTrimNothingForWhoMayNotSeeEveryReader() {
        // Given
        as(WRITER, "import", "events", log("web-2"), "--writer", "web-2");

        // When
        SoftAssertions said = new SoftAssertions();
        for (String holder : List.of(WRITER, READER, PROCESSORS, KERNELS)) {
            refused(said, holder, "DESCRIBE on cluster", "archive", "--trim", "-o", temp.resolve("archive-" + holder));
        }
        Ran left = as(READER, "events", "--host", "web-2");

        // Then
        said.assertThat(left.lines()).hasSizeGreaterThan(9);
        said.assertAll();
    }

    /** The right to trim a topic is Kafka's right to delete it as well, so nobody may delete any. */
    @Test
    void shouldLetNobodyDeleteTheLedger() {
        try (Admin admin = admin(ARCHIVE)) {
            // When
            ExecutionException refused = Assertions.assertThrows(
                    ExecutionException.class,
                    () -> admin.deleteTopics(List.of(Topics.EVENTS.name()))
                            .all()
                            .get());

            // Then
            assertThat(refused).hasCauseInstanceOf(TopicDeletionDisabledException.class);
        }
    }

    @Test
    void shouldSayWhichRightIsMissing() {
        // When
        SoftAssertions said = new SoftAssertions();
        refused(said, WRITER, "WRITE on transactional id luo-ledger-writer-other", importAs("other"));
        for (String holder : List.of(PROCESSORS, READER, ARCHIVE, KERNELS)) {
            refused(said, holder, "WRITE on transactional id luo-ledger-writer-web-x", importAs("web-x"));
        }
        for (String holder : List.of(WRITER, READER, ARCHIVE)) {
            refused(said, holder, "WRITE on topic luo.abi", "abi", "publish", "7.3");
        }
        for (String holder : List.of(WRITER, KERNELS)) {
            refused(said, holder, "DESCRIBE on group luo-ledger", "findings", "--host", "web-1");
            refused(said, holder, "DESCRIBE on group luo-ledger", "updates");
        }
        refused(said, NOBODY, "READ on topic luo.events", "events");
        refused(said, NOBODY, "CREATE on topic luo.", importAs("web-x"));
        for (String holder : LOGINS) {
            refused(said, holder, "ALTER on cluster", "cluster", "setup", "--grant", "archive=User:" + holder);
        }

        // Then
        said.assertAll();
    }

    @Test
    void shouldSayWhichRightTheProcessorsLack() {
        // Given
        ClientSettings client =
                new ClientSettings(address(), KafkaOptions.read(config(READER)), Duration.ofSeconds(60));
        ProcessorSettings settings =
                ProcessorSettings.of(SimulatedReader.gate(), GROUP, temp.resolve("state-" + READER));

        // When
        ClusterException refused;
        try (StreamProcessors processors = StreamProcessors.start(client, settings)) {
            refused = Assertions.assertThrows(ClusterException.class, processors::awaitEnd);
        }

        // Then
        assertThat(refused)
                .hasMessageContaining("doesn't permit it: this login lacks ")
                .hasMessageContaining("on group " + GROUP);
    }

    /** Of everything that there is: the broker itself says what each login may do with it. */
    @Test
    void shouldPermitNothingButWhatTheRoleSays() throws ExecutionException, InterruptedException {
        // When
        Map<String, Map<String, Set<AclOperation>>> permitted = new LinkedHashMap<>();
        Map<String, Map<String, Set<AclOperation>>> told = new LinkedHashMap<>();
        for (String login : LOGINS) {
            permitted.put(login, permitted(login));
            told.put(login, told(Role.valueOf(login.toUpperCase(Locale.ROOT))));
        }

        // Then
        assertThat(permitted).isEqualTo(told);
        assertThat(permitted(NOBODY).values()).allMatch(Set::isEmpty);
    }

    @Test
    void shouldShowNoSecretAnywhere() throws IOException, InterruptedException {
        // Given
        List<String> hidden = hidden();

        // When
        Map<String, String> seen = new TreeMap<>();
        seen.put("config", composed.compose("config"));
        seen.put("logs", composed.compose("logs"));
        List<String> inspect = new ArrayList<>(List.of("inspect"));
        inspect.addAll(composed.containers());
        seen.put("inspect", composed.docker(inspect.toArray(String[]::new)));
        seen.put("image", composed.docker("history", "--no-trunc", composed.project()));
        for (String service : List.of("secure-kafka", "secure-streams")) {
            String container = composed.compose("ps", "--quiet", service).strip();
            seen.put("processes of " + service, composed.docker("top", container, "-eo", "pid,args"));
        }
        for (String command : List.of("secrets", "setup", "roles")) {
            seen.put(
                    "help of " + command,
                    Ran.command("cluster", command, "--help").out());
        }

        // Then
        assertThat(hidden).hasSize(LOGINS.size() + 2);
        assertThat(seen.get("logs")).contains("5 logins set", "secrets made in /secrets");
        assertThat(seen.get("processes of secure-streams")).contains("/secrets/processors/client.properties");
        SoftAssertions said = new SoftAssertions();
        seen.forEach((where, text) -> hidden.forEach(
                secret -> said.assertThat(text.contains(secret)).as(where).isFalse()));
        said.assertAll();
    }

    /** Passwords of all logins, private keys of broker and admin. */
    private static List<String> hidden() throws IOException {
        List<String> hidden = new ArrayList<>(
                KafkaOptions.read(secrets.resolve("admin/logins.properties")).values());
        for (String file : List.of("admin/client.properties", "kafka/server.properties")) {
            String key = String.valueOf(KafkaOptions.read(secrets.resolve(file)).get("ssl.keystore.key"));
            hidden.add(key.lines().skip(1).findFirst().orElseThrow());
        }
        return hidden;
    }

    private static Admin admin(String login) {
        Map<String, Object> settings = new TreeMap<>(KafkaOptions.read(config(login)));
        settings.put("bootstrap.servers", address());
        return Admin.create(settings);
    }

    /** By resource, what the broker says that this login may do. */
    private static Map<String, Set<AclOperation>> permitted(String login)
            throws ExecutionException, InterruptedException {
        Map<String, Set<AclOperation>> permitted = new TreeMap<>();
        try (Admin admin = admin(login)) {
            for (String topic : topics()) {
                permitted.put(
                        topic,
                        orNone(() -> one(admin.describeTopics(
                                                List.of(topic),
                                                new DescribeTopicsOptions().includeAuthorizedOperations(true))
                                        .allTopicNames()
                                        .get())
                                .authorizedOperations()));
            }
            permitted.put(
                    "group",
                    orNone(() -> one(admin.describeConsumerGroups(
                                            List.of(GROUP),
                                            new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                                    .all()
                                    .get())
                            .authorizedOperations()));
            permitted.put(
                    "cluster",
                    orNone(() -> admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                            .authorizedOperations()
                            .get()));
        }
        return permitted;
    }

    /** The topics of the catalogue, one that the processors made for themselves, one of Kafka's own. */
    private static List<String> topics() {
        return Stream.concat(
                        Topics.ALL.stream().map(Topics::name),
                        Stream.of("luo-ledger-ledger-entities-changelog", "__transaction_state"))
                .toList();
    }

    private static <T> T one(Map<String, T> described) {
        return described.values().iterator().next();
    }

    private interface Asked {
        Set<AclOperation> answer() throws ExecutionException, InterruptedException;
    }

    /** What may not even be seen may not be touched. */
    private static Set<AclOperation> orNone(Asked asked) throws ExecutionException, InterruptedException {
        try {
            return new TreeSet<>(asked.answer());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Set.of();
            }
            throw e;
        }
    }

    /** By resource, what the role's rights say, and what Kafka takes as said with them. */
    private static Map<String, Set<AclOperation>> told(Role role) {
        Map<String, Set<AclOperation>> told = new TreeMap<>();
        for (String topic : topics()) {
            told.put(topic, operations(role, ResourceType.TOPIC, topic));
        }
        told.put("group", operations(role, ResourceType.GROUP, GROUP));
        told.put("cluster", operations(role, ResourceType.CLUSTER, Resource.CLUSTER_NAME));
        return told;
    }

    private static Set<AclOperation> operations(Role role, ResourceType type, String name) {
        Set<AclOperation> allowed = role.all(role.usualName()).stream()
                .filter(right -> right.type() == type && right.permission() == AclPermissionType.ALLOW)
                .filter(right -> right.pattern() == PatternType.PREFIXED
                        ? name.startsWith(right.name())
                        : right.name().equals("*") || right.name().equals(name))
                .map(Role.Right::operation)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(AclOperation.class)));
        if (allowed.stream().anyMatch(Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE)::contains)) {
            allowed.add(AclOperation.DESCRIBE);
        }
        return new TreeSet<>(allowed);
    }

    private static Path log(String host) {
        Path file = temp.resolve(host + ".avro");
        try (FileTarget target = new FileTarget(ForceOption.create(file))) {
            TestDrafts.liveUpdate(host, 9).forEach(target::append);
            target.complete();
        }
        return file;
    }

    private static Object[] importAs(String writer) {
        return new Object[] {"import", "events", log, "--writer", writer};
    }

    private static void refused(SoftAssertions said, String user, String right, Object... words) {
        Ran ran = as(user, words);
        said.assertThat(ran.code()).as(user + ": " + ran).isEqualTo(3);
        said.assertThat(ran.err())
                .as(user)
                .contains("this login lacks " + right)
                .doesNotContain("Pa55word");
    }

    private static Path config(String login) {
        return secrets.resolve(login).resolve("client.properties");
    }

    private static String address() {
        return composed.address("LUO_LEDGER_SECURE_PORT");
    }

    private static Ran as(String login, Object... words) {
        return Ran.command(Stream.concat(
                        Stream.of(words),
                        Stream.of(
                                "--bootstrap-server", address(), "--timeout", "60", "--command-config", config(login)))
                .toArray());
    }
}
