package io.luoledger.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that states had before there was a schema: numbers as zigzag varints, strings with their length in
 * front, null as one byte. Throws IllegalStateException for anything else.
 */
public final class StateReader {
    private final byte[] bytes;
    private int at;

    public StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int raw() {
        if (at >= bytes.length) {
            throw new IllegalStateException("a stored state ends at byte " + at + " in the middle of a field");
        }
        return bytes[at++];
    }

    public long number() {
        long value = 0;
        int shift = 0;
        int piece;
        do {
            piece = raw();
            value |= (long) (piece & 0x7f) << shift;
            shift += 7;
        } while (piece < 0);
        return (value >>> 1) ^ -(value & 1);
    }

    public boolean flag() {
        return raw() != 0;
    }

    public String text() {
        return new String(block(), StandardCharsets.UTF_8);
    }

    public byte[] block() {
        int length = Math.toIntExact(number());
        if (length < 0 || length > bytes.length - at) {
            throw new IllegalStateException("a stored state holds a field of " + length + " bytes at byte " + at);
        }
        byte[] block = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return block;
    }

    public @Nullable Long maybeNumber() {
        return flag() ? Long.valueOf(number()) : null;
    }

    public @Nullable String maybeText() {
        return flag() ? text() : null;
    }

    public <E extends Enum<E>> E name(Class<E> type) {
        return Enum.valueOf(type, text());
    }

    public void end() {
        if (at != bytes.length) {
            throw new IllegalStateException("a stored state has " + (bytes.length - at) + " bytes too many");
        }
    }
}
