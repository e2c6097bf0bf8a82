package io.luoledger.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.luoledger.http.HttpEndpoint.Answer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** {@code GET /view?host=NAME}: what the stream processors know of a host at this moment, as one JSON document. */
public final class ViewHandler implements HttpHandler {
    private static final int MAX_HOST_CHARS = 255;
    private static final int BAD_REQUEST = 400;

    private final HostQuery query;

    /**
     * Asks these processors.
     *
     * @param streams those that run at the time
     * @param address the one that they have as {@code application.server}
     */
    public ViewHandler(Supplier<KafkaStreams> streams, String address) {
        this.query = new HostQuery(streams, address);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        answer(exchange.getRequestURI().getRawQuery()).send(exchange);
    }

    private Answer answer(@org.jspecify.annotations.Nullable String rawQuery) {
        Map<String, String> parameters = new HashMap<>();
        try {
            for (String part : rawQuery == null ? new String[0] : rawQuery.split("&", -1)) {
                int equals = part.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            part.substring(0, equals),
                            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
        } catch (IllegalArgumentException e) {
            return Answer.error(BAD_REQUEST, "the query isn't URL-encoded");
        }
        String host = parameters.getOrDefault("host", "");
        if (host.isEmpty() || host.length() > MAX_HOST_CHARS) {
            return Answer.error(BAD_REQUEST, "expected ?host=NAME of 1 to " + MAX_HOST_CHARS + " characters");
        }
        HostQuery.Want want = switch (parameters.getOrDefault("want", "ANY")) {
            case "ACTIVE" -> HostQuery.Want.ACTIVE;
            case "STANDBY" -> HostQuery.Want.STANDBY;
            default -> HostQuery.Want.ANY;
        };
        return query.of(host, want);
    }
}
