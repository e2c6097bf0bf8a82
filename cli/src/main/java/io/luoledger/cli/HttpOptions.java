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
    private int port;

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            description =
                    "Address to listen on instead of loopback, under which others ask this one. It takes a token.")
    private String host = WebServer.LOOPBACK;

    @Option(
            names = "--http-token-file",
            paramLabel = "FILE",
            description =
                    "A file with the token that whoever asks has to know: as Bearer, or in a browser as the password of"
                            + " any user. The same for all instances, which ask each other with it.")
    private @Nullable Path tokenFile;

    /** Takes the port. */
    WebServer bind() {
        return bind(token());
    }

    private WebServer bind(@Nullable AccessToken token) {
        if (port < 0 || port > MAX_PORT) {
            throw new UsageException("--http-port takes 1 to 65535, or 0 for a free one, not " + port);
        }
        if (!HOST.matcher(host).matches()) {
            throw new UsageException("--http-host: not an address: \"" + host + "\"");
        }
        if (tokenFile == null && !WebServer.isLoopback(host)) {
            throw new UsageException(
                    "--http-host " + host
                            + ": others reach that address; expected --http-token-file FILE with a token that they have to know");
        }
        return WebServer.bind(host, port, token);
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
