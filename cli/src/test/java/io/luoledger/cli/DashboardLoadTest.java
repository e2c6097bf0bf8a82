package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.dashboard.Instance;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.web.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance that is asked again and again while it processes events. How long answers take is told, and no result. */
class DashboardLoadTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PER_SECOND = 200;
    private static final int SECONDS = 5;

    @TempDir
    private static Path temp;

    private static EmbeddedBroker broker;
    private static Instance instance;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.temporary();
        publish(24, 1);
        instance = Instance.start(
                broker.client(),
                ProcessorSettings.of(SimulatedReader.gate(), "asked", temp),
                WebServer.bind(WebServer.LOOPBACK, 0, null),
                null);
        http = HttpClient.newHttpClient();
        instance.processors().awaitCaughtUp(PATIENCE);
        await().atMost(PATIENCE)
                .until(() -> asked("/api/v1/hosts/host-000003", new ConcurrentLinkedQueue<>())
                                .get()
                        == 200);
    }

    @AfterAll
    static void stop() {
        http.close();
        instance.close();
        broker.close();
    }

    private static void publish(long hosts, long seed) {
        Fleet.Plan plan = new Fleet.Plan(
                hosts, 1, List.of("7.2", "7.3"), List.of(Fault.values()), List.of(), seed, 1_767_225_600_000_000L);
        try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
            new Fleet(plan, done -> {}).forEach(writer::append);
            writer.complete();
        }
    }

    @Test
    void shouldAnswerTwoHundredQuestionsASecondWhileTheStreamRuns() throws Exception {
        // Given: what changes meanwhile, and what pages ask for
        List<String> paths = List.of(
                "/api/v1/fleet",
                "/api/v1/hosts?limit=100",
                "/api/v1/updates?result=failed",
                "/api/v1/findings?group=id",
                "/api/v1/hosts/host-000003",
                "/api/v1/log");
        Queue<CompletableFuture<Integer>> answers = new ConcurrentLinkedQueue<>();
        Queue<Long> tookMicros = new ConcurrentLinkedQueue<>();

        // When
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            var ignored = clock.scheduleAtFixedRate(
                    () -> answers.add(asked(paths.get(answers.size() % paths.size()), tookMicros)),
                    0,
                    1_000_000 / PER_SECOND,
                    TimeUnit.MICROSECONDS);
            publish(1_000, 2);
            await().atMost(PATIENCE).until(() -> answers.size() >= SECONDS * PER_SECOND);
            clock.shutdownNow();
        }

        // Then
        for (CompletableFuture<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(200);
        }
        List<Long> sorted = tookMicros.stream().sorted().toList();
        System.out.printf(
                "%d questions, %d a second, while events are processed: half within %d us, 99 of 100 within %d us%n",
                sorted.size(), PER_SECOND, sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 99 / 100));
    }

    private static CompletableFuture<Integer> asked(String path, Queue<Long> tookMicros) {
        long began = System.nanoTime();
        return http.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://" + instance.address() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> {
                    tookMicros.add((System.nanoTime() - began) / 1_000);
                    return answer.statusCode();
                });
    }
}
