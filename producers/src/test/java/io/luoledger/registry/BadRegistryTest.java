package io.luoledger.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.SchemasUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A registry that is down, slow, elsewhere, endless or a liar. What a good one does is tested with a real one. */
class BadRegistryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String EVENTS = "luo.events-value";

    /** What the server does with a request. */
    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final CountDownLatch over = new CountDownLatch(1);
    private Handler handler = exchange -> answer(exchange, 500, "");

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void shouldSayThatNobodyListens() throws IOException {
        // Given
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        // When / Then
        SchemaRegistry nobody = registry("http://127.0.0.1:" + port, PATIENCE);
        assertThatThrownBy(() -> nobody.find(1))
                .isInstanceOf(SchemasUnavailableException.class)
                .hasMessage("the schema registry at http://127.0.0.1:" + port + " can't be reached: nobody listens"
                        + " there; expected a registry, or no --registry");
    }

    @Test
    void shouldNotWaitForEverForAnAnswerThatDoesNotEnd() {
        // Given: a head, a first byte, and no more
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };

        // When / Then
        SchemaRegistry slow = registry(url(), Duration.ofSeconds(1));
        refused(() -> slow.find(1), " can't be reached: no whole answer to GET /schemas/ids/1 in 1 s");
    }

    @Test
    void shouldNotFollowARedirect() {
        // Given
        handler = exchange -> {
            exchange.getResponseHeaders().add("Location", "http://elsewhere.example/");
            answer(exchange, 302, "");
        };

        // When / Then
        refused(
                () -> registry().find(1),
                " redirects to http://elsewhere.example/, which nobody follows; expected the registry's own address");
    }

    @Test
    void shouldBreakOffAnAnswerThatIsTooLarge() {
        // Given
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                byte[] spaces = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 1000; i++) {
                    out.write(spaces);
                }
            } catch (IOException e) {
                // the other side hung up, as it should
            }
        };

        // When / Then
        refused(
                () -> registry().find(1),
                " answers GET /schemas/ids/1 with more than 1048576 bytes, expected a schema");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|<html>|answers GET /schemas/ids/1 with something that isn't JSON, expected the REST protocol",
                "404|<html>|answers 404 to GET /schemas/ids/1, expected 200; is this the address of its REST protocol",
                "500|{\"message\":\"no disk\"}|answers 500 to GET /schemas/ids/1 (no disk), expected 200",
                "401|{}|doesn't permit GET /schemas/ids/1 (401), and no credentials were given; expected",
                "200|{}|: schema id 1 is no Avro schema (type AVRO), expected one",
                "200|{\"schema\":\"syntax = proto3;\",\"schemaType\":\"PROTOBUF\"}|is no Avro schema (type PROTOBUF)",
                "200|{\"schema\":\"{\"}|: schema id 1 is no Avro schema, expected one",
            })
    void shouldSayWhatIsWrongWithAnAnswer(int status, String body, String message) {
        // Given
        handler = exchange -> answer(exchange, status, body);

        // When / Then
        refused(() -> registry().find(1), message);
    }

    @Test
    void shouldSurviveASchemaThatIsNestedWithoutEnd() {
        // Given
        String nested = "{\\\"type\\\":\\\"array\\\",\\\"items\\\":".repeat(20_000);
        handler = exchange -> answer(exchange, 200, "{\"schema\":\"" + nested + "\"}");

        // When / Then
        refused(() -> registry().find(1), ": schema id 1 is no Avro schema, expected one");
    }

    @Test
    void shouldKnowWhatTheRegistryHasNot() {
        // Given
        handler = exchange -> answer(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

        // When / Then
        assertThat(registry().find(1)).isEmpty();
        assertThat(registry().versions(EVENTS)).isEmpty();
    }

    @Test
    void shouldNotWriteUnderAnIdThatHasAnotherSchema() {
        // Given: it takes the schema and then shows another
        handler = exchange -> answer(
                exchange,
                200,
                exchange.getRequestMethod().equals("POST") ? "{\"id\":7}" : "{\"schema\":\"\\\"string\\\"\"}");

        // When / Then
        var schema = SchemaTable.builtIn().newest(EVENTS).schema();
        refused(
                () -> new RegistryHistory(registry(), SchemaTable.builtIn()).idOf(EVENTS, schema),
                " gives luo.events-value the id 7, and another schema under that id; nothing was written");
    }

    @Test
    void shouldTellWhyTheRegistryRefusesAVersion() {
        // Given
        handler = exchange -> {
            boolean asks = !exchange.getRequestURI().getPath().endsWith("/versions");
            answer(
                    exchange,
                    asks ? 404 : 409,
                    asks ? "{\"error_code\":40401}" : "{\"error_code\":409,\"message\":\"not compatible\"}");
        };

        // When
        RegistryHistory.Outcome outcome = new RegistryHistory(registry(), SchemaTable.builtIn()).publish();

        // Then
        assertThat(outcome.published()).isEmpty();
        assertThat(outcome.problems())
                .first()
                .hasToString("luo.events-value against version 1 (ITSELF): LiveUpdateEvent: the registry refuses it:"
                        + " not compatible; set the registry's compatibility for luo.events-value to"
                        + " BACKWARD_TRANSITIVE");
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:secret@host:1/",
        "http://secret@host",
        "http://user:secret@host_with_underscore:1",
        "http://user:sec ret@host"
    })
    void shouldNeverShowAPasswordOfAnAddress(String address) {
        assertThatThrownBy(() -> RegistryAddress.of(address, RegistryAccess.NONE, PATIENCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("sec ret");
    }

    @ParameterizedTest
    @CsvSource({"basic.auth.user.info=user:secret,Basic dXNlcjpzZWNyZXQ=", "bearer.auth.token=secret,Bearer secret"})
    void shouldLogInWithoutShowingTheSecret(String property, String header) {
        // Given
        handler = exchange -> answer(
                exchange,
                header.equals(exchange.getRequestHeaders().getFirst("Authorization")) ? 404 : 401,
                "{\"error_code\":40403}");
        RegistryAddress address = RegistryAddress.of(url(), access(property), PATIENCE);

        // When / Then
        assertThat(new SchemaRegistry(address).find(1)).isEmpty();
        assertThat(address).asString().doesNotContain("secret");
    }

    @Test
    void shouldSayThatTheCredentialsAreNotGoodEnoughAndShowNoneThatTheRegistryRepeats() {
        // Given
        RegistryAddress address = RegistryAddress.of(url(), access("basic.auth.user.info=user:secret"), PATIENCE);
        SchemaRegistry registry = new SchemaRegistry(address);

        // When / Then
        handler = exchange -> answer(exchange, 403, "{}");
        refused(
                () -> registry.find(1),
                " doesn't permit GET /schemas/ids/1 (403) to whom the credentials name; expected"
                        + " basic.auth.user.info=USER:PASSWORD or bearer.auth.token=TOKEN of someone who may");
        handler = exchange -> answer(exchange, 500, "{\"message\":\"who is user:secret, Basic dXNlcjpzZWNyZXQ=?\"}");
        refused(() -> registry.find(1), "(who is [hidden], Basic [hidden]?)");
    }

    private static RegistryAccess access(String property) {
        int equals = property.indexOf('=');
        return RegistryAccess.of(Map.of(property.substring(0, equals), property.substring(equals + 1)));
    }

    private SchemaRegistry registry() {
        return registry(url(), PATIENCE);
    }

    private static SchemaRegistry registry(String url, Duration timeout) {
        return new SchemaRegistry(RegistryAddress.of(url, RegistryAccess.NONE, timeout));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/sub/path/";
    }

    private static void refused(ThrowingCallable action, String message) {
        assertThatThrownBy(action)
                .isInstanceOf(SchemasUnavailableException.class)
                .hasMessageStartingWith("the schema registry at http://127.0.0.1:")
                .hasMessageContaining(message);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
