package io.luoledger.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one digest of the ledger. */
final class Digests {
    /** Looking an algorithm up among the providers costs as much as hashing an event. */
    private static final ThreadLocal<MessageDigest> OF_THREAD = ThreadLocal.withInitial(Digests::newDigest);

    private Digests() {}

    /** This thread's digest, begun anew: whoever asks for it ends it before anybody else asks. */
    static MessageDigest sha256() {
        MessageDigest digest = OF_THREAD.get();
        digest.reset();
        return digest;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
