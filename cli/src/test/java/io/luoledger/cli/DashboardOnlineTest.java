package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.dashboard.Dashboard;
import io.luoledger.dashboard.Instance;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.event.Draft;
import io.luoledger.fleet.FleetView;
import io.luoledger.fleet.HostQuery;
import io.luoledger.fleet.RunningFleet;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.TopicSetup;
import io.luoledger.publish.WriterSettings;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.web.AccessToken;
import io.luoledger.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances on a broker, with a token: what they tell of a fleet while it runs, whichever is asked. */
class DashboardOnlineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int HOSTS = 24;
    private static final Fleet.Plan FLEET = new Fleet.Plan(
            HOSTS, 2, List.of("7.2", "7.3"), List.of(Fault.values()), List.of(), 3, 1_767_225_600_000_000L);

    @TempDir
    private static Path temp;

    private static EmbeddedBroker broker;
    private static WebServer firstServer;
    private static Instance first;
    private static Instance second;
    private static AccessToken token;
    private static HttpClient http;
    private static Path log;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.temporary();
        log = temp.resolve("fleet.avro");
        try (FileTarget target = new FileTarget(ForceOption.create(log, List.of(), false));
                LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
            new Fleet(FLEET, done -> {}).forEach((Draft draft) -> {
                target.append(draft);
                writer.append(draft);
            });
            target.complete();
            writer.complete();
        }
        token = AccessToken.read(Files.writeString(temp.resolve("token"), "a-token-for-tests-only"));
        firstServer = WebServer.bind(WebServer.LOOPBACK, 0, token);
        first = instance("first", firstServer);
        second = instance("second", WebServer.bind(WebServer.LOOPBACK, 0, token));
        http = HttpClient.newHttpClient();
        first.processors().awaitCaughtUp(PATIENCE);
        // both keep some: that every question of the one is about what the other keeps, and the other way round
        await().atMost(PATIENCE).ignoreExceptions().until(() -> keepers().size() == 2);
    }

    private static Instance instance(String name, WebServer server) {
        return Instance.start(
                broker.client(),
                ProcessorSettings.of(SimulatedReader.gate(), "crosswise", temp.resolve(name)),
                server,
                token);
    }

    @AfterAll
    static void stop() {
        http.close();
        second.close();
        first.close();
        broker.close();
    }

    private static HttpResponse<String> ask(Instance instance, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + instance.address() + path))
                        .header("Authorization", token.header())
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static JsonNode get(Instance instance, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(instance, path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String host(int number) {
        return "host-%06d".formatted(number);
    }

    private static Set<String> keepers() throws IOException, InterruptedException {
        Set<String> keepers = new HashSet<>();
        for (int host = 0; host < HOSTS; host++) {
            keepers.add(get(first, "/view?host=" + host(host)).path("instance").asText());
        }
        return keepers;
    }

    @Test
    void shouldStopAtABoundOfMemoryAndSaySo() {
        // When
        try (RunningFleet bounded = new RunningFleet(
                broker.client(),
                first.processors(),
                new HostQuery(first.processors()::streams, first.address(), token.header()),
                HOSTS)) {
            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(bounded.summary().damage().reasons())
                            .singleElement()
                            .asString()
                            .startsWith(
                                    "what the processors publish can't be followed any more: the fleet has more than "
                                            + HOSTS + " hosts, live updates and findings, ")
                            .contains("numbers and lists stay as they are"));
        }
    }

    @Test
    void shouldAnswerEachOtherWhileBothAreAskedCrosswise() throws Exception {
        // Given: more questions at once than either lets in of the other
        List<Callable<Integer>> questions = new ArrayList<>();
        for (int round = 0; round < 8; round++) {
            for (int host = 0; host < HOSTS; host++) {
                String path = "/view?host=" + host(host);
                questions.add(() -> ask(first, path).statusCode());
                questions.add(() -> ask(second, path).statusCode());
            }
        }

        // When
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService askers = Executors.newFixedThreadPool(48)) {
            for (Future<Integer> answer : askers.invokeAll(questions)) {
                statuses.add(answer.get());
            }
        }

        // Then: each is answered, or refused at once; and afterwards nothing is left waiting
        assertThat(statuses)
                .hasSize(questions.size())
                .allMatch(status -> status == 200 || status == 503)
                .contains(200);
        for (int host = 0; host < HOSTS; host++) {
            JsonNode one = get(first, "/view?host=" + host(host));
            JsonNode other = get(second, "/view?host=" + host(host));
            assertThat(one).isEqualTo(other);
        }
    }

    @Test
    void shouldTellOfARunningFleetWhatReplayTellsOfItsLog() throws Exception {
        // Given
        JsonNode replay = JSON.readTree(Ran.command("replay", log, "--json").out());

        for (Instance instance : List.of(first, second)) {
            // When: what is published is followed, a moment behind
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode fleet = get(instance, "/api/v1/fleet");
                int updates = 0;
                for (JsonNode outcome : fleet.path("updates")) {
                    updates += outcome.asInt();
                }
                assertThat(updates).isEqualTo(replay.path("updates").size());
                assertThat(get(instance, "/api/v1/log").path("events")).isEqualTo(replay.path("events"));
            });

            // Then
            for (JsonNode host : replay.path("hosts")) {
                String name = host.path("host").asText();
                JsonNode told = get(instance, "/api/v1/hosts/" + name);
                assertThat(told.path("host")).as(name).isEqualTo(withoutFiles(host));
                assertThat(get(instance, "/api/v1/hosts/" + name + "/files?limit=1000")
                                .path("items"))
                        .as(name)
                        .hasSize(files(host));
                JsonNode then = get(instance, "/api/v1/hosts/" + name + "?until=9");
                assertThat(then.path("digest"))
                        .isEqualTo(JSON.readTree(Ran.command("replay", log, "--host", name, "--until", 9, "--json")
                                        .out())
                                .path("digest"));
            }
        }
    }

    private static JsonNode withoutFiles(JsonNode host) {
        JsonNode copy = host.deepCopy();
        for (JsonNode session : copy.path("sessions")) {
            ((ObjectNode) session)
                    .put("fileCount", session.path("files").size())
                    .remove("files");
        }
        return copy;
    }

    private static int files(JsonNode host) {
        int files = 0;
        for (JsonNode session : host.path("sessions")) {
            files += session.path("files").size();
        }
        return files;
    }

    @Test
    void shouldSayThatItStartsAndGoOnByItselfWhereTheTopicsCameLater() throws Exception {
        // Given: a cluster on which not everything is made yet
        try (EmbeddedBroker fresh = broker(Topics.UPDATES);
                RunningFleet early = follower(fresh)) {
            WebServer server = WebServer.bind(WebServer.LOOPBACK, 0, null);
            Dashboard.serveFile(server, early, "luo-ledger findings");
            server.start();
            await().atMost(PATIENCE).until(() -> early.summary().away() != null);
            HttpResponse<String> starting = plain(server, "/api/v1/hosts/" + host(1));

            // When
            TopicSetup.ensure(fresh.client(), 1, TopicSetup.CLUSTER_DEFAULT_REPLICATION);

            // Then
            assertThat(starting.statusCode()).isEqualTo(503);
            assertThat(starting.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(starting.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(JSON.readTree(starting.body()).path("detail").asText())
                    .startsWith(
                            "what the processors published is being read, 0 of 0 records so far, and can't be read now: ")
                    .endsWith("; try again in a moment");
            await().atMost(PATIENCE).until(() -> early.summary().reading() == null);
            JsonNode told = JSON.readTree(plain(server, "/api/v1/log").body());
            assertThat(told.path("away").path("untilMicros").asLong())
                    .isGreaterThanOrEqualTo(
                            told.path("away").path("sinceMicros").asLong());
            assertThat(told.path("away").path("reason").asText()).isNotEmpty();
            assertThat(plain(server, "/api/v1/hosts/" + host(1)).statusCode()).isEqualTo(404);
            assertThat(plain(server, "/api/v1/fleet").statusCode()).isEqualTo(200);
            server.close();
        }
    }

    @Test
    void shouldSayThatATopicWasDeletedWhileItWasFollowed() throws Exception {
        // Given: pages that show what there is
        try (EmbeddedBroker fresh = EmbeddedBroker.temporary();
                RunningFleet fleet = follower(fresh)) {
            await().atMost(PATIENCE).until(() -> fleet.summary().reading() == null);

            // When / Then: a consumer goes on without a word
            delete(fresh, Topics.UPDATES);
            await().atMost(PATIENCE).until(() -> fleet.summary().away() != null);
            assertThat(fleet.summary().away())
                    .extracting(FleetView.Absence::reason)
                    .isEqualTo("topic luo.updates was deleted");
            assertThat(fleet.summary().reading()).isNotNull();

            // When / Then: made anew, it goes on by itself
            TopicSetup.ensure(fresh.client(), 1, TopicSetup.CLUSTER_DEFAULT_REPLICATION);
            await().atMost(PATIENCE).until(() -> fleet.summary().reading() == null);
            assertThat(fleet.summary().away())
                    .extracting(FleetView.Absence::untilMicros)
                    .isNotNull();
        }
    }

    private static EmbeddedBroker broker(Topics missing) throws Exception {
        EmbeddedBroker fresh = EmbeddedBroker.temporary();
        try {
            delete(fresh, missing);
            return fresh;
        } catch (Exception | Error e) {
            fresh.close();
            throw e;
        }
    }

    /** Until the broker knows that it is gone. */
    private static void delete(EmbeddedBroker fresh, Topics topic) throws Exception {
        try (Admin admin = Admin.create(fresh.client().base())) {
            admin.deleteTopics(List.of(topic.name())).all().get();
            await().atMost(PATIENCE)
                    .until(() -> admin.listTopics().names().get().stream().noneMatch(topic.name()::equals));
        }
    }

    private static RunningFleet follower(EmbeddedBroker fresh) {
        return new RunningFleet(
                fresh.client(),
                first.processors(),
                new HostQuery(first.processors()::streams, first.address(), null),
                HOSTS);
    }

    private static HttpResponse<String> plain(WebServer server, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldTellHowFarTheProcessorsAre() throws Exception {
        // When
        JsonNode told = get(first, "/api/v1/processors");

        // Then
        assertThat(told.path("live").asBoolean()).isTrue();
        assertThat(told.path("state").asText()).isEqualTo("RUNNING");
        assertThat(told.path("threads")).isNotEmpty();
        assertThat(told.path("topology").path("mermaid").asText()).startsWith("flowchart LR");
        assertThat(told.path("stores").findValuesAsText("name")).contains("ledger-entities", "pair-stats");
        assertThat(told.path("deadLetters").path("count").asInt()).isZero();
    }

    @Test
    void shouldAnswerWhatItsDocumentSaysAndNothingElse() throws Exception {
        // Given
        Set<String> documented = new TreeSet<>();
        for (String line : ask(first, "/api/v1/openapi.yaml").body().lines().toList()) {
            if (line.matches("  /\\S+:")) {
                documented.add(line.strip().replaceFirst(":$", ""));
            }
        }

        // When / Then
        assertThat(new TreeSet<>(firstServer.paths())).isEqualTo(documented);
    }

    @Test
    void shouldAskForTheTokenAlsoForViewsAndMetrics() throws Exception {
        for (String path : List.of("/metrics", "/view?host=" + host(1), "/api/v1/fleet", "/", "/api/v1/stream")) {
            // When
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + first.address() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.body()).doesNotContain("a-token-for-tests-only");
        }
        assertThat(Ran.command(
                                "view",
                                "--host",
                                host(1),
                                "--instance",
                                first.address(),
                                "--http-token-file",
                                temp.resolve("token"))
                        .code())
                .isZero();
    }
}
