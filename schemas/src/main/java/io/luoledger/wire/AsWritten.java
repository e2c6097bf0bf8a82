package io.luoledger.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * An event as its writer wrote it, whole: what this version doesn't know of it is in there too, so that it can be passed
 * on.
 */
public final class AsWritten {
    private final Schema schema;
    private final byte[] body;

    AsWritten(Schema schema, byte[] body) {
        this.schema = schema;
        this.body = body;
    }

    Schema schema() {
        return schema;
    }

    /** The very bytes that its writer wrote, without what says which schema they are of. */
    byte[] body() {
        return body;
    }

    /** The event as another schema has it, which may be less. Throws RuntimeException where it has no place for it. */
    byte[] in(Schema other) {
        if (schema.equals(other)) {
            return body;
        }
        try {
            return encode(
                    other,
                    new GenericDatumReader<Object>(schema, other)
                            .read(null, DecoderFactory.get().binaryDecoder(body, null)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] encode(Schema schema, @Nullable Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<@Nullable Object>(schema).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
