package io.luoledger.wire;

import io.luoledger.event.ChainHash;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one digest of the ledger. */
public final class Digests {
    private static final ThreadLocal<Sha256> OF_THREAD = ThreadLocal.withInitial(Sha256::new);

    private Digests() {}

    public static byte[] sha256(byte[] bytes) {
        return OF_THREAD.get().digest.digest(bytes);
    }

    /** SHA-256 over so many bytes of an array, from its beginning. */
    static ChainHash sha256(byte[] bytes, int length) {
        return OF_THREAD.get().over(bytes, length);
    }

    /** SHA-256 over the two, one behind the other. */
    static ChainHash sha256(ChainHash first, ChainHash second) {
        Sha256 sha256 = OF_THREAD.get();
        first.putInto(sha256.both, 0);
        second.putInto(sha256.both, ChainHash.BYTES);
        return sha256.over(sha256.both, sha256.both.length);
    }

    /**
     * A thread's own: looking an algorithm up among the providers costs as much as hashing an event, and every event is
     * hashed twice, so what is read and what comes out have their place.
     */
    private static final class Sha256 {
        private final MessageDigest digest = newDigest();
        private final byte[] both = new byte[2 * ChainHash.BYTES];
        private final byte[] result = new byte[ChainHash.BYTES];

        ChainHash over(byte[] bytes, int length) {
            digest.update(bytes, 0, length);
            try {
                digest.digest(result, 0, result.length);
            } catch (DigestException e) {
                throw new IllegalStateException("SHA-256 has 32 bytes", e);
            }
            return ChainHash.of(result);
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
