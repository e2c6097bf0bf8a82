package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.UnknownBody;
import io.luoledger.ledger.LedgerHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Old readers on new logs, new readers on old logs. The logs under {@code v1} were written by version 1 of the schema,
 * before there was another; the old reader knows of events what version 1 says and no more.
 */
class EvolutionTest {
    private static final Schema FIRST =
            SchemaTable.builtIn().find(1).orElseThrow().schema();
    private static final Schema WORKING = io.luoledger.avro.LiveUpdateEvent.getClassSchema();
    private static final int FUTURE_ID = 77;

    /** A kind that holds itself, once or several times. */
    private static final String NESTED = """
            {"type": "record", "name": "Nested", "fields": [
              {"name": "inner", "type": ["null", "Nested"], "default": null},
              {"name": "others", "type": {"type": "array", "items": "Nested"}, "default": []}]},
            """;

    private final EventCodec current = new EventCodec();
    private final EventCodec old = new EventCodec(SchemaTable.builtIn(), FIRST);

    @ParameterizedTest
    @CsvSource({"every-kind.avro, 58, 1", "fleet.avro, 272, 4", "partial-retrieve.avro, 25, 1"})
    void shouldReadAFileOfVersionOneWithItsChain(String file, int events, int hosts) {
        // When
        List<RecordedEvent> read = read(resource(file), WORKING);

        // Then
        assertThat(read).hasSize(events);
        assertThat(hostsWithAChainThatHolds(read)).isEqualTo(hosts);
        assertThat(read).noneMatch(event -> event.event().body() instanceof UnknownBody);
        assertThat(read).allMatch(event -> event.event().assumptions().isEmpty());
    }

    @Test
    void shouldReadRecordsOfVersionOneWithTheirChain() {
        // Given
        List<byte[]> records = new String(resource("every-kind.records.hex"), StandardCharsets.US_ASCII)
                .lines()
                .map(HexFormat.of()::parseHex)
                .toList();

        // When
        List<RecordedEvent> read = records.stream().map(current::decode).toList();

        // Then
        assertThat(records).allMatch(record -> ByteBuffer.wrap(record, 1, 4).getInt() == 1);
        assertThat(read).isEqualTo(read(resource("every-kind.avro"), WORKING));
        assertThat(hostsWithAChainThatHolds(read)).isEqualTo(1);
    }

    @Test
    void shouldKeepTheChainWhenALogOfVersionOneIsWrittenAgain() {
        // Given
        List<RecordedEvent> first = read(resource("every-kind.avro"), WORKING);

        // When
        byte[] again = file(first.stream().map(RecordedEvent::event).toList());

        // Then
        assertThat(read(again, WORKING)).isEqualTo(first);
        assertThat(read(again, FIRST)).isEqualTo(first);
    }

    @Test
    void shouldShowAnOldReaderWhatItKnowsOfANewLog() {
        // Given
        List<LiveUpdateEvent> events = newLog();

        // When
        List<RecordedEvent> fromFile = read(file(events), FIRST);
        List<RecordedEvent> fromKafka =
                events.stream().map(current::encode).map(old::decode).toList();

        // Then
        assertThat(fromFile.stream().map(event -> event.event().body()))
                .containsExactly(
                        new SessionCreated(Session.named("vm"), Result.success()),
                        new UnknownBody(
                                "TargetAnnounced",
                                "{\"targetKernel\":\"7.4.0\",\"plan\":\"night-7\"}",
                                Result.success()),
                        new HandoverStarted(Result.refused("EBUSY")));
        assertThat(fromKafka).isEqualTo(fromFile);
        assertThat(hostsWithAChainThatHolds(fromFile)).isEqualTo(1);
        assertThat(fromFile)
                .allSatisfy(event -> assertThat(event.event().assumptions()).isEmpty());
    }

    @Test
    void shouldShowANewReaderAllOfANewLog() {
        // Given
        List<LiveUpdateEvent> events = newLog();

        // When
        List<RecordedEvent> read = read(file(events), WORKING);

        // Then
        assertThat(read.stream().map(RecordedEvent::event)).isEqualTo(events);
        assertThat(events.stream().map(current::encode).map(current::decode)).isEqualTo(read);
        assertThat(hostsWithAChainThatHolds(read)).isEqualTo(1);
    }

