package io.luoledger.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where an entity is kept: bytes that sort the same in a {@link java.util.TreeMap} and in a Kafka Streams store, so that
 * what belongs together stands together.
 *
 * <pre>
 * key = kind host                              for HOST and LOG
 *     | 0xff host generation kind { part }     for everything that belongs to one live update
 * host, part = length (2 bytes) utf-8          generation = 8 bytes
 * </pre>
 *
 * Lengths in front make every key prefix-free, whatever bytes a name holds.
 */
public final class EntityKey implements Comparable<EntityKey> {
    private static final byte OF_UPDATE = (byte) 0xff;

    private final byte[] bytes;

    private EntityKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static EntityKey host(String host) {
        return new EntityKey(join(EntityKind.HOST.code(), host, new byte[0]));
    }

    public static EntityKey log(String host) {
        return new EntityKey(join(EntityKind.LOG.code(), host, new byte[0]));
    }

    static EntityKey of(EntityKind kind, String host, long generation, String... parts) {
        byte[][] names = new byte[parts.length][];
        int length = Long.BYTES + 1;
        for (int i = 0; i < parts.length; i++) {
            names[i] = parts[i].getBytes(StandardCharsets.UTF_8);
            length += Short.BYTES + names[i].length;
        }
        ByteBuffer tail = ByteBuffer.allocate(length).putLong(generation).put(kind.code());
        for (byte[] name : names) {
            tail.putShort((short) name.length).put(name);
        }
        return new EntityKey(join(OF_UPDATE, host, tail.array()));
    }

    /** Prefix of every host's own state. */
    public static byte[] hosts() {
        return new byte[] {EntityKind.HOST.code()};
    }

    /** Prefix of everything that belongs to a live update of this host. */
    public static byte[] updates(String host) {
        return join(OF_UPDATE, host, new byte[0]);
    }

    /** Prefix of everything that belongs to one live update. */
    static byte[] generation(String host, long generation) {
        return join(
                OF_UPDATE,
                host,
                ByteBuffer.allocate(Long.BYTES).putLong(generation).array());
    }

    /** Prefix of one kind (of one session, with its name) of one live update. */
    static byte[] prefix(EntityKind kind, String host, long generation, String... parts) {
        return of(kind, host, generation, parts).bytes;
    }

    /** The key as a store has it. Throws nothing: any bytes are a key. */
    public static EntityKey wrap(byte[] bytes) {
        return new EntityKey(bytes.clone());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    boolean startsWith(byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] join(byte first, String host, byte[] tail) {
        byte[] name = host.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Short.BYTES + name.length + tail.length)
                .put(first)
                .putShort((short) name.length)
                .put(name)
                .put(tail)
                .array();
    }

    @Override
    public int compareTo(EntityKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntityKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
