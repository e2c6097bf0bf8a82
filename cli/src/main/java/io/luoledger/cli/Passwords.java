package io.luoledger.cli;

import java.security.SecureRandom;
import java.util.Base64;

/** Passwords that nobody has to remember. */
final class Passwords {
    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** Letters, digits, dashes and underscores: nothing that a file of properties or a login line would have to quote. */
    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
