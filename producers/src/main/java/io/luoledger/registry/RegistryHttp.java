package io.luoledger.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.wire.Reason;
import io.luoledger.wire.SchemasUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks a registry, and believes that it answers no more than that it does: no redirects, no more bytes than a schema. */
final class RegistryHttp {
    /** Largest answer: a schema is some ten kilobytes. Unit: bytes. */
    static final int MAX_ANSWER_BYTES = 1024 * 1024;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int MAX_MESSAGE_CHARS = 200;
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryAddress address;
    private final HttpClient client;

    RegistryHttp(RegistryAddress address) {
        this.address = address;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(address.timeout());
        SSLContext tls = address.access().tls();
        this.client = (tls == null ? builder : builder.sslContext(tls)).build();
    }

    /**
     * An answer.
     *
     * @param question what was asked, for messages
     * @param json null when it isn't JSON
     * @param access as whom it was asked: what a message mustn't show
     */
    record Answer(String question, int status, @Nullable JsonNode json, RegistryAccess access) {
        /**
         * True when the registry says that it has no such thing. A page that isn't there says nothing about schemas: the
         * address is wrong.
         */
        boolean notFound() {
            int code = json == null ? 0 : json.path("error_code").asInt(0);
            return status == NOT_FOUND && code / 100 == NOT_FOUND;
        }

        /** What the registry says of a refusal, without control characters. */
        String message() {
            String text = json == null ? "" : json.path("message").asText("");
            String clean = access.redact(text).replaceAll("\\p{Cntrl}", " ");
            return clean.length() <= MAX_MESSAGE_CHARS ? clean : clean.substring(0, MAX_MESSAGE_CHARS) + "...";
        }
    }

    String name() {
        return address.toString();
    }

    Answer get(String path) {
        return ask("GET " + path, request(path).GET().build());
    }

    Answer post(String path, String body) {
        return ask(
                "POST " + path,
                request(path)
                        .header("Content-Type", MEDIA_TYPE)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.url() + path))
                .timeout(address.timeout())
                .header("Accept", MEDIA_TYPE + ", application/json");
        String authorization = address.access().authorization();
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request;
    }

    private Answer ask(String question, HttpRequest request) {
        // the request's own limit ends with the head of the answer; this one is for the whole
        var sent = client.sendAsync(request, ignored -> new LimitedBody(MAX_ANSWER_BYTES));
        try {
            HttpResponse<byte[]> response = sent.get(address.timeout().toMillis(), TimeUnit.MILLISECONDS);
            int status = response.statusCode();
            if (status >= 300 && status < 400) {
                throw new SchemasUnavailableException(name() + " redirects to "
                        + response.headers()
                                .firstValue("Location")
                                .orElse("nowhere")
                                .replaceAll("\\p{Cntrl}", " ")
                        + ", which nobody follows; expected the registry's own address");
            }
            if (status == UNAUTHORIZED || status == FORBIDDEN) {
                throw new SchemasUnavailableException(forbidden(question, status));
            }
            return new Answer(question, status, parse(response.body()), address.access());
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new SchemasUnavailableException(
                    name() + " can't be reached: no whole answer to " + question + " in "
                            + address.timeout().toSeconds() + " s",
                    e);
        } catch (ExecutionException e) {
            throw trouble(question, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new SchemasUnavailableException("interrupted while waiting for " + name(), e);
        }
    }

    private String forbidden(String question, int status) {
        String expected = " basic.auth.user.info=USER:PASSWORD or bearer.auth.token=TOKEN";
        return name() + " doesn't permit " + question + " (" + status + ")"
                + (address.access().named()
                        ? " to whom the credentials name; expected" + expected + " of someone who may"
                        : ", and no credentials were given; expected" + expected + " in the --registry-config file");
    }

    private SchemasUnavailableException trouble(String question, Throwable cause) {
        return new SchemasUnavailableException(
                switch (cause) {
                    case LimitedBody.TooLargeException e ->
                        name() + " answers " + question + " with more than " + MAX_ANSWER_BYTES
                                + " bytes, expected a schema";
                    case ConnectException e ->
                        name() + " can't be reached: nobody listens there; expected a registry, or no --registry";
                    case HttpTimeoutException e ->
                        name() + " can't be reached: no answer to " + question + " in "
                                + address.timeout().toSeconds() + " s";
                    case SSLException e ->
                        name() + " and this client don't agree on TLS: " + e.getMessage()
                                + "; expected ssl.truststore.location=FILE in the --registry-config file, a certificate"
                                + " with its host name, and https only where TLS is spoken";
                    default -> name() + " can't be reached: " + Reason.of(cause);
                },
                cause);
    }

    private static @Nullable JsonNode parse(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null || json.isMissingNode() ? null : json;
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }
}
