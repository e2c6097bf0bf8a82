package io.luoledger.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding, read from an array. Nothing is allocated for a length that the array doesn't hold. A text that
 * stands where the one before stood, and is the same, is the same object: of a host's events most are.
 */
final class ByteCursor {
    /** The bytes aren't what an encoder makes. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private static final int MAX_SHIFT = 63;
    /** How deep records may stand in each other: reading goes as deep as they do. */
    private static final int MAX_DEPTH = 64;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int depth;
    private @Nullable Text[] last = new @Nullable Text[0];

    /**
     * A text, and where it stands.
     *
     * @param ascii whether its bytes are what its UTF-8 is: what isn't UTF-8 is read with replacements
     */
    record Text(String value, int from, int length, boolean ascii) {}

    ByteCursor(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    ByteCursor(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    byte[] array() {
        return bytes;
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        return at == end;
    }

    /** A record within a record begins. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new MalformedException("records stand in each other more than " + MAX_DEPTH + " deep");
        }
    }

    /** It ends. */
    void leave() {
        depth--;
    }

    int octet() {
        if (at >= end) {
            throw endsEarly();
        }
        return bytes[at++];
    }

    /** Zigzag, seven bits a byte. */
    long varint() {
        long bits = 0;
        for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
            int octet = octet();
            bits |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                return bits >>> 1 ^ -(bits & 1);
            }
        }
        throw new MalformedException("no number ends at byte " + at);
    }

    int integer() {
        long number = varint();
        if (number != (int) number) {
            throw new MalformedException(number + " is no int");
        }
        return (int) number;
    }

    /** One of so many. */
    int index(int count, String of) {
        long index = varint();
        if (index < 0 || index >= count) {
            throw new MalformedException(of + " " + index + ", expected 0 to " + (count - 1));
        }
        return (int) index;
    }

    boolean flag() {
        return switch (octet()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new MalformedException("a boolean that is neither 0 nor 1");
        };
    }

    /** Reads the length that stands in front of bytes. */
    int length() {
        long length = varint();
        if (length < 0) {
            throw new MalformedException("a length of " + length);
        }
        if (length > end - at) {
            throw endsEarly();
        }
        return (int) length;
    }

    /** Passes over so many bytes; returns where they begin. */
    int skip(int count) {
        if (count > end - at) {
            throw endsEarly();
        }
        int from = at;
        at += count;
        return from;
    }

    /** @param slot which text of an event it is */
    Text text(int slot) {
        int length = length();
        int from = skip(length);
        if (slot >= last.length) {
            last = Arrays.copyOf(last, slot + 16);
        }
        Text before = last[slot];
        if (before != null
                && before.length == length
                && Arrays.equals(bytes, from, at, bytes, before.from, before.from + length)) {
            return before;
        }
        Text text = new Text(new String(bytes, from, length, StandardCharsets.UTF_8), from, length, isAscii(from));
        last[slot] = text;
        return text;
    }

    /** Whether all is ASCII from there up to where this stands: then it is its own UTF-8. */
    boolean isAscii(int from) {
        for (int i = from; i < at; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static MalformedException endsEarly() {
        return new MalformedException("it ends too early");
    }
}
