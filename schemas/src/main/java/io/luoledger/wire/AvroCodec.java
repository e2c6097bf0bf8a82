package io.luoledger.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
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
    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 5;

    private final Class<T> type;
    private final Schema schema;
    private final String subject;
    private final SchemaIds ids;
    private final UnaryOperator<Schema> readerFor;
    private final SpecificDatumWriter<T> writer;
    private final Map<Integer, Reading<T>> readers = new ConcurrentHashMap<>();
    private byte @Nullable [] header;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);

    public AvroCodec(Class<T> type, String subject, SchemaIds ids) {
        this(type, subject, ids, writerSchema -> SpecificData.get().getSchema(type));
    }

    /**
     * A codec that reads with other schemas than its own.
     *
     * @param readerFor the schema to read with what was written with the given one
     */
    AvroCodec(Class<T> type, String subject, SchemaIds ids, UnaryOperator<Schema> readerFor) {
        AvroTrust.ensure();
        this.type = type;
        this.schema = SpecificData.get().getSchema(type);
        this.subject = subject;
        this.ids = ids;
        this.readerFor = readerFor;
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
            header = ByteBuffer.allocate(HEADER_BYTES)
                    .put(MAGIC)
                    .putInt(ids.idOf(subject, schema))
                    .array();
        }
        return header;
    }

    /** Throws {@link UnreadableInputException} for everything that isn't one whole record of a known schema. */
    public T decode(byte[] bytes) {
        return read(reading(bytes).reader(), bytes);
    }

    /** How records of one id are read. */
    private record Reading<T>(Schema writer, boolean current, SpecificDatumReader<T> reader) {}

    private Reading<T> reading(byte[] bytes) {
        int id = schemaId(bytes);
        Reading<T> known = readers.get(id);
        if (known == null) {
            Schema writerSchema = ids.schemaOf(id);
            known = new Reading<>(
                    writerSchema,
                    SchemaTable.sameForm(writerSchema, schema),
                    new SpecificDatumReader<>(
                            writerSchema, readerFor.apply(writerSchema), SpecificData.getForClass(type)));
            readers.put(id, known);
        }
        return known;
    }

    /** True when a record holds nothing that this version doesn't know. */
    boolean isCurrent(byte[] bytes) {
        return reading(bytes).current();
    }

    /** The record as its writer's schema has it. */
    IndexedRecord decodeAsWritten(byte[] bytes) {
        return read(new GenericDatumReader<GenericRecord>(reading(bytes).writer()), bytes);
    }

    int schemaId(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
            throw new UnreadableInputException("not in the Confluent wire format: "
                    + (bytes.length < HEADER_BYTES
                            ? bytes.length + " bytes, expected at least " + HEADER_BYTES
                            : "first byte 0x%02x, expected 0x00".formatted(bytes[0])));
        }
        return ByteBuffer.wrap(bytes, 1, 4).getInt();
    }

    private static <R> R read(org.apache.avro.io.DatumReader<R> reader, byte[] bytes) {
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            R record = reader.read(null, decoder);
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
                default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            };
            throw new UnreadableInputException("the record's body can't be decoded: " + reason, e);
        }
    }
}
