package io.luoledger.event;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** A link of a host's chain: 32 bytes of SHA-256. */
public final class ChainHash {
    public static final int BYTES = 32;
    /** What the first event's chain is computed over. */
    public static final ChainHash GENESIS = new ChainHash(new byte[BYTES]);

    private final byte[] bytes;

    private ChainHash(byte[] bytes) {
        this.bytes = bytes;
    }

    public static ChainHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a chain hash has 32 bytes, not " + bytes.length);
        }
        return new ChainHash(bytes.clone());
    }

    public static ChainHash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** Its first eight bytes, to tell two at a glance. */
    public long prefix() {
        return ByteBuffer.wrap(bytes).getLong();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
