package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.event.LiveUpdateEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log files as other tools write them anew: packed by any codec of Avro's, their schema in another spelling. */
class LogFileCodecTest {
    private static final int EVENTS = 50;
    private static final byte[] MARKER = new byte[16];
    private static final int CHUNK = 1 << 20;

    private final List<LiveUpdateEvent> events = LogFileTest.sealed(EVENTS);

    // ---- codecs ----

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "bzip2", "snappy", "zstandard"})
    void shouldReadWhatAnyCodecPacked(String codec) throws IOException {
        // Given
        byte[] file = file(schema().toString(), codec, Map.of(), EVENTS, packed(codec, content()));

        // When
        List<LiveUpdateEvent> read = read(file);

        // Then
        assertThat(read).isEqualTo(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xz", "lz4", "lzma", "zstd"})
    void shouldSayWhichCodecIsNotSupported(String codec) throws IOException {
        // Given
        byte[] file = file(schema().toString(), codec, Map.of(), EVENTS, content());

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("log.avro: codec " + codec
                        + " is not supported, expected one of null, deflate, bzip2, snappy, zstandard");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "bzip2", "snappy", "zstandard"})
    void shouldNotInflateABlockBeyondItsLimit(String codec) throws IOException {
        // Given
        byte[] file = file(
                schema().toString(),
                codec,
                Map.of(),
                EVENTS,
                packed(codec, new byte[(int) AvroTrust.MAX_INFLATED_BYTES + CHUNK]));

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("log.avro: cut or damaged behind event 0 of the file: ")
                .hasMessageMatching(".*67,?108,?864.*");
    }

    // ---- the schema's spelling ----

    @Test
    void shouldReadAFileWhoseSchemaAnotherToolSpeltAnewUnderTheSameDigest() throws IOException {
        // Given
        String spelt = new ObjectMapper()
                .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(new ObjectMapper().readValue(schema().toString(), TreeMap.class));

        // When
        List<LiveUpdateEvent> read = read(file(spelt, "deflate", digest(), EVENTS, packed("deflate", content())));

        // Then
        assertThat(read).isEqualTo(events);
    }

    @Test
    void shouldReadAFileWhoseSchemaLostWhatOnlyPeopleRead() throws IOException {
        // Given
        JsonNode bare = new ObjectMapper().readTree(schema().toString());
        strip(bare);

        // When
        List<LiveUpdateEvent> read = read(file(bare.toString(), "null", digest(), EVENTS, content()));

        // Then
        assertThat(read).isEqualTo(events);
    }

    @Test
    void shouldNotBelieveASchemaThatSaysOtherThingsOfTheBytes() throws IOException {
        // Given
        String damaged = schema().toString().replaceFirst("\"name\":\"position\"", "\"name\":\"pozition\"");

        // When / Then
        assertThatThrownBy(() -> read(file(damaged, "null", digest(), EVENTS, content())))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("log.avro: damaged in its header: the schema isn't the one");
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("doc");
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(LogFileCodecTest::strip);
        }
    }

    // ---- files by hand ----

    private static Schema schema() {
        return io.luoledger.avro.LiveUpdateEvent.getClassSchema();
    }

    private static Map<String, String> digest() {
        return Map.of(
                LogFileWriter.FORMAT_KEY,
                LogFileWriter.FORMAT,
                LogFileWriter.SCHEMA_DIGEST_KEY,
                LogFileWriter.schemaDigest(schema().toString()));
    }

    /** The events, as they stand in a block before it is packed. */
    private byte[] content() throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (LogFileWriter writer = new LogFileWriter(log)) {
            events.forEach(writer::append);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(content, null);
        try (DataFileStream<GenericRecord> records = new DataFileStream<>(
                new ByteArrayInputStream(log.toByteArray()), new GenericDatumReader<GenericRecord>())) {
            GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(records.getSchema());
            for (GenericRecord one : records) {
                writer.write(one, encoder);
            }
        }
        encoder.flush();
        return content.toByteArray();
    }

    private static byte[] packed(String codec, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (codec) {
            case "null" -> out.writeBytes(content);
            case "deflate" -> {
                try (OutputStream deflate = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, true))) {
                    deflate.write(content);
                }
            }
            default -> out.writeBytes(AvroPacked.by(CodecFactory.fromString(codec), content));
        }
        return out.toByteArray();
    }

    /** Has Avro itself pack: what it writes behind the header of a file with one block is that block. */
    private static final class AvroPacked {
        static byte[] by(CodecFactory codec, byte[] content) throws IOException {
            int record = Math.min(CHUNK, content.length);
            Schema bytes = Schema.createFixed("Content", null, null, record);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(bytes))) {
                writer.setCodec(codec);
                writer.setSyncInterval(1 << 27);
                writer.create(bytes, file, MARKER);
                for (int at = 0; at < content.length; at += record) {
                    writer.append(new GenericData.Fixed(bytes, Arrays.copyOfRange(content, at, at + record)));
                }
            }
            byte[] whole = file.toByteArray();
            int header = headerBytes(whole);
            var block = DecoderFactory.get().binaryDecoder(whole, header, whole.length - header, null);
            block.readLong();
            byte[] packed = new byte[Math.toIntExact(block.readLong())];
            block.readFixed(packed);
            return packed;
        }

        private static int headerBytes(byte[] file) throws IOException {
            ContainerGuard guard = new ContainerGuard(new ByteArrayInputStream(file));
            while (!guard.endsWhole()) {
                assertThat(guard.read()).isNotNegative();
            }
            return Math.toIntExact(guard.offset());
        }
    }

    private static byte[] file(String schema, String codec, Map<String, String> metadata, int count, byte[] block)
            throws IOException {
        Map<String, String> all = new TreeMap<>(metadata);
        all.put(DataFileConstants.SCHEMA, schema);
        all.put(DataFileConstants.CODEC, codec);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        encoder.writeFixed(DataFileConstants.MAGIC);
        encoder.writeMapStart();
        encoder.setItemCount(all.size());
        for (Map.Entry<String, String> entry : all.entrySet()) {
            encoder.startItem();
            encoder.writeString(entry.getKey());
            encoder.writeBytes(entry.getValue().getBytes(StandardCharsets.UTF_8));
        }
        encoder.writeMapEnd();
        encoder.writeFixed(MARKER);
        encoder.writeLong(count);
        encoder.writeLong(block.length);
        encoder.writeFixed(block);
        encoder.writeFixed(MARKER);
        encoder.flush();
        return out.toByteArray();
    }

    private static List<LiveUpdateEvent> read(byte[] file) {
        List<LiveUpdateEvent> read = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader("log.avro", new ByteArrayInputStream(file))) {
            reader.forEachRemaining(recorded -> read.add(recorded.event()));
        }
        return read;
    }
}
