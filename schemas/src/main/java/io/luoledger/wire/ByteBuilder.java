package io.luoledger.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that are put one behind the other, or taken back again. Its array serves the next event again. */
final class ByteBuilder {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[1024];
    private byte[] aside = new byte[1024];
    private int length;

    int length() {
        return length;
    }

    /** The array that the bytes begin in. */
    byte[] array() {
        return bytes;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets what stands behind there. */
    ByteBuilder cutTo(int newLength) {
        length = newLength;
        return this;
    }

    /** Whether these bytes are all that stands from there on. */
    boolean endsWith(byte[] content, int from) {
        return length - from == content.length && Arrays.equals(bytes, from, length, content, 0, content.length);
    }

    /** Puts the parts that begin at these offsets, up to the end, into another order. */
    void reorder(int[] starts, int[] order) {
        int from = starts[0];
        int size = length - from;
        if (aside.length < size) {
            aside = new byte[bytes.length];
        }
        System.arraycopy(bytes, from, aside, 0, size);
        int at = from;
        for (int part : order) {
            int end = part + 1 < starts.length ? starts[part + 1] : from + size;
            System.arraycopy(aside, starts[part] - from, bytes, at, end - starts[part]);
            at += end - starts[part];
        }
    }

    ByteBuilder put(int octet) {
        room(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    ByteBuilder put(byte[] content) {
        return put(content, 0, content.length);
    }

    ByteBuilder put(byte[] content, int from, int count) {
        room(count);
        System.arraycopy(content, from, bytes, length, count);
        length += count;
        return this;
    }

    ByteBuilder putInt(int number) {
        room(Integer.BYTES);
        INT.set(bytes, length, number);
        length += Integer.BYTES;
        return this;
    }

    ByteBuilder putLong(long number) {
        room(Long.BYTES);
        LONG.set(bytes, length, number);
        length += Long.BYTES;
        return this;
    }

    /** A number as Avro has it: zigzag, seven bits a byte. */
    ByteBuilder putVarint(long number) {
        long rest = number << 1 ^ number >> 63;
        while ((rest & ~0x7fL) != 0) {
            put((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        return put((int) rest);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
