package io.luoledger.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that were read of late. Events say the same names again and again, hosts mixed: the same bytes give the same
 * object, which is neither made again nor compared by its characters. A later text takes the place of an earlier one, so
 * memory is bounded. Threads may share it: whatever stands in a place is whole, and compared before it is given.
 */
final class KnownTexts {
    private static final int PLACES = 1 << 14;
    /** Longer ones seldom come again. */
    private static final int LONGEST = 64;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final @Nullable Text[] KNOWN = new @Nullable Text[PLACES];

    /** A text, the bytes that it was read of, and its own: what isn't UTF-8 is read with replacements. */
    static final class Text {
        private final String value;
        private final byte[] read;
        private final byte[] utf8;

        private Text(byte[] read) {
            this.value = new String(read, StandardCharsets.UTF_8);
            this.read = read;
            byte[] own = value.getBytes(StandardCharsets.UTF_8);
            this.utf8 = Arrays.equals(own, read) ? read : own;
        }

        private boolean isOf(byte[] array, int from, int length) {
            return Arrays.equals(read, 0, read.length, array, from, from + length);
        }

        String value() {
            return value;
        }

        /** Not to be changed. */
        byte[] utf8() {
            return utf8;
        }
    }

    private KnownTexts() {}

    /** The text that stands there. */
    static Text at(byte[] array, int from, int length) {
        if (length > LONGEST) {
            return read(array, from, length);
        }
        int place = place(array, from, length);
        Text known = KNOWN[place];
        if (known == null || !known.isOf(array, from, length)) {
            known = read(array, from, length);
            KNOWN[place] = known;
        }
        return known;
    }

    private static Text read(byte[] array, int from, int length) {
        return new Text(Arrays.copyOfRange(array, from, from + length));
    }

    private static int place(byte[] array, int from, int length) {
        long hash = length;
        int at = from;
        for (; at <= from + length - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash, (long) LONG.get(array, at));
        }
        for (; at < from + length; at++) {
            hash = mixed(hash, array[at]);
        }
        return (int) (hash >>> 32) & PLACES - 1;
    }

    private static long mixed(long hash, long more) {
        return Long.rotateLeft((hash ^ more) * 0x9e3779b97f4a7c15L, 29);
    }
}
