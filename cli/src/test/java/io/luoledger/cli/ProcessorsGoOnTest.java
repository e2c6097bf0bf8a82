package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.DataDirectory;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerTrim;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.publish.WriterSettings;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.store.StoredByFormat4;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a thread of the stream processors, or every one of them, doesn't end their work. */
class ProcessorsGoOnTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int HOSTS = 40;

    @TempDir
    private Path temp;

    @Test
    void shouldMakeStatesOfAnotherFormatAnewAndSayNothingTwice() {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given: processors that have begun, and whose states another version has written
            List<Draft> drafts = drafts("rebuilt");
            publish(broker.client(), drafts.subList(0, drafts.size() / 2));
            try (StreamProcessors before = processors(broker.client())) {
                before.awaitCaughtUp(PATIENCE);
            }
            for (String store : List.of("ledger-entities", "abi-boot-trails", "pair-stats")) {
                writtenByAnotherVersion(broker.client(), "going-on-" + store + "-changelog");
            }

            // When / Then: at once, without any further event
            try (StreamProcessors after = processors(broker.client())) {
                awaitDigest(after, replay(broker.client()));

                // When
                publish(broker.client(), drafts);
                after.awaitCaughtUp(PATIENCE);

                // Then
                Replay replay = replay(broker.client());
                assertThat(replay.events()).isEqualTo(drafts.size());
                awaitDigest(after, replay);
                OnlineFindings.assertEachOnce(broker.client(), replay);
            }
        }
    }

    @Test
    void shouldNameTheArchiveWhenStatesOfAnotherFormatWouldBeMadeOfATrimmedLedger() {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given
            publish(broker.client(), drafts("trimmed"));
            try (StreamProcessors before = processors(broker.client())) {
                before.awaitCaughtUp(PATIENCE);
            }
            writtenByAnotherVersion(broker.client(), "going-on-ledger-entities-changelog");
            new LedgerTrim(broker.client()).trim(Map.of(0, 1L, 1, 1L, 2, 1L, 3, 1L), Set.of(), until -> {});

            // When / Then
            try (StreamProcessors after = processors(broker.client())) {
                assertThatThrownBy(after::awaitEnd)
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContaining("was trimmed: it begins at offset 1 of partition 0."
                                + " What was before is in the archive that archive --trim wrote")
                        .hasMessageEndingWith("or go on with the version that wrote the states");
            }
        }
    }

    @Test
    void shouldMigrateTheStatesOfAnOlderVersionAlsoWhereTheLedgerWasTrimmed() {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given: what an older version had stored in the middle of a log, whose beginning isn't there any more
            publish(broker.client(), List.of());
            copy(broker.client(), StoredByFormat4.processed());
            try (StreamProcessors before = processors(broker.client())) {
                before.awaitCaughtUp(PATIENCE);
            }
            for (String store : List.of("ledger-entities", "abi-boot-trails")) {
                writtenByFormat4(broker.client(), store);
            }
            LedgerTrim.Trimmed trimmed = new LedgerTrim(broker.client())
                    .trim(
                            Map.of(0, Long.MAX_VALUE, 1, Long.MAX_VALUE, 2, Long.MAX_VALUE, 3, Long.MAX_VALUE),
                            Set.of(),
                            until -> {});
            assertThat(trimmed.begins().values()).anyMatch(begin -> begin > 0);

            // When
            copy(broker.client(), StoredByFormat4.rest());
            try (StreamProcessors after = processors(broker.client())) {
                after.awaitCaughtUp(PATIENCE);

                // Then
                Replay replay = new Replay(SimulatedReader.gate())
                        .run(StoredByFormat4.log().iterator());
                awaitDigest(after, replay);
                OnlineFindings.assertEachOnce(broker.client(), replay);
            }
        }
    }

    @Test
    void shouldGoOnByThemselvesWhenTheBrokerComesBack() throws Exception {
        // Given: processors at work whose cluster goes away for longer than they are patient
        Path data = temp.resolve("data");
        List<Draft> drafts = drafts("away");
        EmbeddedBroker broker = EmbeddedBroker.start(DataDirectory.lasting(data), 0);
        int port = Integer.parseInt(broker.bootstrapServer().split(":", 2)[1]);
        ClientSettings impatient = new ClientSettings(
                broker.bootstrapServer(),
                Map.of("max.block.ms", "500", "delivery.timeout.ms", "1000", "request.timeout.ms", "500"),
                WriterSettings.DEFAULT_TIMEOUT);
        try (StreamProcessors processors = processors(impatient)) {
            publish(broker.client(), drafts);
            broker.close();

            // When
            broker = EmbeddedBroker.start(DataDirectory.lasting(data), port);
            publish(broker.client(), drafts("later"));
            processors.awaitCaughtUp(PATIENCE);

            // Then
            Replay replay = replay(broker.client());
            assertThat(replay.events()).isEqualTo(2L * drafts.size());
            awaitDigest(processors, replay);
            OnlineFindings.assertEachOnce(broker.client(), replay);
        } finally {
            broker.close();
        }
    }

    @Test
    void shouldGoOnBehindAnEventThatNoOutputCanHold() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary();
                StreamProcessors processors = processors(broker.client())) {
            // Given
            List<Draft> drafts = TestDrafts.of("long", "trace", 3);
            Draft first = drafts.getFirst();
            LiveUpdateEvent open = event(
                    new Draft(
                            "endless",
                            first.source(),
                            first.boot(),
                            first.at(),
                            new SessionCreated(Session.named("x".repeat(600_000)), Result.success())),
                    ChainHash.GENESIS);
            EventCodec codec = new EventCodec();
            ChainHash chain = codec.decode(codec.encode(open)).chainAfter(ChainHash.GENESIS);

            // When
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(broker.client().base(), new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>(
                                Topics.EVENTS.name(),
                                "endless".getBytes(StandardCharsets.UTF_8),
                                codec.encode(event(open.draft(), chain))))
                        .get();
            }
            publish(broker.client(), drafts);
            processors.awaitCaughtUp(PATIENCE);

            // Then
            Replay replay = replay(broker.client());
            awaitDigest(processors, replay);
            OnlineFindings.assertEachOnce(broker.client(), replay);
            Ran letters = Ran.command("dlq", "list", "--bootstrap-server", broker.bootstrapServer());
            assertThat(letters.lines())
                    .contains("  SessionCreated with a session name of 600000 bytes, expected at most 64");
        }
    }

    @Test
    void shouldGoOnWithAnotherThreadWhenTheClusterDidNotAnswerInTime() {
        // Given: as Kafka Streams tells it
        Throwable late = new StreamsException(
                "Exception caught in process", new TimeoutException("Topic luo.view not present in metadata"));
        Throwable tooLong = new StreamsException(
                "Error encountered trying to commit a transaction",
                new InvalidTxnStateException("The producer attempted a transactional operation in an invalid state."));
        Throwable other = new StreamsException(
                "Exception caught in process", new RecordTooLargeException("The message is 1200000 bytes"));

        // When / Then
        assertThat(StreamProcessors.passes(late)).isTrue();
        assertThat(StreamProcessors.passes(tooLong)).isTrue();
        assertThat(StreamProcessors.passes(other)).isFalse();
    }

    private static void awaitDigest(StreamProcessors processors, Replay replay) {
        await().atMost(PATIENCE)
                // while a partition is being assigned, or the states are made anew, nobody has it
                .ignoreExceptionsMatching(
                        e -> e instanceof InvalidStateStoreException || e instanceof IllegalStateException)
                .untilAsserted(() ->
                        assertThat(StateDigest.of(processors.view(PATIENCE))).isEqualTo(replay.digest()));
    }

    private static LiveUpdateEvent event(Draft draft, ChainHash chain) {
        return new LiveUpdateEvent(draft.host(), 0, chain, draft.source(), draft.boot(), draft.at(), draft.body());
    }

    private StreamProcessors processors(ClientSettings client) {
        return StreamProcessors.start(
                client,
                ProcessorSettings.of(SimulatedReader.gate(), "going-on", temp.resolve("state"))
                        .withSession(6, null));
    }

    private static List<Draft> drafts(String name) {
        List<Draft> drafts = new ArrayList<>();
        for (int host = 0; host < HOSTS; host++) {
            drafts.addAll(TestDrafts.liveUpdate(name + "-" + host, 30));
        }
        return drafts;
    }

    private static void publish(ClientSettings client, List<Draft> drafts) {
        try (LedgerWriter writer = LedgerWriter.open(client, WriterSettings.defaults())) {
            drafts.forEach(writer::append);
            writer.complete();
        }
    }

    /** Puts events into the ledger as they are. */
    private static void copy(ClientSettings client, List<RecordedEvent> events) {
        EventCodec codec = new EventCodec();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (RecordedEvent event : events) {
            records.add(new ProducerRecord<>(
                    Topics.EVENTS.name(),
                    event.event().host().getBytes(StandardCharsets.UTF_8),
                    codec.encode(event.event())));
        }
        send(client, records);
    }

    /** Gives every value of a changelog the bytes that the older version had for it. */
    private static void writtenByFormat4(ClientSettings client, String store) {
        Map<Bytes, byte[]> stored = new HashMap<>();
        StoredByFormat4.stores()
                .getOrDefault(store, List.of())
                .forEach(one -> stored.put(Bytes.wrap(one.key()), one.value()));
        String topic = "going-on-" + store + "-changelog";
        Map<Bytes, ProducerRecord<byte[], byte[]>> others = new HashMap<>();
        TopicSnapshot.read(client, topic, record -> {
            Bytes key = Bytes.wrap(record.key());
            if (record.value() == null) {
                others.remove(key);
            } else {
                others.put(key, new ProducerRecord<>(topic, record.partition(), record.key(), stored.get(key)));
            }
        });
        // and the record that tells the format, which the older version didn't have: none is sent for it
        assertThat(others.keySet())
                .filteredOn(key -> key.get().length > 1)
                .containsExactlyInAnyOrderElementsOf(stored.keySet());
        send(client, List.copyOf(others.values()));
    }

    /** Gives every value the first byte of a format that there never was. */
    private static void writtenByAnotherVersion(ClientSettings client, String topic) {
        List<ProducerRecord<byte[], byte[]>> others = new ArrayList<>();
        TopicSnapshot.read(client, topic, record -> {
            if (record.value() != null) {
                byte[] other = record.value().clone();
                other[0] = 99;
                others.add(new ProducerRecord<>(topic, record.partition(), record.key(), other));
            }
        });
        assertThat(others).isNotEmpty();
        send(client, others);
    }

    private static void send(ClientSettings client, List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client.base(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                // close waits for all of them
                Object ignored = producer.send(record);
            }
        }
    }

    private static Replay replay(ClientSettings client) {
        Replay replay = new Replay(SimulatedReader.gate());
        try (LedgerReader reader = new LedgerReader(client)) {
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