    @Test
    void shouldReadTheOldLogAsBeforeWithAnOldReader() {
        assertThat(read(resource("every-kind.avro"), FIRST)).isEqualTo(read(resource("every-kind.avro"), WORKING));
    }

    @Test
    void shouldShowAKindOfTheFutureThatSharesNamesAndChangesThem() throws IOException {
        // Given: a kind that holds every type there is, under names that this version has other records for
        Schema future = future();
        GenericRecord event = inFuture(future);

        // When
        RecordedEvent fromKafka = new EventCodec(withFuture(future), WORKING).decode(bytes(future, event));
        RecordedEvent fromFile = read(logFile(future, event), WORKING).getFirst();

        // Then
        String hex = "00112233445566778899aabbccddeeff";
        assertThat(fromKafka.event().body())
                .isEqualTo(new UnknownBody(
                        "HandoverStarted2",
                        "{\"errno\":\"EIO\",\"session\":{\"name\":\"vm\",\"colour\":\"blue\"},\"digest\":\"" + hex
                                + "\",\"raw\":\"c0ff\",\"numbers\":[1,2],\"ratio\":0.5,\"flag\":true,"
                                + "\"by\":{\"x\":7},\"none\":null}",
                        Result.refused("EIO")));
        assertThat(fromKafka.event().body().type()).isEqualTo("HandoverStarted2");
        assertThat(fromKafka.chainAfter(ChainHash.GENESIS))
                .isEqualTo(RecordedEvent.link(ChainHash.GENESIS, CanonicalForm.digest(event, "chain")));
        assertThat(fromFile).isEqualTo(fromKafka);
    }

    @Test
    void shouldShowAKindOfTheFutureThatHoldsItself() throws IOException {
        // Given
        Schema future = withKind(NESTED);
        GenericRecord event = event(future, nested(KnownKinds.kindsOf(future).getFirst(), 3));

        // When
        RecordedEvent read = new EventCodec(withFuture(future), WORKING).decode(bytes(future, event));

        // Then
        assertThat(read.event().body())
                .isEqualTo(new UnknownBody(
                        "Nested",
                        "{\"inner\":{\"inner\":{\"inner\":null,\"others\":[]},\"others\":[{\"inner\":null,\"others\":[]}]},"
                                + "\"others\":[{\"inner\":null,\"others\":[]}]}",
                        Result.success()));
        assertThat(read.chainAfter(ChainHash.GENESIS))
                .isEqualTo(RecordedEvent.link(ChainHash.GENESIS, CanonicalForm.digest(event, "chain")));
    }

    @Test
    void shouldRefuseAKindOfTheFutureThatHoldsItselfWithoutEnd() throws IOException {
        // Given
        Schema future = withKind(NESTED);
        GenericRecord event = event(future, nested(KnownKinds.kindsOf(future).getFirst(), 65));
        byte[] record = bytes(future, event);
        EventCodec codec = new EventCodec(withFuture(future), WORKING);

        // When / Then
        assertThatThrownBy(() -> codec.decode(record))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("the record's body can't be decoded: records stand in each other more than 64 deep");
    }

    @Test
    void shouldNeverWriteAKindThatItDoesNotKnow() {
        // Given
        LiveUpdateEvent unknown = read(file(newLog()), FIRST).get(1).event();

        // When / Then
        assertThatThrownBy(() -> current.encode(unknown))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("an event of the kind TargetAnnounced, which this version of luo-ledger doesn't know and"
                        + " can't write; expected a version at least as new as the one that wrote it");
    }

    @Test
    void shouldPassOnWhatANewerVersionWroteByteForByte() throws IOException {
        // Given: a record of a newer version, which has a further kind, and one of this version
        Schema future =
                withKind("{\"type\": \"record\", \"name\": \"HostRenamed\", \"namespace\": \"io.luoledger.avro\","
                        + " \"fields\": [{\"name\": \"formerly\", \"type\": \"string\"}]},");
        GenericRecord renamed = new GenericRecordBuilder(
                        KnownKinds.kindsOf(future).getFirst())
                .set("formerly", "h0")
                .build();
        byte[] newer = bytes(future, event(future, renamed));
        EventCodec codec = new EventCodec(withFuture(future), WORKING);
        RecordedEvent known = current.decode(current.encode(newLog().getFirst()));

        // When
        RecordedEvent read = codec.decode(newer);
        byte[] file = copy(List.of(known, read), List.of(FIRST, future));
        List<RecordedEvent> copied = read(file, WORKING);

        // Then
        assertThat(codec.encode(read)).isEqualTo(newer);
        assertThat(copied).containsExactly(known, read);
        assertThat(codec.encode(copied.getLast())).isEqualTo(newer);
        assertThat(codec.encode(copied.getFirst())).isEqualTo(current.encode(known.event()));
        // and without the newer table, under an id that is made of the schema's content
        int id = ByteBuffer.wrap(current.encode(copied.getLast()), 1, 4).getInt();
        assertThat(id).isEqualTo(SchemaHistory.idOf(EventCodec.SUBJECT, SchemaTable.text(future)));
    }

