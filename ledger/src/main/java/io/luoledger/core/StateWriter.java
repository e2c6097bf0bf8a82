package io.luoledger.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** Writes what a digest is taken over: numbers as zigzag varints, texts and blocks with their length in front. */
public final class StateWriter {
    private byte[] bytes = new byte[128];
    private int length;

    public StateWriter number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            raw((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        raw((int) rest);
        return this;
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

    private void raw(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) value;
    }

    /** Adds what was written, and begins anew. */
    public void drainTo(MessageDigest digest) {
        digest.update(bytes, 0, length);
        length = 0;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
