package io.luoledger.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Objects;

/** A link of a host's chain: 32 bytes of SHA-256, as four numbers, since every event has two of them. */
public final class ChainHash {
    public static final int BYTES = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** What the first event's chain is computed over. */
    public static final ChainHash GENESIS = of(new byte[BYTES]);

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private ChainHash(byte[] bytes, int offset) {
        Objects.checkFromIndexSize(offset, BYTES, bytes.length);
        first = (long) LONG.get(bytes, offset);
        second = (long) LONG.get(bytes, offset + Long.BYTES);
        third = (long) LONG.get(bytes, offset + 2 * Long.BYTES);
        fourth = (long) LONG.get(bytes, offset + 3 * Long.BYTES);
    }

    public static ChainHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a chain hash has 32 bytes, not " + bytes.length);
        }
        return at(bytes, 0);
    }

    /** The 32 bytes that stand there. */
    public static ChainHash at(byte[] bytes, int offset) {
        return new ChainHash(bytes, offset);
    }

    public static ChainHash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        putInto(bytes, 0);
        return bytes;
    }

    /** Writes its 32 bytes there. */
    public void putInto(byte[] target, int offset) {
        Objects.checkFromIndexSize(offset, BYTES, target.length);
        LONG.set(target, offset, first);
        LONG.set(target, offset + Long.BYTES, second);
        LONG.set(target, offset + 2 * Long.BYTES, third);
        LONG.set(target, offset + 3 * Long.BYTES, fourth);
    }

    /** Its first eight bytes, to tell two at a glance. */
    public long prefix() {
        return first;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainHash that
                && first == that.first
                && second == that.second
                && third == that.third
                && fourth == that.fourth;
    }

    /** Of a digest any part is as good as the whole. */
    @Override
    public int hashCode() {
        return Long.hashCode(first);
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
