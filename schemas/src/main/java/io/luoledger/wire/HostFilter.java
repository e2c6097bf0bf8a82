package io.luoledger.wire;

import io.luoledger.wire.ByteCursor.MalformedException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Passes over events of other hosts without making anything of them: the host stands first in an event, and the rest is
 * gone over by its schema.
 */
final class HostFilter {
    /** What bytes that aren't UTF-8 are read as: a name that has it may stand there in many ways. */
    private static final char REPLACEMENT = '\ufffd';

    private final byte[] host;
    private final Schema writer;

    private HostFilter(byte[] host, Schema writer) {
        this.host = host;
        this.writer = writer;
    }

    /** Null where every event has to be read to know its host. */
    static @Nullable HostFilter of(String host, Schema writer) {
        Schema.Field first = writer.getFields().getFirst();
        return first.name().equals("host")
                        && first.schema().getType() == Schema.Type.STRING
                        && host.indexOf(REPLACEMENT) < 0
                ? new HostFilter(host.getBytes(StandardCharsets.UTF_8), writer)
                : null;
    }

    /** Passes over the next event if it is another host's. Throws {@link UnreadableInputException} when no whole one stands there. */
    boolean passesOver(ByteCursor in) {
        int from = in.at();
        try {
            if (in.isText(host)) {
                in.backTo(from);
                return false;
            }
            in.backTo(from);
            passOver(writer, in);
            return true;
        } catch (MalformedException e) {
            throw new UnreadableInputException("the record's body can't be decoded: " + e.getMessage(), e);
        }
    }

    private static void passOver(Schema schema, ByteCursor in) {
        switch (schema.getType()) {
            case NULL -> {
                // nothing stands there
            }
            case BOOLEAN -> in.skip(1);
            case INT, LONG, ENUM -> in.varint();
            case FLOAT -> in.skip(Float.BYTES);
            case DOUBLE -> in.skip(Double.BYTES);
            case STRING, BYTES -> in.skip(in.length());
            case FIXED -> in.skip(schema.getFixedSize());
            case UNION ->
                passOver(schema.getTypes().get(in.index(schema.getTypes().size(), ReadingPlan.BRANCH)), in);
            case ARRAY -> passOverItems(in, () -> passOver(schema.getElementType(), in));
            case MAP ->
                passOverItems(in, () -> {
                    in.skip(in.length());
                    passOver(schema.getValueType(), in);
                });
            case RECORD -> {
                in.enter();
                schema.getFields().forEach(field -> passOver(field.schema(), in));
                in.leave();
            }
        }
    }

    private static void passOverItems(ByteCursor in, Runnable item) {
        long total = 0;
        for (long count = ValueReader.blockCount(in); count != 0; count = ValueReader.blockCount(in)) {
            total = ValueReader.requireFew(total, count);
            for (long i = 0; i < count; i++) {
                item.run();
            }
        }
    }
}
