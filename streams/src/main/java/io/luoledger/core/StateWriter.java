package io.luoledger.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a state: numbers as zigzag varints, strings with their length in front, null as one byte. */
final class StateWriter {
    private byte[] bytes = new byte[128];
    private int length;

    StateWriter raw(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) value;
        return this;
    }

    StateWriter number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            raw((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        return raw((int) rest);
    }

    StateWriter flag(boolean value) {
        return raw(value ? 1 : 0);
    }

    StateWriter text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    StateWriter block(byte[] block) {
        number(block.length);
        if (bytes.length < length + block.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + block.length));
        }
        System.arraycopy(block, 0, bytes, length, block.length);
        length += block.length;
        return this;
    }

    StateWriter maybe(@Nullable Long value) {
        return value == null ? raw(0) : raw(1).number(value);
    }

    StateWriter maybe(@Nullable String value) {
        return value == null ? raw(0) : raw(1).text(value);
    }

    /** An enum's name: enums may be reordered, stored states may not change their meaning. */
    StateWriter name(Enum<?> value) {
        return text(value.name());
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
