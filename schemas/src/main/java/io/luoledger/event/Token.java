package io.luoledger.event;

/**
 * The number by which user space names a file inside its session: any unsigned 64-bit value.
 *
 * @param bits the value's 64 bits
 */
public record Token(long bits) implements Comparable<Token> {
    /** Reads decimal or 0x-prefixed hexadecimal, unsigned. */
    public static Token parse(String text) {
        return new Token(
                text.startsWith("0x") || text.startsWith("0X")
                        ? Long.parseUnsignedLong(text.substring(2), 16)
                        : Long.parseUnsignedLong(text));
    }

    @Override
    public int compareTo(Token other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(bits);
    }
}
