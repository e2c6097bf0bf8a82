package io.luoledger.cli;

import io.luoledger.dashboard.Instance;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.publish.ClientSettings;
import io.luoledger.web.AccessToken;
import io.luoledger.web.WebServer;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command answers over HTTP, and to whom. */
final class HttpOptions {
    private static final int MAX_PORT = 65535;
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._:%\\[\\]-]{1,255}");

    @Option(
            names = {"--http-port", "--metrics-port"},
            paramLabel = "PORT",
            description = "Port of the pages, the API under them, and metrics for Prometheus (/metrics)."
                    + " Default: a free one.")
    private @Nullable Integer port;

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            description =
                    "Address to listen on instead of loopback, under which others ask this one. It takes a token.")
    private @Nullable String host;

    @Option(
            names = "--http-token-file",
            paramLabel = "FILE",
            description =
                    "A file with the token that whoever asks has to know: as Bearer, or in a browser as the password of"
                            + " any user. The same for all instances, which ask each other with it.")
    private @Nullable Path tokenFile;

    /** Takes the port. */
    WebServer bind() {
        requireUsable();
        return bind(token());
    }

    /** Finds out early what can be: before a broker is started or asked for it. */
    void requireUsable() {
        int taken = port();
        String address = address();
        if (taken < 0 || taken > MAX_PORT) {
            throw new UsageException("--http-port takes 1 to 65535, or 0 for a free one, not " + taken);
        }
        if (!HOST.matcher(address).matches()) {
            throw new UsageException("--http-host: not an address: \"" + address + "\"");
        }
        if (token() == null && !WebServer.isLoopback(address)) {
            throw new UsageException(
                    "--http-host " + address
                            + ": others reach that address; expected --http-token-file FILE with a token that they have to know");
        }
    }

    /** For who answers only with another option: without it none of these makes sense. */
    void requireNone(String other) {
        String given = port != null
                ? "--http-port"
                : host != null ? "--http-host" : tokenFile != null ? "--http-token-file" : null;
        if (given != null) {
            throw new UsageException(given + " goes with " + other);
        }
    }

    private WebServer bind(@Nullable AccessToken token) {
        return WebServer.bind(address(), port(), token);
    }

    private int port() {
        return port == null ? 0 : port;
    }

    private String address() {
        return host == null ? WebServer.LOOPBACK : host;
    }

    /** Starts an instance of the stream processors that answers there. */
    Instance start(ClientSettings client, ProcessorSettings settings) {
        AccessToken token = token();
        return Instance.start(client, settings, bind(token), token);
    }

    /** What others have to know, null when nothing. */
    private @Nullable AccessToken token() {
        return tokenFile == null ? null : AccessToken.read(tokenFile);
    }
}
