package io.luoledger.core;

import io.luoledger.event.PciAddress;
import io.luoledger.event.Token;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Where an entity is kept. In memory it is a value that compares its parts; for a store it is bytes that sort the same,
 * so that what belongs together stands together:
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
    private static final long OF_HOST = -1;

    private final EntityKind kind;
    private final String host;
    private final long generation;
    /** Names, then the number: a session's file, or a function's address, is found without a text being made for it. */
    private final String name;

    private final String name2;
    private final long number;
    private final int hash;

    private EntityKey(EntityKind kind, String host, long generation, String name, String name2, long number) {
        this.kind = kind;
        this.host = host;
        this.generation = generation;
        this.name = name;
        this.name2 = name2;
        this.number = number;
        // neighbours stand side by side: files of a session are asked for one after the other
        this.hash = spread(host, generation, kind, name, name2) + Long.hashCode(number);
    }

    /** Hosts, sessions, kinds and generations are numbered, too: with small factors, many of them would be one number. */
    private static int spread(String host, long generation, EntityKind kind, String name, String name2) {
        int hash = host.hashCode() * 0x9e3779b1 + name.hashCode();
        hash = hash * 0x85ebca77 + name2.hashCode();
        hash = hash * 0xc2b2ae3d + Long.hashCode(generation);
        return hash * 0x27d4eb2f + kind.code() * 0x165667b1;
    }

    public static EntityKey host(String host) {
        return new EntityKey(EntityKind.HOST, host, OF_HOST, "", "", 0);
    }

    public static EntityKey log(String host) {
        return new EntityKey(EntityKind.LOG, host, OF_HOST, "", "", 0);
    }

    /** Of what there is one of in a live update. */
    static EntityKey of(EntityKind kind, String host, long generation) {
        return new EntityKey(kind, host, generation, "", "", 0);
    }

    static EntityKey of(EntityKind kind, String host, long generation, String name) {
        return new EntityKey(kind, host, generation, name, "", 0);
    }

    static EntityKey file(String host, long generation, String session, Token token) {
        return new EntityKey(EntityKind.FILE, host, generation, session, "", token.bits());
    }

    static EntityKey of(EntityKind kind, String host, long generation, PciAddress address) {
        return new EntityKey(
                kind, host, generation, "", "", Integer.toUnsignedLong(address.segment()) << 16 | address.bdf());
    }

    static EntityKey path(String host, long generation, String path, String rootBus, int segment) {
        return new EntityKey(EntityKind.PATH, host, generation, path, rootBus, Integer.toUnsignedLong(segment));
    }

    public static Scope hosts() {
        return new Scope.Hosts();
    }

    /** Everything that belongs to a live update of this host. */
    public static Scope updates(String host) {
        return new Scope.Updates(host);
    }

    /** Everything that belongs to one live update. */
    public static Scope generation(String host, long generation) {
        return new Scope.Generation(host, generation, null, List.of());
    }

    /** One kind (of one session, with its name) of one live update. */
    static Scope prefix(EntityKind kind, String host, long generation, String... parts) {
        return new Scope.Generation(host, generation, kind, List.of(parts));
    }

    EntityKind kind() {
        return kind;
    }

    String host() {
        return host;
    }

    boolean ofUpdate() {
        return generation != OF_HOST;
    }

    long generation() {
        return generation;
    }

    String name() {
        return name;
    }

    /** The smallest key of all those that are asked for together with this one: a session's files, a path in any segment. */
    EntityKey group() {
        return switch (kind) {
            case FILE -> of(kind, host, generation, name);
            case PATH -> path(host, generation, name, name2, 0);
            default -> of(kind, host, generation);
        };
    }

    /** No key of this scope stands in front of it. */
    static EntityKey firstOf(Scope.Generation scope) {
        EntityKind kind = scope.kind();
        return kind == null
                ? of(EntityKind.UPDATE, scope.host(), scope.generation())
                : of(
                        kind,
                        scope.host(),
                        scope.generation(),
                        scope.parts().isEmpty() ? "" : scope.parts().getFirst());
    }

    /** Whether it stands in this scope. */
    boolean within(Scope scope) {
        return switch (scope) {
            case Scope.Everything all -> true;
            case Scope.Hosts hosts -> kind == EntityKind.HOST;
            case Scope.Updates updates -> generation != OF_HOST && host.equals(updates.host());
            case Scope.Generation of ->
                generation == of.generation()
                        && host.equals(of.host())
                        && (of.kind() == null || kind == of.kind())
                        && (of.parts().isEmpty() || name.equals(of.parts().get(0)))
                        && (of.parts().size() < 2 || name2.equals(of.parts().get(1)));
        };
    }

    /** The key as a store has it. */
    public byte[] bytes() {
        return switch (kind) {
            case HOST, LOG -> join(kind.code(), host, new byte[0]);
            case UPDATE, BUSES -> ofUpdate(List.of());
            case SESSION, FLB -> ofUpdate(List.of(name));
            case FILE -> ofUpdate(List.of(name, HexFormat.of().toHexDigits(number)));
            case DEVICE, FUNCTION -> ofUpdate(List.of(HexFormat.of().toHexDigits(number, 12)));
            case PATH -> ofUpdate(List.of(name, name2, HexFormat.of().toHexDigits(number, 8)));
        };
    }

    private byte[] ofUpdate(List<String> parts) {
        return join(OF_UPDATE, host, tail(generation, kind, parts));
    }

    private static byte[] tail(long generation, EntityKind kind, List<String> parts) {
        byte[][] names = new byte[parts.size()][];
        int length = Long.BYTES + 1;
        for (int i = 0; i < names.length; i++) {
            names[i] = parts.get(i).getBytes(StandardCharsets.UTF_8);
            length += Short.BYTES + names[i].length;
        }
        ByteBuffer tail = ByteBuffer.allocate(length).putLong(generation).put(kind.code());
        for (byte[] part : names) {
            tail.putShort((short) part.length).put(part);
        }
        return tail.array();
    }

    static byte[] prefix(Scope scope) {
        return switch (scope) {
            case Scope.Everything all -> new byte[0];
            case Scope.Hosts hosts -> new byte[] {EntityKind.HOST.code()};
            case Scope.Updates updates -> join(OF_UPDATE, updates.host(), new byte[0]);
            case Scope.Generation of ->
                join(
                        OF_UPDATE,
                        of.host(),
                        of.kind() == null
                                ? ByteBuffer.allocate(Long.BYTES)
                                        .putLong(of.generation())
                                        .array()
                                : tail(of.generation(), of.kind(), of.parts()));
        };
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

    /** As the bytes sort: hosts first, then logs, then updates; shorter names before longer ones. */
    @Override
    public int compareTo(EntityKey other) {
        boolean mine = generation == OF_HOST;
        boolean others = other.generation == OF_HOST;
        if (mine || others) {
            int order = mine && others ? Byte.compare(kind.code(), other.kind.code()) : mine ? -1 : 1;
            return order != 0 ? order : compare(host, other.host);
        }
        int order = compare(host, other.host);
        order = order != 0 ? order : Long.compareUnsigned(generation, other.generation);
        order = order != 0 ? order : Byte.compare(kind.code(), other.kind.code());
        order = order != 0 ? order : compare(name, other.name);
        order = order != 0 ? order : compare(name2, other.name2);
        return order != 0 ? order : Long.compareUnsigned(number, other.number);
    }

    private static int compare(String left, String right) {
        if (left.equals(right)) {
            return 0;
        }
        if (isAscii(left) && isAscii(right)) {
            return left.length() != right.length()
                    ? Integer.compare(left.length(), right.length())
                    : left.compareTo(right);
        }
        byte[] a = left.getBytes(StandardCharsets.UTF_8);
        byte[] b = right.getBytes(StandardCharsets.UTF_8);
        return a.length != b.length ? Integer.compare(a.length, b.length) : Arrays.compareUnsigned(a, b);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntityKey key
                && hash == key.hash
                && number == key.number
                && generation == key.generation
                && kind == key.kind
                && name.equals(key.name)
                && name2.equals(key.name2)
                && host.equals(key.host);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
