package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.event.Draft;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stream --instance-id} on a real broker: who is restarted goes on with its own work, and disturbs nobody. */
class LastingInstanceTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SESSION_SECONDS = 300;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void shouldDisturbNobodyWhenAnInstanceWithALastingNameIsRestarted() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary();
                StreamProcessors staying = instance(broker, "staying")) {
            // Given
            List<Draft> events = new ArrayList<>(TestDrafts.liveUpdate("h0", 12));
            publish(broker, events);
            Map<String, Set<String>> before;
            try (StreamProcessors restarted = instance(broker, "restarted")) {
                await().atMost(PATIENCE)
                        .until(() -> shares(broker).size() == 2
                                && shares(broker).values().stream().noneMatch(Set::isEmpty));
                restarted.awaitCaughtUp(PATIENCE);
                before = shares(broker);
            }

            // When: it is away, events come, and it is back before its session is over
            Map<String, Set<String>> away = shares(broker);
            for (int host = 1; host < 8; host++) {
                events.addAll(TestDrafts.liveUpdate("h" + host, 12));
            }
            publish(broker, events);
            try (StreamProcessors restarted = instance(broker, "restarted")) {
                restarted.awaitCaughtUp(PATIENCE);

                // Then: its place was kept, and nobody's work changed hands
                assertThat(before.keySet()).anyMatch(name -> name.startsWith("restarted"));
                assertThat(away).isEqualTo(before);
                assertThat(shares(broker)).isEqualTo(before);
                String offline = offline(broker).digest();
                await().atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(InvalidStateStoreException.class)
                        .untilAsserted(() -> assertThat(StateDigest.of(together(staying, restarted)))
                                .isEqualTo(offline));
            }
        }
    }

    private StreamProcessors instance(EmbeddedBroker broker, String name) {
        return StreamProcessors.start(
                broker.client(),
                ProcessorSettings.of(SimulatedReader.gate(), "lasting", temp.resolve(name))
                        .withSession(SESSION_SECONDS, name));
    }

    private static void publish(EmbeddedBroker broker, List<Draft> events) {
        try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
            events.forEach(writer::append);
            writer.complete();
        }
    }

    /** Who works on what: lasting name to partitions, as the broker has it. */
    private static Map<String, Set<String>> shares(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(broker.client().base())) {
            Map<String, Set<String>> shares = new TreeMap<>();
            admin.describeConsumerGroups(List.of("lasting")).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .forEach(member -> {
                        Set<String> partitions = new TreeSet<>();
                        for (TopicPartition partition : member.assignment().topicPartitions()) {
                            partitions.add(partition.toString());
                        }
                        shares.put(member.groupInstanceId().orElse("no lasting name"), partitions);
                    });
            return shares;
        }
    }

    private static Map<String, byte[]> together(StreamProcessors... instances) {
        Map<String, byte[]> hosts = new TreeMap<>();
        for (StreamProcessors instance : instances) {
            hosts.putAll(StateDigest.hosts(instance.view(PATIENCE)));
        }
        return hosts;
    }

    private static Replay offline(EmbeddedBroker broker) {
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
}
