package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A host in whose ledger something can't be decoded may hold more than is known. */
class UndecodableHostTest {
    @Test
    void shouldNotGoWithARecordOfTheHostThatCanNotBeDecoded() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given
            String server = broker.bootstrapServer();
            try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
                TestDrafts.of("sound", "trace", 3).forEach(writer::append);
                TestDrafts.of("poisoned", "trace", 3).forEach(writer::append);
                writer.complete();
            }
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(broker.client().base(), new ByteArraySerializer(), new ByteArraySerializer())) {
                for (String host : new String[] {"poisoned", "silent"}) {
                    producer.send(new ProducerRecord<>(
                                    Topics.EVENTS.name(),
                                    host.getBytes(StandardCharsets.UTF_8),
                                    "hello".getBytes(StandardCharsets.UTF_8)))
                            .get();
                }
            }

            // When
            Ran sound = Ran.command("preflight", "--host", "sound", "--to", "7.3", "--bootstrap-server", server);
            Ran poisoned = Ran.command(
                    "preflight", "--host", "poisoned", "--to", "7.3", "--json", "--bootstrap-server", server);
            Ran plan = Ran.command("abi", "plan", "--to", "7.3", "--bootstrap-server", server);

            // Then
            assertThat(sound.code()).as(sound.out()).isZero();
            assertThat(poisoned.code()).isEqualTo(1);
            assertThat(new ObjectMapper().readTree(poisoned.out()).get("unknown"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.get("record").asText()).startsWith("partition "));
            assertThat(plan.code()).isEqualTo(1);
            assertThat(plan.out())
                    .startsWith("3 hosts: 1 straight, 0 with a stop in between, 2 blocked; 2 without a way back\n")
                    .contains("not straight: kernel unknown is not known");
        }
    }
}
