package io.luoledger.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Confluent wire format of one subject: a zero byte, the writer schema's id in four bytes, the Avro body. Not
 * thread-safe for encoding, like the encoders it reuses.
 *
 * @param <T> the generated class
 */
public final class AvroCodec<T extends SpecificRecord> {
    private final Class<T> type;
    private final Schema schema;
    private final String subject;
    private final SchemaIds ids;
    private final SpecificDatumWriter<T> writer;
    private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();
    private byte @Nullable [] header;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);

    public AvroCodec(Class<T> type, String subject, SchemaIds ids) {
        AvroTrust.ensure();
        this.type = type;
        this.schema = SpecificData.get().getSchema(type);
        this.subject = subject;
        this.ids = ids;
        this.writer = new SpecificDatumWriter<>(schema, generatedCoders());
    }

    /** Records write their fields by themselves where they can, instead of being asked for each by the schema. */
    private static SpecificData generatedCoders() {
        SpecificData data = new SpecificData();
        data.setCustomCoders(true);
        return data;
    }

    public byte[] encode(T record) {
        out.reset();
        out.writeBytes(header());
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Asked for with the first record: who only reads needs no id, and a registry is told of nothing. */
    private byte[] header() {
        if (header == null) {
            header = WireFrame.header(ids.idOf(subject, schema));
        }
        return header;
    }

    /** Throws {@link UnreadableInputException} for everything that isn't one whole record of a known schema. */
    public T decode(byte[] bytes) {
        return read(reader(WireFrame.schemaId(bytes)), bytes);
    }

    private SpecificDatumReader<T> reader(int id) {
        SpecificDatumReader<T> known = readers.get(id);
        if (known == null) {
            known = new SpecificDatumReader<>(ids.schemaOf(id), schema, SpecificData.getForClass(type));
            readers.put(id, known);
        }
        return known;
    }

    private T read(SpecificDatumReader<T> reader, byte[] bytes) {
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, WireFrame.BYTES, bytes.length - WireFrame.BYTES, null);
            T record = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new UnreadableInputException("bytes left behind the end of the record");
            }
            return record;
        } catch (UnreadableInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // damaged bytes make Avro throw half a dozen unrelated kinds
            String reason = switch (e) {
                case EOFException eof -> "it ends too early";
                default -> Reason.of(e);
            };
            throw new UnreadableInputException("the record's body can't be decoded: " + reason, e);
        }
    }
}
