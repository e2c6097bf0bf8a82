package io.luoledger.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a state: numbers as zigzag varints, strings with their length in front, null as one byte. */
public final class StateWriter {
    private byte[] bytes = new byte[128];
    private int length;

    public StateWriter raw(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) value;
        return this;
    }

    public StateWriter number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            raw((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        return raw((int) rest);
    }

    public StateWriter flag(boolean value) {
        return raw(value ? 1 : 0);
    }

    public StateWriter text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    public StateWriter block(byte[] block) {
        number(block.length);
        if (bytes.length < length + block.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + block.length));
        }
        System.arraycopy(block, 0, bytes, length, block.length);
        length += block.length;
        return this;
    }

    public StateWriter maybe(@Nullable Long value) {
        return value == null ? raw(0) : raw(1).number(value);
    }

    public StateWriter maybe(@Nullable String value) {
        return value == null ? raw(0) : raw(1).text(value);
    }

    /** An enum's name: enums may be reordered, stored states may not change their meaning. */
    public StateWriter name(Enum<?> value) {
        return text(value.name());
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
