package io.luoledger.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One number for the whole state: SHA-256 over the hosts' digests in the order of the hosts' names; a host's is taken
 * over its entities in the order of their keys, among them a running hash of its findings. The same log gives the same
 * digest, online and offline, on one instance or on several, however the hosts' events were mixed. It is taken over the
 * bytes of one {@link StateFormat}: what newer ones added (times, and counts by which they are told) changes no digest, and
 * a state that migrated has the digest that the events give.
 */
public final class StateDigest {
    /** The format of the bytes. With another one, every digest is another one. */
    private static final int FORMAT = 5;

    private StateDigest() {}

    /** Digest of everything that is kept here, as 64 hexadecimal digits. */
    public static String of(EntityReader entities) {
        return of(hosts(entities));
    }

    /**
     * Digest of everything that is kept here as an older version had it.
     *
     * @param stored the bytes of each entity, as that version wrote them
     */
    public static String of(EntityReader entities, Map<EntityKey, byte[]> stored) {
        return of(hosts(entities, entity -> {
            byte[] bytes = Objects.requireNonNull(stored.get(entity.key()));
            return StateFormat.of(bytes) < FORMAT ? bytes : bytes(entity);
        }));
    }

    private static byte[] bytes(Entity entity) {
        return StateFormat.write(FORMAT, EntityRecords.record(entity));
    }

    /** Digest of each host that is kept here, by the host's name. What several instances keep may be put together. */
    public static Map<String, byte[]> hosts(EntityReader entities) {
        return hosts(entities, StateDigest::bytes);
    }

    private static Map<String, byte[]> hosts(EntityReader entities, Function<Entity, byte[]> bytes) {
        Map<String, byte[]> digests = new TreeMap<>();
        Sum sum = new Sum(bytes);
        entities.scan(EntityKey.hosts(), host -> digests.put(host.host(), sum.of(entities, host.host())));
        return digests;
    }

    /** Takes one host's digest after the other. */
    private static final class Sum {
        private final MessageDigest digest = sha256();
        private final StateWriter out = new StateWriter();
        private final Function<Entity, byte[]> bytes;

        Sum(Function<Entity, byte[]> bytes) {
            this.bytes = bytes;
        }

        byte[] of(EntityReader entities, String host) {
            add(entities.get(EntityKey.host(host)));
            add(entities.get(EntityKey.log(host)));
            entities.scan(EntityKey.updates(host), this::add);
            return digest.digest();
        }

        private void add(@Nullable Entity entity) {
            if (entity != null) {
                out.block(entity.key().bytes()).block(bytes.apply(entity)).drainTo(digest);
            }
        }
    }

    /** Digest of these hosts together. */
    public static String of(Map<String, byte[]> hosts) {
        MessageDigest digest = sha256();
        StateWriter out = new StateWriter();
        new TreeMap<>(hosts).forEach((host, ofHost) -> {
            out.text(host).drainTo(digest);
            digest.update(ofHost);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
