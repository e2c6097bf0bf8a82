package io.luoledger.wire;

import io.luoledger.event.ChainHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one digest of the ledger. */
public final class Digests {
    /** Looking an algorithm up among the providers costs as much as hashing an event. */
    private static final ThreadLocal<MessageDigest> OF_THREAD = ThreadLocal.withInitial(Digests::newDigest);

    private Digests() {}

    public static byte[] sha256(byte[] bytes) {
        return OF_THREAD.get().digest(bytes);
    }

    /** SHA-256 over so many bytes of an array, from its beginning. */
    static ChainHash sha256(byte[] bytes, int length) {
        MessageDigest digest = OF_THREAD.get();
        digest.update(bytes, 0, length);
        return ChainHash.of(digest.digest());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
