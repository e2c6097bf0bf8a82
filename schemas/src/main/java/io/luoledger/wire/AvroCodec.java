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

/**
 * Confluent wire format of one subject: a zero byte, the writer schema's id in four bytes, the Avro body. Not
 * thread-safe for encoding, like the encoders it reuses.
 *
 * @param <T> the generated class
 */
public final class AvroCodec<T extends SpecificRecord> {
    private static final byte MAGIC = 0;
    static final int HEADER_BYTES = 5;

    private final Class<T> type;
    private final Schema schema;
    private final int writerId;
    private final SchemaTable table;
    private final UnaryOperator<Schema> readerFor;
    private final SpecificDatumWriter<T> writer;
    private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);

    public AvroCodec(Class<T> type, String subject, SchemaTable table) {
        this(type, subject, table, writerSchema -> SpecificData.get().getSchema(type));
    }

    /**
     * A codec that reads with other schemas than its own.
     *
     * @param readerFor the schema to read with what was written with the given one
     */
    AvroCodec(Class<T> type, String subject, SchemaTable table, UnaryOperator<Schema> readerFor) {
        AvroTrust.ensure();
        this.type = type;
        this.schema = SpecificData.get().getSchema(type);
        this.table = table;
        this.readerFor = readerFor;
        this.writerId = table.writerOf(subject, schema).id();
        this.writer = new SpecificDatumWriter<>(schema);
    }

    public byte[] encode(T record) {
        out.reset();
        out.write(MAGIC);
        out.writeBytes(ByteBuffer.allocate(4).putInt(writerId).array());
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Throws {@link UnreadableInputException} for everything that isn't one whole record of a known schema. */
    public T decode(byte[] bytes) {
        int id = schemaId(bytes);
        SpecificDatumReader<T> reader = readers.computeIfAbsent(id, this::newReader);
        return read(reader, bytes);
    }

    private SpecificDatumReader<T> newReader(int id) {
        Schema writerSchema = writerSchema(id);
        return new SpecificDatumReader<>(writerSchema, readerFor.apply(writerSchema), SpecificData.getForClass(type));
    }

    /** True when records of this schema id hold nothing that this version doesn't know. */
    boolean isCurrent(int id) {
        return id == writerId;
    }

    /** The record as its writer's schema has it. */
    IndexedRecord decodeAsWritten(byte[] bytes) {
        return read(new GenericDatumReader<GenericRecord>(writerSchema(schemaId(bytes))), bytes);
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

    private Schema writerSchema(int id) {
        return table.find(id)
                .orElseThrow(() -> new UnreadableInputException("unknown schema id " + id + ", expected one of "
                        + table.entries().stream().map(SchemaTable.Entry::id).toList()))
                .schema();
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
