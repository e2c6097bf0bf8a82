package io.luoledger.event;

import java.util.Objects;

/**
 * An event as its source made it, before the host's writer gave it a sequence and a chain.
 *
 * @param host 1 to 253 characters
 */
public record Draft(String host, Source source, Boot boot, Moment at, Body body) {
    public static final int MAX_HOST_CHARS = 253;

    public Draft {
        requireHost(host);
        Objects.requireNonNull(source);
        Objects.requireNonNull(boot);
        Objects.requireNonNull(at);
        Objects.requireNonNull(body);
    }

    /** Throws unless this can be a host's name: 1 to 253 printable characters without spaces. */
    public static String requireHost(String host) {
        if (host.isEmpty()
                || host.length() > MAX_HOST_CHARS
                || host.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '/')) {
            throw new IllegalArgumentException(
                    "not a host name: \"" + host + "\", expected 1 to 253 characters without spaces or slashes");
        }
        return host;
    }
}
