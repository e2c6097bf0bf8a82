package io.luoledger.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * One number for the whole state: SHA-256 over the hosts' digests in the order of the hosts' names; a host's is taken
 * over its entities in the order of their keys, among them a running hash of its findings. The same log gives the same
 * digest, online and offline, on one instance or on several, however the hosts' events were mixed.
 */
public final class StateDigest {
    private StateDigest() {}

    /** Digest of everything that is kept here, as 64 hexadecimal digits. */
    public static String of(EntityReader entities) {
        return of(hosts(entities));
    }

    /** Digest of each host that is kept here, by the host's name. What several instances keep may be put together. */
    public static Map<String, byte[]> hosts(EntityReader entities) {
        Map<String, byte[]> digests = new TreeMap<>();
        entities.scan(EntityKey.hosts(), host -> digests.put(host.host(), host(entities, host.host())));
        return digests;
    }

    /** Digest of these hosts together. */
    public static String of(Map<String, byte[]> hosts) {
        MessageDigest digest = sha256();
        new TreeMap<>(hosts).forEach((host, ofHost) -> {
            digest.update(new StateWriter().text(host).toBytes());
            digest.update(ofHost);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] host(EntityReader entities, String host) {
        MessageDigest digest = sha256();
        add(digest, entities.get(EntityKey.host(host)));
        add(digest, entities.get(EntityKey.log(host)));
        entities.scan(EntityKey.updates(host), entity -> add(digest, entity));
        return digest.digest();
    }

    private static void add(MessageDigest digest, @org.jspecify.annotations.Nullable Entity entity) {
        if (entity != null) {
            digest.update(new StateWriter()
                    .block(entity.key().bytes())
                    .block(StateCodec.encode(entity))
                    .toBytes());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
