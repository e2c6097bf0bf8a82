package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.dashboard.Instance;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.event.Draft;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.publish.WriterSettings;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import io.luoledger.store.StateDigest;
import io.luoledger.streams.PublishedStats;
import io.luoledger.web.WebServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several instances of the stream processors on a real broker share the work, and come and go while events flow. */
class StreamInstancesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int HOSTS = 24;
    private static EmbeddedBroker broker;

    @TempDir
    private Path temp;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.temporary();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldComeToTheSameStateWhenInstancesComeAndGoWhileEventsFlow() {
        // Given
        List<List<Draft>> hosts = new ArrayList<>();
        for (int host = 0; host < HOSTS; host++) {
            hosts.add(TestDrafts.liveUpdate("moving-" + host, 12));
        }

        // When: a third of each host's events before, between and after the others come and go
        Instance first = instance("first");
        publish(hosts, 1);
        try (Instance second = instance("second")) {
            publish(hosts, 2);
            first.close();
            try (Instance third = instance("third")) {
                publish(hosts, 3);
                third.processors().awaitCaughtUp(PATIENCE);

                // Then
                Replay offline = offline();
                assertThat(offline.events())
                        .isEqualTo(hosts.stream().mapToLong(List::size).sum());
                await().atMost(PATIENCE)
                        // while a partition changes hands nobody has it
                        .ignoreExceptionsInstanceOf(InvalidStateStoreException.class)
                        .untilAsserted(() -> assertThat(StateDigest.of(together(second, third)))
                                .isEqualTo(offline.digest()));
                OnlineFindings.assertEachOnce(broker.client(), offline);
                assertThat(stats()).isEqualTo(offline.stats()).isNotEmpty();
                for (int host = 0; host < HOSTS; host++) {
                    String name = "moving-" + host;
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(keeperOf(name, second))
                                    .isEqualTo(keeperOf(name, third))
                                    .isNotEmpty());
                }
            }
        } finally {
            first.close();
        }
    }

    private Instance instance(String name) {
        return Instance.start(
                broker.client(),
                ProcessorSettings.of(SimulatedReader.gate(), "instances", temp.resolve(name))
                        .withStandbys(1),
                WebServer.bind(WebServer.LOOPBACK, 0, null),
                null);
    }

    /** Writes each host's events up to this third. */
    private static void publish(List<List<Draft>> hosts, int thirds) {
        try (LedgerWriter writer =
                LedgerWriter.open(broker.client(), WriterSettings.defaults().withBatchEvents(100))) {
            for (List<Draft> host : hosts) {
                host.subList(0, host.size() * thirds / 3).forEach(writer::append);
            }
            writer.complete();
        }
    }

    private static Map<String, byte[]> together(Instance... instances) {
        Map<String, byte[]> hosts = new TreeMap<>();
        for (Instance instance : instances) {
            hosts.putAll(StateDigest.hosts(instance.processors().view(PATIENCE)));
        }
        return hosts;
    }

    private static Replay offline() {
        Replay replay = new Replay(SimulatedReader.gate());
        try (LedgerReader reader = new LedgerReader(broker.client())) {
            reader.snapshot(Optional.empty(), entry -> {
                if (entry instanceof LedgerReader.Entry.Event event) {
                    replay.accept(event.recorded());
                }
                return true;
            });
        }
        return replay;
    }

    private static SortedMap<StatsKey, PairStats> stats() {
        PublishedStats published = new PublishedStats(new ClusterSchemas(broker.client()));
        TopicSnapshot.read(broker.client(), Topics.STATS.name(), record -> published.add(record.value()));
        return published.merged();
    }

    /** The first line of the host's view as this instance gives it, which names the one that keeps it. */
    private static String keeperOf(String host, Instance asked) {
        Ran ran = Ran.command("view", "--host", host, "--timeout", "0", "--instance", asked.address());
        return ran.code() == ExitCode.OK ? ran.lines().getFirst() : "";
    }
}
