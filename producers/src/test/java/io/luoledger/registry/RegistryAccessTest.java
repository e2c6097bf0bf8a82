package io.luoledger.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.luoledger.wire.SchemasUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As whom a registry is asked, and which registries are trusted. */
class RegistryAccessTest {
    private static final String STORE_PASSWORD = "store-Pa55word";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static HttpsServer server;

    /** A registry that has nothing, behind a certificate that nobody signed. */
    @BeforeAll
    static void start() throws Exception {
        Path store = directory.resolve("server.p12");
        keytool("-genkeypair -keyalg EC -alias s -dname CN=registry -ext SAN=ip:127.0.0.1 -validity 2 -storetype PKCS12"
                + " -keystore " + store);
        keytool("-exportcert -rfc -alias s -keystore " + store + " -file " + directory.resolve("server.pem"));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(404, 0);
                exchange.getResponseBody().write("{\"error_code\":40403}".getBytes(StandardCharsets.UTF_8));
            }
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void shouldTrustWhomItIsToldToTrust() {
        // When
        SchemaRegistry pem = registry(Map.of(
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                directory.resolve("server.pem").toString()));
        SchemaRegistry store = registry(Map.of(
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                directory.resolve("server.p12").toString(),
                "ssl.truststore.password",
                STORE_PASSWORD));

        // Then
        assertThat(pem.find(1)).isEmpty();
        assertThat(store.find(1)).isEmpty();
    }

    @Test
    void shouldSayThatItDoesNotTrustARegistry() {
        // Given
        SchemaRegistry untrusted = registry(Map.of("bearer.auth.token", "secret"));

        // When / Then
        assertThatThrownBy(() -> untrusted.find(1))
                .isInstanceOf(SchemasUnavailableException.class)
                .hasMessageStartingWith("the schema registry at " + url() + " and this client don't agree on TLS: ")
                .hasMessageEndingWith("; expected ssl.truststore.location=FILE in the --registry-config file, a"
                        + " certificate with its host name, and https only where TLS is spoken")
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldNotTakeCertificatesForAnAddressWithoutTls() {
        // Given
        RegistryAccess access = RegistryAccess.of(Map.of("ssl.truststore.type", "PEM"));

        // When / Then
        assertThatThrownBy(() -> RegistryAddress.of("http://registry:8081", access, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ssl.* is given, and \"http://registry:8081\" goes without TLS; expected"
                        + " https://HOST:PORT/PATH");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "basic.auth.user.info=s3cret|basic.auth.user.info has no colon, expected USER:PASSWORD",
                "bearer.auth.token=s3cret\\n x|bearer.auth.token is no token: expected ASCII characters without blanks",
                "basic.auth.user.info=a:s3cret\\nbearer.auth.token=s3cret|basic.auth.user.info and bearer.auth.token are"
                        + " both given; expected one of them",
                "basic.auth.credentials.source=URL|basic.auth.credentials.source: expected USER_INFO, or nothing",
                "basic.auth.userinfo=a:s3cret|basic.auth.userinfo is nothing that a registry is reached by; expected"
                        + " basic.auth.user.info=USER:PASSWORD or bearer.auth.token=TOKEN, and ssl.truststore.* or"
                        + " ssl.keystore.* as for Kafka's clients",
                "ssl.endpoint.identification.algorithm=|ssl.endpoint.identification.algorithm is empty, but the"
                        + " registry's host name is always checked; expected a certificate that has it",
                "ssl.truststore.location=/nowhere/trust.p12|ssl.truststore.* or ssl.keystore.*: /nowhere/trust.p12: no"
                        + " such file",
            })
    void shouldSayWhatIsWrongAndShowNoSecret(String properties, String message) throws IOException {
        // Given
        Properties read = new Properties();
        read.load(
                new java.io.StringReader(properties.replace("\\n x", "\\u0020x").replace("\\n", "\n")));
        Map<String, String> map =
                read.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, read::getProperty));

        // When / Then
        assertThatThrownBy(() -> RegistryAccess.of(map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static SchemaRegistry registry(Map<String, String> properties) {
        return new SchemaRegistry(RegistryAddress.of(url(), RegistryAccess.of(properties), Duration.ofSeconds(20)));
    }

    private static String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void keytool(String arguments) throws Exception {
        String command =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process keytool = new ProcessBuilder((command + " -storepass " + STORE_PASSWORD + " " + arguments).split(" "))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }
}
