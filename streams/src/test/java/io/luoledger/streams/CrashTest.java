package io.luoledger.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.HostState;
import io.luoledger.core.RandomLog;
import io.luoledger.core.Scope;
import io.luoledger.core.UpdateState;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is held between two commits is lost with a thread that dies, and done again: nothing of it is missing outside. */
class CrashTest {
    private static final int STEPS = 150;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path temp;

    @Test
    void shouldPublishTheWholeViewWhenAThreadDiesBetweenCommits() throws Exception {
        // Given
        List<RecordedEvent> log = new ArrayList<>();
        for (int host = 0; host < 8; host++) {
            log.addAll(RandomLog.of("h" + host, host, STEPS));
        }
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            publish(broker, log);

            // When
            int deaths = process(broker, log.size());

            // Then
            assertThat(deaths).isEqualTo(1);
            Map<String, String> view = new TreeMap<>();
            TopicSnapshot.read(broker.client(), Topics.VIEW.name(), record -> {
                if (record.value() == null) {
                    view.remove(text(record.key()));
                } else {
                    view.put(text(record.key()), HexFormat.of().formatHex(record.value()));
                }
            });
            assertThat(view).isEqualTo(expected(log));
        }
    }

    private static void publish(EmbeddedBroker broker, List<RecordedEvent> log) {
        EventCodec codec = new EventCodec();
        Map<String, Object> config = broker.client().base();
        // on a fresh topic, whose leaders are being elected, an idempotent producer may wait for ever
        config.put("enable.idempotence", "false");
        config.put("max.in.flight.requests.per.connection", "1");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            for (RecordedEvent event : log) {
                Object ignored = producer.send(
                        new ProducerRecord<>(Topics.EVENTS.name(), event.event().host(), codec.encode(event.event())));
            }
        }
    }

    /** Runs until every event was processed and committed; a thread dies on half of the way. */
    private int process(EmbeddedBroker broker, int events) {
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger deaths = new AtomicInteger();
        Observer mortal = new Observer() {
            @Override
            public void event() {
                if (seen.incrementAndGet() >= events / 2 && deaths.compareAndSet(0, 1)) {
                    throw new IllegalStateException("a thread dies, as the test has it");
                }
            }
        };
        Properties settings = ProcessorSettings.of(SimulatedReader.gate(), "crash", temp.resolve("state"))
                // how long the dead thread's partitions wait for it
                .withSession(6, null)
                .properties(broker.client());
        try (Admin admin = Admin.create(broker.client().base());
                KafkaStreams streams = new KafkaStreams(
                        LedgerTopology.build(
                                new LedgerTopology.Config(SimulatedReader.gate()), SchemaTable.builtIn(), mortal),
                        settings)) {
            streams.setUncaughtExceptionHandler(problem -> StreamThreadExceptionResponse.REPLACE_THREAD);
            streams.start();
            await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> committed(admin) == events);
        }
        return deaths.get();
    }

    /** Over all partitions; no transaction wrote the ledger, so that there is nothing but events. */
    private static long committed(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets("crash").partitionsToOffsetAndMetadata().get().values().stream()
                .filter(Objects::nonNull)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static Map<String, String> expected(List<RecordedEvent> log) {
        OutputRecords records = new OutputRecords(SchemaTable.builtIn(), Observer.NONE);
        Map<String, String> expected = new TreeMap<>();
        EntityReader states =
                new Replay(SimulatedReader.gate()).run(log.iterator()).entities();
        states.scan(new Scope.Everything(), entity -> {
            HostState host = (HostState) Objects.requireNonNull(states.get(EntityKey.host(entity.host())));
            var record = records.changed(entity, entity instanceof UpdateState update ? host.when(update) : null, 0);
            if (record != null) {
                expected.put(text(record.key()), HexFormat.of().formatHex(record.value()));
            }
        });
        return expected;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
