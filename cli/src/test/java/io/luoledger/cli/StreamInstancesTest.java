package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.Output;
import io.luoledger.core.UpdateState;
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
import io.luoledger.streams.PublishedUpdates;
import io.luoledger.web.WebServer;
import io.luoledger.wire.RecordedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
    void shouldComeToTheSameStateWhenOneTwoAndFourInstancesShareTheWorkInMidLoad() {
        // Given
        List<List<Draft>> hosts = new ArrayList<>();
        for (int host = 0; host < HOSTS; host++) {
            hosts.add(TestDrafts.liveUpdate("moving-" + host, 12));
        }
        Load load = new Load(hosts);

        // When: one, two, four, then two others, each change while a part of the events is written
        try (Instances instances = new Instances()) {
            instances.start(1);
            load.during(() -> instances.start(1));
            load.during(() -> instances.start(2));
            instances.awaitEachWorks();
            load.during(() -> instances.stop(1));
            load.during(() -> instances.stop(1));
            Instance third = instances.running.getFirst();
            Instance fourth = instances.running.getLast();
            fourth.processors().awaitCaughtUp(PATIENCE);

            // Then
            Replay offline = offline();
            assertThat(offline.events())
                    .isEqualTo(hosts.stream().mapToLong(List::size).sum());
            await().atMost(PATIENCE)
                    // while a partition changes hands nobody has it
                    .ignoreExceptionsInstanceOf(InvalidStateStoreException.class)
                    .untilAsserted(() ->
                            assertThat(StateDigest.of(together(third, fourth))).isEqualTo(offline.digest()));
            OnlineFindings.assertEachOnce(broker.client(), offline);
            assertThat(updates()).containsExactlyInAnyOrderElementsOf(offlineUpdates());
            assertThat(stats()).isEqualTo(offline.stats()).isNotEmpty();
            for (int host = 0; host < HOSTS; host++) {
                String name = "moving-" + host;
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(keeperOf(name, third))
                                .isEqualTo(keeperOf(name, fourth))
                                .isNotEmpty());
            }
        }
    }

    /** Those that run at the time, in the order of their start. */
    private final class Instances implements AutoCloseable {
        private final List<Instance> running = new ArrayList<>();
        private int started;

        void start(int number) {
            for (int i = 0; i < number; i++) {
                running.add(instance("instance-" + started++));
            }
        }

        /** Stops the ones that have run for the longest time. */
        void stop(int number) {
            for (int i = 0; i < number; i++) {
                running.removeFirst().close();
            }
        }

        /** Until each keeps hosts: what only waits for work shares none. */
        void awaitEachWorks() {
            await().atMost(PATIENCE)
                    // while a partition changes hands nobody has it
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(running)
                            .allSatisfy(one -> assertThat(
                                            StateDigest.hosts(one.processors().view(Duration.ZERO)))
                                    .isNotEmpty()));
        }

        @Override
        public void close() {
            running.forEach(Instance::close);
        }
    }

    /** Events of hosts, written in parts: of each host a part of its events, in small transactions. */
    private static final class Load {
        private static final int PARTS = 4;

        private final List<List<Draft>> hosts;
        private int written;

        Load(List<List<Draft>> hosts) {
            this.hosts = hosts;
        }

        /** Does something while the next part is written. */
        void during(Runnable change) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(++written));
            change.run();
            writing.join();
        }

        private void write(int parts) {
            try (LedgerWriter writer =
                    LedgerWriter.open(broker.client(), WriterSettings.defaults().withBatchEvents(25))) {
                for (List<Draft> host : hosts) {
                    host.subList(0, host.size() * parts / PARTS).forEach(writer::append);
                }
                writer.complete();
            }
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

    private static Map<String, byte[]> together(Instance... instances) {
        Map<String, byte[]> hosts = new TreeMap<>();
        for (Instance instance : instances) {
            hosts.putAll(StateDigest.hosts(instance.processors().view(PATIENCE)));
        }
        return hosts;
    }

    private static Replay offline() {
        Replay replay = new Replay(SimulatedReader.gate());
        forEachEvent(replay::accept);
        return replay;
    }

    private static void forEachEvent(Consumer<RecordedEvent> sink) {
        try (LedgerReader reader = new LedgerReader(broker.client())) {
            reader.snapshot(Optional.empty(), entry -> {
                if (entry instanceof LedgerReader.Entry.Event event) {
                    sink.accept(event.recorded());
                }
                return true;
            });
        }
    }

    /** What is on luo.updates, each record. */
    private static List<String> updates() {
        List<String> said = new ArrayList<>();
        TopicSnapshot.read(broker.client(), Topics.UPDATES.name(), record -> {
            PublishedUpdates one = new PublishedUpdates(new ClusterSchemas(broker.client()));
            one.add(record.key(), record.value());
            one.updates()
                    .forEach(update ->
                            said.add(update.getHost() + " " + update.getLiveUpdate() + " " + update.getOutcome()));
        });
        return said;
    }

    /** What one fold says of the same events, one after the other. */
    private static List<String> offlineUpdates() {
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        List<String> said = new ArrayList<>();
        forEachEvent(recorded -> ledger.apply(entities, recorded).forEach(output -> {
            if (output instanceof Output.UpdateChanged changed) {
                UpdateState update = changed.update();
                said.add(update.host() + " " + update.number() + " " + update.outcome());
            }
        }));
        return said;
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
