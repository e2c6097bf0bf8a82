package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Body;
import io.luoledger.event.ChainHash;
import io.luoledger.event.FileBody;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

class EventCodecProperties {
    private static final Schema WORKING = io.luoledger.avro.LiveUpdateEvent.getClassSchema();
    private static final int OTHER_ID = 99;

    private static final Schema OLDER = older();
    private static final Schema NEWER = newer();
    private static final EventCodec READS_OLDER = reading(OLDER);
    private static final EventCodec READS_NEWER = reading(NEWER);

    private final EventCodec codec = new EventCodec();

    @Example
    void shouldKnowEveryBody() {
        // as many as the schema's union has
        assertThat(Body.kinds())
                .hasSize(WORKING.getField("body").schema().getTypes().size());
    }

    @Property(edgeCases = EdgeCasesMode.NONE, tries = 2000)
    void shouldGiveBackWhatWasEncoded(@ForAll("events") LiveUpdateEvent event) {
        LiveUpdateEvent sealed = seal(LedgerHead.EMPTY, event);

        RecordedEvent decoded = codec.decode(codec.encode(sealed));

        assertThat(decoded.event()).isEqualTo(sealed);
        assertThat(decoded.chainAfter(ChainHash.GENESIS)).isEqualTo(sealed.chain());
    }

    @Property(edgeCases = EdgeCasesMode.NONE, tries = 500)
    void shouldHaveTheBytesReadyOfWhatItSealed(@ForAll("events") LiveUpdateEvent event) {
        EventCodec.Sealed sealed = codec.sealed(LedgerHead.EMPTY, event.draft());

        assertThat(codec.encode(sealed)).isEqualTo(codec.encode(sealed.event()));
    }

