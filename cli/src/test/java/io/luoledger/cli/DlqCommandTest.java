package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.view.HostView;
import io.luoledger.wire.EventCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be read is put aside, shown, and taken in when it can be read. */
class DlqCommandTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path temp;

    @Test
    void shouldPutPoisonAsideShowItAndTakeInWhatCanBeReadAfterAll() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary();
                StreamProcessors processors = StreamProcessors.start(
                        broker.client(), ProcessorSettings.of(SimulatedReader.gate(), "dlq", temp.resolve("state")))) {
            // Given: what is no event, an event under another host's name, one that continues nothing, and a good one
            List<Draft> drafts = TestDrafts.of("mislaid", "trace", 2);
            LiveUpdateEvent event = new EventCodec().seal(LedgerHead.EMPTY, drafts.getFirst());
            LiveUpdateEvent next = new EventCodec()
                    .seal(
                            LedgerHead.after(new EventCodec().seal(LedgerHead.EMPTY, TestDrafts.draft("late", "t", 0))),
                            TestDrafts.draft("late", "t", 1));
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(broker.client().base(), new ByteArraySerializer(), new ByteArraySerializer())) {
                send(producer, "poison", "hello".getBytes(StandardCharsets.UTF_8));
                send(producer, "elsewhere", new EventCodec().encode(event));
                send(producer, "elsewhere", new EventCodec().encode(next));
            }
            try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
                TestDrafts.of("good", "trace", 3).forEach(writer::append);
                writer.complete();
            }
            processors.awaitCaughtUp(PATIENCE);
            String server = broker.bootstrapServer();

            // When
            Ran listed = Ran.command("dlq", "list", "--bootstrap-server", server);
            Ran json = Ran.command("dlq", "list", "--json", "--bootstrap-server", server);
            Ran tried = Ran.command("dlq", "replay", "--dry-run", "--bootstrap-server", server);
            Ran taken = Ran.command("dlq", "replay", "--bootstrap-server", server);
            Ran again = Ran.command("dlq", "replay", "--bootstrap-server", server);

            // Then
            assertThat(listed.code()).isZero();
            assertThat(listed.lines())
                    .anyMatch(line -> line.matches(
                            "partition \\d, offset \\d+  from luo.events-\\d@\\d+  \\S+  key \"poison\"  5 bytes"))
                    .contains(
                            "  not in the Confluent wire format: first byte 0x68, expected 0x00",
                            "  key \"elsewhere\", expected the event's host \"mislaid\"",
                            "  readable now: host mislaid, sequence 0, SessionCreated")
                    .endsWith("3 dead letters, 2 that this version reads (luo-ledger dlq replay takes them into the"
                            + " ledger)");
            assertThat(json.lines()).hasSize(3).anyMatch(line -> line.contains("\"value\":\"aGVsbG8=\""));
            assertThat(tried.lines()).endsWith("2 readable, 1 still unreadable; nothing was written");
            assertThat(taken.code()).isZero();
            assertThat(taken.lines())
                    .anyMatch(line -> line.endsWith(
                            ": still no event: not in the Confluent wire format: first byte 0x68, expected 0x00"))
                    .anyMatch(line -> line.contains(
                            ": host late, sequence 1 isn't taken: host late begins at sequence 1, and the target has"))
                    .endsWith("1 taken into the ledger, 0 there already, 1 don't continue it, 1 still unreadable");
            assertThat(again.lines())
                    .contains("0 taken into the ledger, 1 there already, 1 don't continue it, 1 still unreadable");
            processors.awaitCaughtUp(PATIENCE);
            assertThat(HostView.hosts(processors.view(PATIENCE))).containsExactly("good", "mislaid");
            assertThat(Objects.requireNonNull(HostView.of(processors.view(PATIENCE), "mislaid"))
                            .sessions())
                    .hasSize(1);
        }
    }

    @Test
    void shouldTakeWhatContinuesTheLedgerHoweverTheLettersLieAndForetellIt() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given: a ledger that ends behind event 4 and 1
            EventCodec codec = new EventCodec();
            List<LiveUpdateEvent> host = sealed(TestDrafts.of("scattered", "trace", 8));
            List<LiveUpdateEvent> forked = sealed(TestDrafts.of("forked", "trace", 3));
            List<LiveUpdateEvent> other = sealed(TestDrafts.of("forked", "another", 2));
            try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
                TestDrafts.of("scattered", "trace", 5).forEach(writer::append);
                TestDrafts.of("forked", "trace", 2).forEach(writer::append);
                writer.complete();
            }
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(broker.client().base(), new ByteArraySerializer(), new ByteArraySerializer())) {
                // a copy of what is there; what continues it, twice, as when the ledger was processed anew; one behind
                // a gap
                for (int sequence : List.of(1, 5, 5, 7)) {
                    sendLetter(producer, codec.encode(host.get(sequence)));
                }
                // what the ledger has another event in place of, and what continues the ledger
                sendLetter(producer, codec.encode(other.getFirst()));
                sendLetter(producer, codec.encode(forked.get(2)));
            }
            String server = broker.bootstrapServer();

            // When
            Ran foretold = Ran.command("dlq", "replay", "--dry-run", "--json", "--bootstrap-server", server);
            Ran taken = Ran.command("dlq", "replay", "--json", "--bootstrap-server", server);
            Ran before = Ran.command("dlq", "replay", "--dry-run", "--bootstrap-server", server);
            Ran again = Ran.command("dlq", "replay", "--bootstrap-server", server);

            // Then
            assertThat(taken.out())
                    .contains("\"taken\" : 2", "\"there\" : 2")
                    .contains(
                            "host scattered begins at sequence 7, and the target ends at 5",
                            "host forked, sequence 0: the target holds another history of this host");
            assertThat(foretold.out()).isEqualTo(taken.out().replace("\"dryRun\" : false", "\"dryRun\" : true"));
            assertThat(before.lines())
                    .contains("0 would be taken into the ledger, 4 there already, 2 don't continue it,"
                            + " 0 still unreadable");
            assertThat(again.code()).isZero();
            assertThat(again.lines())
                    .contains("0 taken into the ledger, 4 there already, 2 don't continue it, 0 still unreadable");
        }
    }

    private static List<LiveUpdateEvent> sealed(List<Draft> drafts) {
        List<LiveUpdateEvent> events = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        for (Draft draft : drafts) {
            events.add(new EventCodec().seal(head, draft));
            head = LedgerHead.after(events.getLast());
        }
        return events;
    }

    private static void sendLetter(KafkaProducer<byte[], byte[]> producer, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.DEAD_LETTERS.name(), "elsewhere".getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(Topics.EVENTS.name(), key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }
}
