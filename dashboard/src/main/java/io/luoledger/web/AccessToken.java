package io.luoledger.web;

import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What who asks has to know: programs say it as {@code Bearer TOKEN}, a browser as the password of Basic authentication.
 * It is never printed.
 */
public final class AccessToken {
    private static final int MIN_CHARS = 16;
    private static final int MAX_CHARS = 1024;
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final byte[] secret;

    private AccessToken(String secret) {
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    }

    /** Throws {@link UnreadableInputException} for a file that isn't one line of 16 to 1024 visible ASCII characters. */
    public static AccessToken read(Path file) {
        String line;
        try {
            if (Files.size(file) > MAX_CHARS + 2) {
                throw malformed(file);
            }
            line = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": can't be read: " + Reason.of(e) + "; expected a token", e);
        }
        if (line.length() < MIN_CHARS
                || line.length() > MAX_CHARS
                || !line.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw malformed(file);
        }
        return new AccessToken(line);
    }

    private static UnreadableInputException malformed(Path file) {
        return new UnreadableInputException(file + ": no token, expected one line of " + MIN_CHARS + " to " + MAX_CHARS
                + " letters, digits and signs, for example of: openssl rand -hex 32");
    }

    /** The value of an Authorization header that knows it. */
    public String header() {
        return BEARER + new String(secret, StandardCharsets.US_ASCII);
    }

    /** In a time that doesn't tell how much of it was right. */
    boolean permits(@Nullable String header) {
        return header != null && MessageDigest.isEqual(secret, said(header));
    }

    private static byte[] said(String header) {
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return header.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        }
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return new byte[0];
        }
        try {
            String both = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
            return both.substring(both.indexOf(':') + 1).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
