package io.luoledger.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.core.EntityReader;
import io.luoledger.core.UpdateState;
import io.luoledger.store.StateFormatException;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.view.HostView;
import io.luoledger.view.ViewJson;
import io.luoledger.view.ViewRecords;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * The view of a host while the processors run, from any of their instances: the one that is asked answers itself, or
 * asks the one that keeps the host; when that one doesn't answer, one that keeps a standby copy. An instance that was
 * asked by another never passes the question on: while hosts are being moved, two could else ask each other for ever. So
 * many questions are at work at once, those of users and those of other instances each for themselves, so that an instance
 * that waits for others always answers them; whoever comes on top of that is refused at once.
 */
public final class HostQuery {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int AT_ONCE = 32;
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether a host is known. */
    public enum Known {
        YES,
        NO,
        NOT_NOW
    }

    /** @param text one JSON document where it is known, else why not */
    public record Answer(Known known, String text) {
        private static Answer unavailable(String why) {
            return new Answer(Known.NOT_NOW, why);
        }
    }

    /** Whom a question comes from, and what copy it wants. */
    public enum Want {
        /** From a user: find it. */
        ANY,
        /** From another instance: the copy that is worked on. */
        ACTIVE,
        /** From another instance: the standby copy. */
        STANDBY
    }

    private final Supplier<KafkaStreams> processors;
    private final HostInfo self;
    private final @Nullable String authorization;
    private final Semaphore users = new Semaphore(AT_ONCE);
    private final Semaphore instances = new Semaphore(AT_ONCE);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /**
     * Asks these processors.
     *
     * @param processors those that run at the time
     * @param address the one that they have as {@code application.server}
     * @param authorization what other instances have to be told, null when nothing
     */
    public HostQuery(Supplier<KafkaStreams> processors, String address, @Nullable String authorization) {
        this.processors = processors;
        this.self = HostInfo.buildFromEndpoint(address);
        this.authorization = authorization;
    }

    public Answer of(String host, Want want) {
        Semaphore free = want == Want.ANY ? users : instances;
        if (!free.tryAcquire()) {
            return Answer.unavailable(AT_ONCE + " views are being asked for at this moment; try again in a moment");
        }
        try {
            return answer(host, want);
        } finally {
            free.release();
        }
    }

    private Answer answer(String host, Want want) {
        KafkaStreams streams = processors.get();
        try {
            KeyQueryMetadata keepers = LedgerTopology.keepers(streams, host);
            if (keepers.equals(KeyQueryMetadata.NOT_AVAILABLE)
                    || keepers.activeHost().equals(HostInfo.unavailable())) {
                return moving(streams);
            }
            return switch (want) {
                case ACTIVE ->
                    keepers.activeHost().equals(self) ? local(streams, host, keepers, false) : moving(streams);
                case STANDBY -> local(streams, host, keepers, true);
                case ANY -> find(streams, host, keepers);
            };
        } catch (InvalidStateStoreException e) {
            return moving(streams);
        } catch (StateFormatException e) {
            return Answer.unavailable(
                    "the host's states can't be read: they are made anew of the ledger, at the latest with its next event");
        } catch (IllegalStateException e) {
            return Answer.unavailable("the stream processors don't run at this moment (state " + streams.state()
                    + "); try again in a moment");
        }
    }

    private static Answer moving(KafkaStreams streams) {
        return Answer.unavailable(
                "the host is being moved between instances (state " + streams.state() + "); try again in a moment");
    }

    private Answer find(KafkaStreams streams, String host, KeyQueryMetadata keepers) {
        Answer answer = keepers.activeHost().equals(self)
                ? local(streams, host, keepers, false)
                : ask(keepers.activeHost(), host, Want.ACTIVE);
        if (answer.known() != Known.NOT_NOW) {
            return answer;
        }
        for (HostInfo standby : keepers.standbyHosts()) {
            Answer stale =
                    standby.equals(self) ? local(streams, host, keepers, true) : ask(standby, host, Want.STANDBY);
            if (stale.known() != Known.NOT_NOW) {
                return stale;
            }
        }
        return answer;
    }

    private Answer ask(HostInfo keeper, String host, Want want) {
        String address = keeper.host() + ":" + keeper.port();
        URI uri = URI.create("http://" + address + "/view?host=" + URLEncoder.encode(host, StandardCharsets.UTF_8)
                + "&want=" + want);
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES + 1);
                if (bytes.length > MAX_ANSWER_BYTES) {
                    return Answer.unavailable("the answer of " + address + " is too large");
                }
                return answer(address, response.statusCode(), new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return Answer.unavailable(
                    "instance " + address + " keeps the host and doesn't answer; when it has ended, another one takes"
                            + " over: try again in a moment");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.unavailable("this instance is being stopped");
        }
    }

    private static Answer answer(String address, int status, String text) throws IOException {
        return switch (status) {
            case OK -> new Answer(Known.YES, text);
            case NOT_FOUND ->
                new Answer(Known.NO, JSON.readTree(text).path("detail").asText());
            default ->
                Answer.unavailable("instance " + address + " keeps the host and answers with status " + status + ": "
                        + JSON.readTree(text).path("detail").asText());
        };
    }

    private Answer local(KafkaStreams streams, String host, KeyQueryMetadata keepers, boolean stale) {
        EntityReader entities;
        try {
            entities = LedgerTopology.view(streams, keepers.partition(), stale);
        } catch (InvalidStateStoreException e) {
            return moving(streams);
        }
        return Optional.ofNullable(HostView.of(entities, host))
                .map(view -> new Answer(Known.YES, json(view, stale)))
                .orElseGet(() -> new Answer(Known.NO, "no event of host " + host + " has been processed"));
    }

    private String json(HostView view, boolean stale) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("instance", self.host() + ":" + self.port());
            out.writeBooleanField("standby", stale);
            out.writeArrayFieldStart("hosts");
            ViewJson.host(out, view);
            out.writeEndArray();
            out.writeArrayFieldStart("updates");
            for (UpdateState update : view.updates()) {
                ViewJson.update(out, ViewRecords.update(update, view.when(update)));
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }
}