    @Test
    void shouldNotCopyIntoAFileWhatItWouldLose() {
        // Given: a file of the first version, and events that only a newer one has room for
        List<RecordedEvent> newer = read(file(newLog()), FIRST);
        RecordedEvent plain = read(resource("partial-retrieve.avro"), FIRST).getFirst();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        // When / Then
        try (LogFileWriter writer = new LogFileWriter(out, FIRST)) {
            writer.append(plain);
            assertThatThrownBy(() -> writer.append(newer.get(0)))
                    .isInstanceOf(UnreadableInputException.class)
                    .hasMessage("host h1, sequence 0: SessionCreated of a newer version of luo-ledger, which this one"
                            + " can't write without loss; expected a version at least as new as the one that wrote it");
            assertThatThrownBy(() -> writer.append(newer.get(1)))
                    .isInstanceOf(UnreadableInputException.class)
                    .hasMessageStartingWith("host h1, sequence 1: TargetAnnounced of a newer version");
        }
        assertThat(read(out.toByteArray(), WORKING)).containsExactly(plain);
    }

    /** Why the reader is told of unknown kinds: Avro alone takes them for known ones. */
    @Test
    void shouldNotMistakeAnUnknownKindForAKnownOneAsAvroDoes() throws IOException {
        // Given
        byte[] announced = current.encode(newLog().get(1));

        // When
        GenericRecord byAvro = new GenericDatumReader<GenericRecord>(WORKING, FIRST)
                .read(null, DecoderFactory.get().binaryDecoder(announced, 5, announced.length - 5, null));

        // Then
        assertThat(((GenericRecord) byAvro.get("body")).getSchema().getName()).isEqualTo("SessionCreated");
        assertThat(old.decode(announced).event().body()).isInstanceOf(UnknownBody.class);
    }

    private List<LiveUpdateEvent> newLog() {
        List<LiveUpdateEvent> events = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        List<Body> bodies = List.of(
                new SessionCreated(Session.named("vm"), Result.success()),
                new TargetAnnounced("7.4.0", "night-7"),
                new HandoverStarted(Result.refused("EBUSY")));
        for (Body body : bodies) {
            LiveUpdateEvent event = current.seal(
                    head,
                    new Draft(
                            "h1",
                            new Source(Source.idOf("new"), events.size()),
                            new Boot("b0", "7.3.4", 0, Side.OUTGOING),
                            Moment.monotonic(1000L * events.size()),
                            body,
                            List.of("pci-core-takes-part")));
            events.add(event);
            head = LedgerHead.after(event);
        }
        return events;
    }

    /** How many hosts the events are of. */
    private static int hostsWithAChainThatHolds(List<RecordedEvent> events) {
        Map<String, ChainHash> chains = new HashMap<>();
        for (RecordedEvent event : events) {
            String host = event.event().host();
            ChainHash before = chains.getOrDefault(host, ChainHash.GENESIS);
            assertThat(event.chainAfter(before)).isEqualTo(event.event().chain());
            chains.put(host, event.event().chain());
        }
        return chains.size();
    }

    private static SchemaTable withFuture(Schema future) {
        List<SchemaTable.Entry> entries = new ArrayList<>(SchemaTable.builtIn().entries());
        entries.add(new SchemaTable.Entry(FUTURE_ID, EventCodec.SUBJECT, FUTURE_ID, future));
        return SchemaTable.of(entries);
    }