    @Property(edgeCases = EdgeCasesMode.NONE, tries = 100)
    void shouldKeepTheChainThroughALogFile(@ForAll("logs") List<LiveUpdateEvent> events) throws IOException {
        List<LiveUpdateEvent> sealed = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (LogFileWriter writer = new LogFileWriter(file)) {
            for (LiveUpdateEvent event : events) {
                LiveUpdateEvent next = seal(head, event);
                head = LedgerHead.after(next);
                sealed.add(next);
                writer.append(next);
            }
        }

        List<RecordedEvent> read = read(file.toByteArray());

        assertThat(read.stream().map(RecordedEvent::event)).isEqualTo(sealed);
        ChainHash chain = ChainHash.GENESIS;
        for (RecordedEvent event : read) {
            chain = event.chainAfter(chain);
            assertThat(event.event().chain()).isEqualTo(chain);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE, tries = 4000)
    void shouldChangeTheChainWithEveryField(@ForAll("changes") Tuple2<LiveUpdateEvent, LiveUpdateEvent> pair) {
        ChainHash before = EventCodec.contentOf(pair.get1());
        ChainHash after = EventCodec.contentOf(pair.get2());

        assertThat(before.equals(after)).isEqualTo(pair.get1().equals(pair.get2()));
    }

    @Property(edgeCases = EdgeCasesMode.NONE, tries = 500)
    void shouldKeepTheDigestOfWhatAnOlderSchemaWrote(@ForAll("events") LiveUpdateEvent event) throws IOException {
        // an older schema didn't know the handler: it can hold this event only without one
        LiveUpdateEvent plain = seal(LedgerHead.EMPTY, withoutHandler(event));
        GenericRecord written = as(OLDER, plain);

        RecordedEvent read = READS_OLDER.decode(bytes(OLDER, written));

        assertThat(read.event()).isEqualTo(plain);
        assertThat(read.content()).isEqualTo(CanonicalForm.digest(written, "chain"));
        assertThat(read.chainAfter(ChainHash.GENESIS)).isEqualTo(plain.chain());
    }

    @Property(edgeCases = EdgeCasesMode.NONE, tries = 500)
    void shouldComputeTheDigestOfFieldsThatOnlyANewerSchemaHas(
            @ForAll("events") LiveUpdateEvent event, @ForAll("notes") String note) throws IOException {
        LiveUpdateEvent sealed = seal(LedgerHead.EMPTY, event);
        GenericRecord written = as(NEWER, sealed);
        written.put("note", note);
        ChainHash byWriter = CanonicalForm.digest(written, "chain");

        RecordedEvent read = READS_NEWER.decode(bytes(NEWER, written));
        RecordedEvent fromFile = read(logFile(NEWER, written)).getFirst();

        assertThat(read.event()).isEqualTo(sealed);
        assertThat(read.content()).isEqualTo(byWriter);
        assertThat(fromFile).isEqualTo(read);
        // a field that has its default value says nothing: then the older writer's chain still holds
        assertThat(read.chainAfter(ChainHash.GENESIS).equals(sealed.chain())).isEqualTo(note.isEmpty());
    }

    @Provide
    Arbitrary<LiveUpdateEvent> events() {
        return RandomEvents.events();
    }

    @Provide
    Arbitrary<List<LiveUpdateEvent>> logs() {
        return RandomEvents.events().list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<String> notes() {
        return Arbitraries.of("", "x", "a longer note");
    }

    @Provide
    Arbitrary<Tuple2<LiveUpdateEvent, LiveUpdateEvent>> changes() {
        return RandomEvents.events()
                .flatMap(event -> Combinators.combine(Arbitraries.just(event), RandomEvents.changed(event))
                        .as(Tuple::of));
    }

    private LiveUpdateEvent seal(LedgerHead head, LiveUpdateEvent event) {
        return codec.seal(head, event.draft());
    }

    private static LiveUpdateEvent withoutHandler(LiveUpdateEvent event) {
        return event.body() instanceof FileBody.FilePreserved body
                ? new LiveUpdateEvent(
                        event.host(),
                        event.sequence(),
                        event.chain(),
                        event.source(),
                        event.boot(),
                        event.at(),
                        new FileBody.FilePreserved(
                                body.session(), body.token(), null, body.data(), body.device(), body.result()),
                        event.assumptions())
                : event;
    }

    private static Schema older() {
        String handler = "{\"name\":\"handler\"";
        String json = WORKING.toString();
        int from = json.indexOf(handler, json.indexOf("\"name\":\"FilePreserved\""));
        int to = json.indexOf("{\"name\":\"data\"", from);
        return new Schema.Parser().parse(json.substring(0, from) + json.substring(to));
    }

    private static Schema newer() {
        String body = "{\"name\":\"body\"";
        return new Schema.Parser()
                .parse(WORKING.toString()
                        .replace(body, "{\"name\":\"note\",\"type\":\"string\",\"default\":\"\"}," + body));
    }

    private static GenericRecord as(Schema schema, LiveUpdateEvent event) throws IOException {
        byte[] plain = READS_OLDER.encode(event);
        return new GenericDatumReader<GenericRecord>(WORKING, schema)
                .read(null, DecoderFactory.get().binaryDecoder(plain, 5, plain.length - 5, null));
    }

    private static EventCodec reading(Schema other) {
        List<SchemaTable.Entry> entries = new ArrayList<>(SchemaTable.builtIn().entries());
        entries.add(new SchemaTable.Entry(OTHER_ID, EventCodec.SUBJECT, OTHER_ID, other));
        return new EventCodec(SchemaTable.of(entries));
    }

    private static byte[] bytes(Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.write(ByteBuffer.allocate(4).putInt(OTHER_ID).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static byte[] logFile(Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.zstandardCodec(1));
            writer.create(schema, out);
            writer.append(record);
        }
        return out.toByteArray();
    }

    private static List<RecordedEvent> read(byte[] file) {
        List<RecordedEvent> events = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader("log.avro", new ByteArrayInputStream(file))) {
            reader.forEachRemaining(events::add);
        }
        return events;
    }
}
