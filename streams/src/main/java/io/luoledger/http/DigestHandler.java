package io.luoledger.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.luoledger.http.HttpEndpoint.Answer;
import io.luoledger.store.StateDigest;
import io.luoledger.streams.LedgerTopology;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * {@code GET /digest}: the state digest of each host that this instance works on, as one JSON document. What all instances
 * say, put together, is what {@code replay} says of the same ledger.
 */
public final class DigestHandler implements HttpHandler {
    private static final int UNAVAILABLE = 503;

    private final Supplier<KafkaStreams> streams;
    private final String address;

    /**
     * Asks these processors.
     *
     * @param streams those that run at the time
     * @param address where this instance answers
     */
    public DigestHandler(Supplier<KafkaStreams> streams, String address) {
        this.streams = streams;
        this.address = address;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        answer().send(exchange);
    }

    private Answer answer() {
        KafkaStreams asked = streams.get();
        try {
            return Answer.ok(json(StateDigest.hosts(LedgerTopology.view(asked))));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            return Answer.error(
                    UNAVAILABLE,
                    "the states are being restored or moved (state " + asked.state() + "); try again in a moment");
        }
    }

    private String json(Map<String, byte[]> hosts) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("instance", address);
            out.writeObjectFieldStart("hosts");
            for (Map.Entry<String, byte[]> host : hosts.entrySet()) {
                out.writeStringField(host.getKey(), HexFormat.of().formatHex(host.getValue()));
            }
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }
}
