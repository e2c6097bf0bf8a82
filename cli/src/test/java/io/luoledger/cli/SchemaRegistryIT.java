package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.registry.RegistryAccess;
import io.luoledger.registry.RegistryAddress;
import io.luoledger.simulator.trial.SimulatedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real registry: what other tools see, and what this one says when the registry is gone. */
class SchemaRegistryIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void shouldPublishTheHistoryWhereTheRegistrysRulesAllowIt() throws Exception {
        try (ApicurioRegistry registry = ApicurioRegistry.start()) {
            // Given: a registry that asks readers of old versions, too
            registry.compatibility("luo.events-value", "FULL_TRANSITIVE");

            // When
            Ran refused = Ran.command("schema", "publish", "--registry", registry.url());
            registry.compatibility("luo.events-value", "BACKWARD_TRANSITIVE");
            Ran before = Ran.command("schema", "check", "--registry", registry.url());
            Ran published = Ran.command("schema", "publish", "--registry", registry.url());
            Ran after = Ran.command("schema", "check", "--registry", registry.url());
            Ran again = Ran.command("schema", "publish", "--registry", registry.url());

            // Then
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.out())
                    .containsPattern("added +luo.events-value +version 1, id 1\n")
                    .contains("ERROR luo.events-value against version 2: LiveUpdateEvent\n  the registry refuses it: ")
                    .contains("  do: set the registry's compatibility for luo.events-value to BACKWARD_TRANSITIVE\n");
            assertThat(before.code()).isEqualTo(1);
            assertThat(before.out())
                    .contains("ERROR luo.events-value against version 2: LiveUpdateEvent\n  isn't in the registry\n");
            assertThat(published.code()).isZero();
            assertThat(published.out())
                    .containsPattern("has +luo.events-value +version 1, id 1\n")
                    .containsPattern("added +luo.events-value +version 2, id ");
            assertThat(after.code()).as(after.out()).isZero();
            assertThat(again.lines()).hasSameSizeAs(published.lines()).allMatch(line -> line.startsWith("has "));
        }
    }

    @Test
    void shouldLetAnyToolReadTheTopicsByTheRegistryAlone() throws Exception {
        try (ApicurioRegistry registry = ApicurioRegistry.start();
                EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given
            String cluster = broker.bootstrapServer();
            ClientSettings client = broker.client()
                    .withRegistry(RegistryAddress.of(registry.url(), RegistryAccess.NONE, Duration.ofSeconds(30)));

            // When
            Ran simulated = Ran.command(
                    "simulate",
                    "--scenario",
                    "partial-retrieve",
                    "--bootstrap-server",
                    cluster,
                    "--registry",
                    registry.url());
            try (StreamProcessors processors = StreamProcessors.start(
                    client, ProcessorSettings.of(SimulatedReader.gate(), "registry-test", temp.resolve("state")))) {
                processors.awaitCaughtUp(Duration.ofMinutes(2));
            }
            Ran withRegistry =
                    Ran.command("events", "--json", "--bootstrap-server", cluster, "--registry", registry.url());
            Ran without = Ran.command("events", "--json", "--bootstrap-server", cluster);
            Ran elsewhere = Ran.command("simulate", "--scenario", "vm-host", "--bootstrap-server", cluster);

            // Then
            assertThat(simulated.code()).as(simulated.err()).isZero();
            List<GenericRecord> events = asAnyToolReads(client, registry, Topics.EVENTS);
            assertThat(events)
                    .hasSize(25)
                    .allMatch(event -> event.get("host").toString().equals("partial-retrieve"));
            assertThat(asAnyToolReads(client, registry, Topics.UPDATES))
                    .last()
                    .matches(update -> update.get("outcome").toString().equals("PARTIAL"));
            for (Topics topic : List.of(Topics.HEADS, Topics.VIEW, Topics.FINDINGS)) {
                assertThat(asAnyToolReads(client, registry, topic))
                        .as(topic.name())
                        .isNotEmpty();
            }
            assertThat(withRegistry.code()).as(withRegistry.err()).isZero();
            assertThat(withRegistry.lines()).hasSize(25);
            assertThat(without.lines()).isEqualTo(withRegistry.lines());
            assertThat(elsewhere.code()).isEqualTo(3);
            assertThat(elsewhere.err()).contains("its ids come from a schema registry: give --registry");

            // and when the registry is gone, who counts on it is told, and who doesn't goes on
            registry.stop();
            Ran gone = Ran.command("events", "--bootstrap-server", cluster, "--registry", registry.url());
            assertThat(gone.code()).isEqualTo(3);
            assertThat(gone.out()).isEmpty();
            assertThat(gone.err()).contains(" can't be reached: ");
            assertThat(Ran.command("events", "--json", "--bootstrap-server", cluster)
                            .lines())
                    .isEqualTo(without.lines());
        }
    }

    /** By the Confluent wire format and the registry's REST protocol, with nothing of this project. */
    private static List<GenericRecord> asAnyToolReads(ClientSettings client, ApicurioRegistry registry, Topics topic)
            throws IOException, InterruptedException {
        List<byte[]> values = new ArrayList<>();
        TopicSnapshot.read(client, topic.name(), record -> {
            if (record.value() != null) {
                values.add(record.value());
            }
        });
        Set<Integer> ids = new TreeSet<>();
        List<GenericRecord> records = new ArrayList<>();
        for (byte[] value : values) {
            assertThat(value[0]).isZero();
            int id = ByteBuffer.wrap(value, 1, 4).getInt();
            ids.add(id);
            Schema schema = new Schema.Parser()
                    .parse(JSON.readTree(registry.get("/schemas/ids/" + id))
                            .path("schema")
                            .asText());
            records.add(new GenericDatumReader<GenericRecord>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null)));
        }
        assertThat(ids).hasSizeLessThanOrEqualTo(1);
        return records;
    }
}
