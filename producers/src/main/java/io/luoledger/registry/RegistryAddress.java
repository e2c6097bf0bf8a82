package io.luoledger.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Where a schema registry is.
 *
 * @param url http or https, without credentials
 * @param access how to get in, never shown
 * @param timeout for one answer
 */
public record RegistryAddress(URI url, RegistryAccess access, Duration timeout) {
    /** Throws IllegalArgumentException, which never shows a password, for what isn't the address of a registry. */
    public static RegistryAddress of(String text, RegistryAccess access, Duration timeout) {
        URI url;
        try {
            url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (URISyntaxException e) {
            // not shown: it may hold a password
            throw new IllegalArgumentException("not an address, expected http://HOST:PORT/PATH or https://...");
        }
        if (url.getRawUserInfo() != null
                || (url.getRawAuthority() != null && url.getRawAuthority().contains("@"))) {
            throw new IllegalArgumentException("an address with a password in it, which every user of this machine can"
                    + " see; expected basic.auth.user.info=USER:PASSWORD in the --registry-config file");
        }
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an address, expected http://HOST:PORT/PATH or https://...");
        }
        if (access.tls() != null && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException(
                    "ssl.* is given, and \"" + text + "\" goes without TLS; expected https://HOST:PORT/PATH");
        }
        return new RegistryAddress(url, access, timeout);
    }

    @Override
    public String toString() {
        return "the schema registry at " + url;
    }
}
