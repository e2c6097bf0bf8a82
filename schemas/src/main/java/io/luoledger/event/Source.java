package io.luoledger.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where an event came from. The same source read twice gives the same pairs, so nothing enters the ledger twice.
 *
 * @param high first half of what identifies the source
 * @param low second half of it
 * @param position number of the event in its source, from 0, without gaps
 */
public record Source(long high, long low, long position) {
    public Source {
        if (position < 0) {
            throw new IllegalArgumentException("negative position: " + position);
        }
    }

    /** @param id 32 hexadecimal digits */
    public Source(String id, long position) {
        this(half(id, 0), half(id, 16), position);
    }

    private static long half(String id, int from) {
        if (id.length() != 32) {
            throw new IllegalArgumentException("a source id has 32 hexadecimal digits: " + id);
        }
        return HexFormat.fromHexDigitsToLong(id, from, from + 16);
    }

    /** 32 hexadecimal digits. */
    public String id() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /** The id of the source that these words identify. */
    public static String idOf(String... words) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String word : words) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                digest.update(new byte[] {
                    (byte) (bytes.length >> 24),
                    (byte) (bytes.length >> 16),
                    (byte) (bytes.length >> 8),
                    (byte) bytes.length
                });
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public Source at(long newPosition) {
        return new Source(high, low, newPosition);
    }
}
