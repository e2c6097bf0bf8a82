package io.luoledger.wire;

import java.util.Arrays;

/** Avro's binary encoding, read from an array. Nothing is allocated for a length that the array doesn't hold. */
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

    /** A text with its length in front. */
    KnownTexts.Text text() {
        int length = length();
        return KnownTexts.at(bytes, skip(length), length);
    }

    /** Whether these bytes stand there as a text; passes over it. */
    boolean isText(byte[] utf8) {
        int length = length();
        int from = skip(length);
        return Arrays.equals(bytes, from, from + length, utf8, 0, utf8.length);
    }

    /** Reads again from there. */
    void backTo(int earlier) {
        at = earlier;
    }

    private static MalformedException endsEarly() {
        return new MalformedException("it ends too early");
    }
}
