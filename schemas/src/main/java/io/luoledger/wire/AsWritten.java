package io.luoledger.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * An event as its writer's schema has it, whole: what this version doesn't know of it is in there too, so that it can be
 * passed on.
 */
public final class AsWritten {
    private final IndexedRecord event;

    AsWritten(IndexedRecord event) {
        this.event = event;
    }

    Schema schema() {
        return event.getSchema();
    }

    /** The record as another schema has it, which may be less. Throws RuntimeException where it has no place for it. */
    IndexedRecord in(Schema other) {
        if (event.getSchema().equals(other)) {
            return event;
        }
        try {
            return new GenericDatumReader<IndexedRecord>(event.getSchema(), other)
                    .read(null, DecoderFactory.get().binaryDecoder(body(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The very bytes that its writer wrote, without what says which schema they are of. */
    byte[] body() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        GenericDatumWriter<IndexedRecord> writer = event instanceof SpecificRecord
                ? new SpecificDatumWriter<>(event.getSchema())
                : new GenericDatumWriter<>(event.getSchema());
        try {
            writer.write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
