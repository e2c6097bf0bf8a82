package io.luoledger.event;

import java.util.List;
import java.util.Objects;

/**
 * An event as its source made it, before the host's writer gave it a sequence and a chain.
 *
 * @param host 1 to 253 characters
 * @param assumptions names of the simulator's assumptions that it rests on, sorted, each once; empty for what was
 *     observed
 */
public record Draft(String host, Source source, Boot boot, Moment at, Body body, List<String> assumptions) {
    public static final int MAX_HOST_CHARS = 253;

    /** A draft that rests on no assumption. */
    public Draft(String host, Source source, Boot boot, Moment at, Body body) {
        this(host, source, boot, at, body, List.of());
    }

    public Draft {
        requireHost(host);
        Objects.requireNonNull(source);
        Objects.requireNonNull(boot);
        Objects.requireNonNull(at);
        Objects.requireNonNull(body);
        assumptions = List.copyOf(assumptions);
    }

    /** The same from another place of its source. */
    public Draft from(Source other) {
        return new Draft(host, other, boot, at, body, assumptions);
    }

    /** Throws unless this can be a host's name: 1 to 253 printable characters without spaces. */
    public static String requireHost(String host) {
        if (host.isEmpty() || host.length() > MAX_HOST_CHARS || !isPlain(host)) {
            throw new IllegalArgumentException(
                    "not a host name: \"" + host + "\", expected 1 to 253 characters without spaces or slashes");
        }
        return host;
    }

    private static boolean isPlain(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '/') {
                return false;
            }
        }
        return true;
    }
}
