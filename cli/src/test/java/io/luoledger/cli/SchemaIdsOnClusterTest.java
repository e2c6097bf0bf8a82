package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.UnknownBody;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.publish.WriterSettings;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What ids stand for on a cluster: told on luo.schemas, so that older versions know what newer ones write. */
class SchemaIdsOnClusterTest {
    private static final SchemaTable NOW = SchemaTable.builtIn();
    private static final Schema FIRST = NOW.schemaOf(1);

    @Test
    void shouldTellAnOldReaderWhatANewProducerWrites() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given: a new writer's event, of a kind and with a field that version 1 doesn't have
            ClientSettings client = broker.client();
            EventCodec old = new EventCodec(new ClusterSchemas(client, NOW.asOf(1)), FIRST);
            byte[] written = new EventCodec().encode(announced());
            assertThatThrownBy(() -> old.decode(written))
                    .isInstanceOf(UnreadableInputException.class)
                    .hasMessage("unknown schema id "
                            + NOW.newest(EventCodec.SUBJECT).id()
                            + ": neither luo.schemas of the cluster nor this version of luo-ledger knows it; if the"
                            + " ledger's producers use a schema registry, give --registry");
            try (LedgerWriter writer = LedgerWriter.open(client, WriterSettings.defaults())) {
                writer.append(announced().draft());
                writer.complete();
            }

            // When
            EventCodec later = new EventCodec(new ClusterSchemas(client, NOW.asOf(1)), FIRST);
            List<LiveUpdateEvent> read = new ArrayList<>();
            for (byte[] record : records(client)) {
                read.add(later.decode(record).event());
            }

            // Then
            assertThat(read)
                    .extracting(LiveUpdateEvent::body)
                    .containsExactly(new UnknownBody(
                            "TargetAnnounced", "{\"targetKernel\":\"7.4.0\",\"plan\":null}", Result.success()));

            // and records of version 1, from before luo.schemas, are known by the table
            assertThat(new ClusterSchemas(client).schemaOf(1)).isEqualTo(FIRST);

            // and an id with two meanings is nobody's
            put(client, "3", "\"string\"");
            assertThatThrownBy(() -> new ClusterSchemas(client).schemaOf(3))
                    .isInstanceOf(SchemasUnavailableException.class)
                    .hasMessageStartingWith("schema id 3 stands for two schemas on luo.schemas: "
                            + "io.luoledger.avro.EntityState, and at offset ")
                    .hasMessageEndingWith(" string of another form; expected one meaning for ever");
            Ran simulate =
                    Ran.command("simulate", "--scenario", "vm-host", "--bootstrap-server", client.bootstrapServers());
            assertThat(simulate.code()).isEqualTo(3);
        }
    }

    @Test
    void shouldKnowAnIdAsSoonAsItIsToldThatNobodyKnewBefore() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary();
                ClusterSchemas schemas = new ClusterSchemas(broker.client())) {
            // Given
            assertThatThrownBy(() -> schemas.schemaOf(77)).isInstanceOf(UnreadableInputException.class);

            // When
            put(broker.client(), "77", SchemaTable.text(FIRST));

            // Then
            assertThat(SchemaTable.sameForm(schemas.schemaOf(77), FIRST)).isTrue();
            assertThatThrownBy(() -> schemas.schemaOf(78)).isInstanceOf(UnreadableInputException.class);
        }
    }

    @Test
    void shouldRefuseToWriteWhereAnIdStandsForSomethingElse() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given: a ledger whose ids come from a registry
            ClientSettings client = broker.client();
            put(client, "1", SchemaTable.text(NOW.newest("luo.view-value").schema()));

            // When
            Ran simulate =
                    Ran.command("simulate", "--scenario", "vm-host", "--bootstrap-server", client.bootstrapServers());

            // Then
            assertThat(simulate.code()).isEqualTo(3);
            assertThat(simulate.err())
                    .contains("luo-ledger: schema id 1 stands for another form of io.luoledger.avro.EntityState on the"
                            + " cluster at " + client.bootstrapServers() + ", and for io.luoledger.avro.LiveUpdateEvent"
                            + " by the table of this version; its ids come from a schema registry: give --registry."
                            + " Nothing was written");
            assertThat(records(client)).isEmpty();
        }
    }

    private static LiveUpdateEvent announced() {
        Draft draft = new Draft(
                "h1",
                new Source(Source.idOf("announced"), 0),
                new Boot("b0", "7.3.4", 0, Side.OUTGOING),
                Moment.UNKNOWN,
                new TargetAnnounced("7.4.0", null));
        return new EventCodec().seal(LedgerHead.EMPTY, draft);
    }

    /** The values of luo.events as they are. */
    private static List<byte[]> records(ClientSettings client) {
        List<byte[]> values = new ArrayList<>();
        TopicSnapshot.read(client, Topics.EVENTS.name(), record -> values.add(record.value()));
        return values;
    }

    private static void put(ClientSettings client, String key, String value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", client.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.SCHEMAS.name(), key, value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }
}
