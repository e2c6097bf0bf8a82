package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where what opens a registry comes from. */
class RegistryOptionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void shouldTakeFromTheClientPropertiesWhatIsMeantForTheRegistry() {
        // Given
        Map<String, String> commandConfig = Map.of(
                "ssl.truststore.location", "kafka.p12",
                "sasl.mechanism", "PLAIN",
                "schema.registry.ssl.truststore.location", "registry.p12",
                "schema.registry.basic.auth.user.info", "a:b");

        // When / Then
        assertThat(RegistryOption.properties(commandConfig, Map.of("LUO_LEDGER_REGISTRY_TOKEN", "t")))
                .isEqualTo(Map.of("ssl.truststore.location", "registry.p12", "basic.auth.user.info", "a:b"));
    }

    @Test
    void shouldTakeTheSecretFromTheEnvironmentWhenNoFileSaysIt() {
        assertThat(RegistryOption.properties(Map.of(), Map.of("LUO_LEDGER_REGISTRY_TOKEN", "t")))
                .isEqualTo(Map.of("bearer.auth.token", "t"));
        assertThat(RegistryOption.properties(Map.of(), Map.of("LUO_LEDGER_REGISTRY_USER_INFO", "a:b")))
                .isEqualTo(Map.of("basic.auth.user.info", "a:b"));
        assertThat(RegistryOption.properties(Map.of(), Map.of("LUO_LEDGER_REGISTRY_TOKEN", " ")))
                .isEmpty();
    }

    @Test
    void shouldGetInByAFileAndSayWhyNot() throws IOException {
        // Given: a registry that lets one in, and has nothing
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                boolean in = "Bearer s3cret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
                exchange.sendResponseHeaders(in ? 404 : 401, 0);
                exchange.getResponseBody().write("{\"error_code\":40401}".getBytes(StandardCharsets.UTF_8));
            }
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        Path right = Files.writeString(directory.resolve("right"), "schema.registry.bearer.auth.token=s3cret\n");
        Path wrong = Files.writeString(directory.resolve("wrong"), "basic.auth.user.info=me:wr0ng\n");
        Path odd = Files.writeString(directory.resolve("odd"), "basic.auth.user.info=wr0ng\n");

        // When
        Ran in = Ran.command("schema", "check", "--registry", url, "--registry-config", right);
        Ran out = Ran.command("schema", "check", "--registry", url, "--registry-config", wrong);
        Ran nobody = Ran.command("schema", "check", "--registry", url);
        Ran nonsense = Ran.command("schema", "check", "--registry", url, "--registry-config", odd);
        Ran without = Ran.command("schema", "check", "--registry-config", right);
        server.stop(0);

        // Then
        assertThat(in.err() + in.out())
                .contains("luo.events-value")
                .doesNotContain("s3cret")
                .doesNotContain("401");
        String expected = "basic.auth.user.info=USER:PASSWORD or bearer.auth.token=TOKEN";
        assertThat(out)
                .isEqualTo(said(
                        3,
                        "the schema registry at " + url + " doesn't permit GET /subjects/luo.events-value/versions"
                                + " (401) to whom the credentials name; expected " + expected + " of someone who may"));
        assertThat(nobody)
                .isEqualTo(said(
                        3,
                        "the schema registry at " + url + " doesn't permit GET /subjects/luo.events-value/versions"
                                + " (401), and no credentials were given; expected " + expected
                                + " in the --registry-config file"));
        assertThat(nonsense).isEqualTo(said(3, odd + ": basic.auth.user.info has no colon, expected USER:PASSWORD"));
        assertThat(without).isEqualTo(said(2, "--registry-config belongs to --registry URL"));
    }

    private static Ran said(int code, String message) {
        return new Ran(code, "", "luo-ledger: " + message + System.lineSeparator());
    }
}