    private static Schema future() {
        String kind = """
                {"type": "record", "name": "HandoverStarted2", "fields": [
                  {"name": "errno", "type": ["null", "string"], "default": null},
                  {"name": "session", "type": {"type": "record", "name": "SessionRef", "namespace": "io.luoledger.avro",
                     "fields": [{"name": "name", "type": "string"}, {"name": "colour", "type": "string"}]}},
                  {"name": "digest", "type": {"type": "fixed", "name": "SourceDigest16", "size": 16}},
                  {"name": "raw", "type": "bytes"},
                  {"name": "numbers", "type": {"type": "array", "items": "long"}},
                  {"name": "ratio", "type": "double"},
                  {"name": "flag", "type": "boolean"},
                  {"name": "by", "type": {"type": "map", "values": "int"}},
                  {"name": "none", "type": "null"}]}
                """;
        String json = WORKING.toString();
        int end = json.indexOf("{\"name\":\"assumptions\"");
        return new Schema.Parser().parse(json.substring(0, kinds(json)) + kind + "]}," + json.substring(end));
    }

    /** This version's schema with another kind before its own. */
    private static Schema withKind(String kind) {
        String json = WORKING.toString();
        return new Schema.Parser().parse(json.substring(0, kinds(json)) + kind + json.substring(kinds(json)));
    }

    private static GenericRecord nested(Schema kind, int deep) {
        GenericRecord last = new GenericRecordBuilder(kind).build();
        return deep == 1
                ? last
                : new GenericRecordBuilder(kind)
                        .set("inner", nested(kind, deep - 1))
                        .set("others", List.of(last))
                        .build();
    }

    private static int kinds(String json) {
        return json.indexOf('[', json.indexOf("{\"name\":\"body\"")) + 1;
    }

    private static GenericRecord inFuture(Schema future) {
        Schema kind = KnownKinds.kindsOf(future).getFirst();
        GenericRecord session = new GenericRecordBuilder(
                        kind.getField("session").schema())
                .set("name", "vm")
                .set("colour", "blue")
                .build();
        byte[] digest = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        GenericRecord body = new GenericRecordBuilder(kind)
                .set("errno", "EIO")
                .set("session", session)
                .set("digest", new GenericData.Fixed(kind.getField("digest").schema(), digest))
                .set("raw", ByteBuffer.wrap(new byte[] {(byte) 0xc0, (byte) 0xff}))
                .set("numbers", List.of(1L, 2L))
                .set("ratio", 0.5)
                .set("flag", true)
                .set("by", Map.of("x", 7))
                .set("none", null)
                .build();
        return event(future, body);
    }

    private static GenericRecord event(Schema future, GenericRecord body) {
        byte[] digest = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        Map<String, Schema> named = SchemaPaths.named(future);
        return new GenericRecordBuilder(future)
                .set("host", "h1")
                .set("sequence", 0L)
                .set("chain", new GenericData.Fixed(named.get("io.luoledger.avro.Sha256"), new byte[32]))
                .set(
                        "source",
                        new GenericRecordBuilder(named.get("io.luoledger.avro.Source"))
                                .set("id", new GenericData.Fixed(named.get("io.luoledger.avro.SourceDigest"), digest))
                                .set("position", 0L)
                                .build())
                .set(
                        "boot",
                        new GenericRecordBuilder(named.get("io.luoledger.avro.Boot"))
                                .set("id", "b0")
                                .set("kernel", "7.9")
                                .set("liveUpdate", 0L)
                                .build())
                .set("at", new GenericRecordBuilder(named.get("io.luoledger.avro.Moment")).build())
                .set("body", body)
                .build();
    }

    private static byte[] bytes(Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).putInt(1, FUTURE_ID).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static byte[] logFile(Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, out);
            writer.append(record);
        }
        return out.toByteArray();
    }

    private static byte[] file(List<LiveUpdateEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogFileWriter writer = new LogFileWriter(out)) {
            events.forEach(writer::append);
        }
        return out.toByteArray();
    }

    private static byte[] copy(List<RecordedEvent> events, List<Schema> schemas) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogFileWriter writer = LogFileWriter.widest(out, schemas)) {
            events.forEach(writer::append);
        }
        return out.toByteArray();
    }

    private static List<RecordedEvent> read(byte[] file, Schema own) {
        List<RecordedEvent> events = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader("log.avro", new ByteArrayInputStream(file), own)) {
            reader.forEachRemaining(events::add);
        }
        return events;
    }

    private static byte[] resource(String name) {
        try (InputStream in = EvolutionTest.class.getResourceAsStream("v1/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no test data " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
