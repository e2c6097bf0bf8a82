package io.luoledger.simulator.file;

/** FNV-1a, 64 bits. */
public final class Fnv {
    /** The hash of nothing. */
    public static final long BASIS = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private Fnv() {}

    static long bytes(long hash, byte[] bytes, int length) {
        long result = hash;
        for (int i = 0; i < length; i++) {
            result = (result ^ (bytes[i] & 0xff)) * PRIME;
        }
        return result;
    }

    /** Goes on over zero bytes: each is one multiplication, so n of them are a power. */
    public static long zeroes(long hash, long count) {
        long result = hash;
        long factor = PRIME;
        for (long left = count; left > 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result *= factor;
            }
            factor *= factor;
        }
        return result;
    }
}
