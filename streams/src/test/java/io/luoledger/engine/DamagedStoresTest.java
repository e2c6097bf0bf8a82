package io.luoledger.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.core.RandomLog;
import io.luoledger.ledger.Topics;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** Local stores are copies: what is damaged is restored, what only can't be reached isn't thrown away. */
class DamagedStoresTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path temp;

    @Test
    void shouldRestoreStoresThatWereDamagedWhileItWasStopped() throws IOException {
        // Given
        List<RecordedEvent> log = RandomLog.of("host", 7, 200);
        String expected = new Replay(SimulatedReader.gate()).run(log.iterator()).digest();
        ProcessorSettings settings = ProcessorSettings.of(SimulatedReader.gate(), "damaged", temp.resolve("state"));
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            publish(broker, log);
            assertThat(digest(broker, settings)).isEqualTo(expected);
            int damaged = damage(temp.resolve("state"));
            assertThat(damaged).isPositive();

            // When
            String digest = digest(broker, settings);

            // Then
            assertThat(digest).isEqualTo(expected);
        }
    }

    @Test
    void shouldKnowDamageFromWhatIsOnlyInTheWay() {
        // Given
        RocksDBException damage = new RocksDBException("Corruption: block checksum mismatch");
        RocksDBException full = new RocksDBException("IO error: No space left on device: While appending to file");
        RocksDBException taken =
                new RocksDBException("IO error: While lock file: LOCK: Resource temporarily unavailable");

        // When, then
        assertThat(LocalStores.areDamaged(new StreamsException(new ProcessorStateException("get", damage))))
                .isTrue();
        assertThat(LocalStores.areDamaged(new ProcessorStateException("put", full)))
                .isFalse();
        assertThat(LocalStores.areDamaged(new ProcessorStateException("open", taken)))
                .isFalse();
        assertThat(LocalStores.areDamaged(new ProcessorStateException("closed")))
                .isFalse();
        assertThat(LocalStores.areDamaged(new StreamsException(damage))).isFalse();
    }

    private static String digest(EmbeddedBroker broker, ProcessorSettings settings) {
        try (StreamProcessors processors = StreamProcessors.start(broker.client(), settings)) {
            processors.awaitCaughtUp(PATIENCE);
            return await().atMost(PATIENCE)
                    // on a slow machine its thread may have to join its group once more
                    .ignoreExceptionsInstanceOf(InvalidStateStoreException.class)
                    .until(() -> StateDigest.of(processors.view(PATIENCE)), digest -> true);
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

    /** Every table, manifest and name of a current one. */
    private static int damage(Path state) throws IOException {
        try (Stream<Path> all = Files.walk(state)) {
            List<Path> files = all.filter(file -> file.getFileName().toString().matches(".*\\.sst|MANIFEST.*|CURRENT"))
                    .toList();
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0x5a);
                Files.write(file, bytes);
            }
            return files.size();
        }
    }
}
