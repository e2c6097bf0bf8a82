package io.luoledger.wire;

import java.nio.ByteBuffer;

/** Confluent's wire format: a zero byte, the id of the writer's schema in four bytes, the Avro body. */
final class WireFrame {
    /** How many bytes stand before the body. */
    static final int BYTES = 5;

    private static final byte MAGIC = 0;

    private WireFrame() {}

    /** What stands before bodies of this schema. */
    static byte[] header(int schemaId) {
        return ByteBuffer.allocate(BYTES).put(MAGIC).putInt(schemaId).array();
    }

    static byte[] of(byte[] header, byte[] body) {
        return ByteBuffer.allocate(header.length + body.length)
                .put(header)
                .put(body)
                .array();
    }

    /** Throws {@link UnreadableInputException} for what can't be a record in this format. */
    static int schemaId(byte[] bytes) {
        if (bytes.length < BYTES || bytes[0] != MAGIC) {
            throw new UnreadableInputException("not in the Confluent wire format: "
                    + (bytes.length < BYTES
                            ? bytes.length + " bytes, expected at least " + BYTES
                            : "first byte 0x%02x, expected 0x00".formatted(bytes[0])));
        }
        return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    }
}
