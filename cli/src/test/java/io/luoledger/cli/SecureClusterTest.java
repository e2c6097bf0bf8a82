package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** A cluster that takes nothing but TLS with a password, reached with {@code --command-config}. */
class SecureClusterTest extends ClusterEndToEnd {
    private static final String STORE_PASSWORD = "store-Pa55word";
    private static final String USER_PASSWORD = "user-Pa55word";
    private static final int CONTAINER_PORT = 9092;

    @TempDir
    private static Path secrets;

    private static GenericContainer<?> kafka;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        ContainerEngine.require(SecureClusterTest.class);
        makeStores();
        port = freePort();
        // the address that the broker tells its clients must be known before it starts
        kafka = new GenericContainer<>(ContainerEngine.KAFKA_IMAGE)
                .withEnv(environment())
                .withCopyFileToContainer(
                        MountableFile.forHostPath(secrets.resolve("server.p12"), 0644), "/etc/kafka/secrets/server.p12")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(secrets.resolve("trust.p12"), 0644), "/etc/kafka/secrets/trust.p12")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(secrets.resolve("credentials"), 0644),
                        "/etc/kafka/secrets/credentials")
                .withCreateContainerCmdModifier(command -> Objects.requireNonNullElseGet(
                                command.getHostConfig(), HostConfig::newHostConfig)
                        .withPortBindings(new PortBinding(
                                Ports.Binding.bindIpAndPort("127.0.0.1", port), new ExposedPort(CONTAINER_PORT))))
                .withExposedPorts(CONTAINER_PORT)
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1))
                .withStartupTimeout(ContainerEngine.STARTUP_TIMEOUT);
        kafka.start();
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            kafka.stop();
        }
    }

    @Override
    String bootstrapServer() {
        return "127.0.0.1:" + port;
    }

    @Override
    List<String> options() {
        return List.of(
                "--command-config",
                clientConfig("right.properties", USER_PASSWORD).toString());
    }

    @Test
    void shouldSayThatTheLoginWasRefusedAndShowNoSecret() {
        // Given
        Path wrong = clientConfig("wrong.properties", "wr0ng-Pa55word");

        // When
        Ran ran = Ran.command("events", "--bootstrap-server", bootstrapServer(), "--command-config", wrong);

        // Then
        assertThat(ran)
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: the cluster at " + bootstrapServer()
                                + " refused the login: Authentication failed: Invalid username or password;"
                                + " expected the cluster's SASL mechanism, user and password in the --command-config file"
                                + System.lineSeparator()));
    }

    @Test
    void shouldSayThatTlsFailsWhenTheClusterIsNotTrusted() throws IOException {
        // Given
        Path untrusting = secrets.resolve("untrusting.properties");
        Files.writeString(untrusting, "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n" + login(USER_PASSWORD));

        // When
        Ran ran = Ran.command("events", "--bootstrap-server", bootstrapServer(), "--command-config", untrusting);

        // Then
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err())
                .startsWith("luo-ledger: the cluster at " + bootstrapServer() + " and this client don't agree on TLS: ")
                .doesNotContain(USER_PASSWORD);
    }

    private static Path clientConfig(String name, String password) {
        Path file = secrets.resolve(name);
        try {
            Files.writeString(
                    file,
                    "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nssl.truststore.location="
                            + secrets.resolve("trust.p12") + "\nssl.truststore.password=" + STORE_PASSWORD + "\n"
                            + login(password));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return file;
    }

    private static String login(String password) {
        return "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ledger\""
                + " password=\"" + password + "\";\n";
    }

    private static Map<String, String> environment() {
        String listener = "SASL_SSL";
        Map<String, String> env = new TreeMap<>();
        env.put("KAFKA_NODE_ID", "1");
        env.put("KAFKA_PROCESS_ROLES", "broker,controller");
        env.put("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093");
        // inside its container the broker can't reach the address that its clients use
        env.put("KAFKA_LISTENERS", listener + "://:" + CONTAINER_PORT + ",CONTROLLER://:9093,BROKER://localhost:9094");
        env.put("KAFKA_ADVERTISED_LISTENERS", listener + "://127.0.0.1:" + port + ",BROKER://localhost:9094");
        env.put("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT,SASL_SSL:SASL_SSL");
        env.put("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
        env.put("KAFKA_INTER_BROKER_LISTENER_NAME", "BROKER");
        env.put("KAFKA_SASL_ENABLED_MECHANISMS", "PLAIN");
        env.put(
                "KAFKA_LISTENER_NAME_SASL__SSL_PLAIN_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ledger\" password=\""
                        + USER_PASSWORD + "\" user_ledger=\"" + USER_PASSWORD + "\";");
        // the image takes either the names of files in /etc/kafka/secrets or the settings themselves
        env.put("KAFKA_SSL_KEYSTORE_FILENAME", "server.p12");
        env.put("KAFKA_SSL_KEYSTORE_CREDENTIALS", "credentials");
        env.put("KAFKA_SSL_KEY_CREDENTIALS", "credentials");
        env.put("KAFKA_SSL_KEYSTORE_LOCATION", "/etc/kafka/secrets/server.p12");
        env.put("KAFKA_SSL_KEYSTORE_TYPE", "PKCS12");
        env.put("KAFKA_SSL_KEYSTORE_PASSWORD", STORE_PASSWORD);
        env.put("KAFKA_SSL_KEY_PASSWORD", STORE_PASSWORD);
        // the broker tries its own certificate when it starts
        env.put("KAFKA_SSL_TRUSTSTORE_LOCATION", "/etc/kafka/secrets/trust.p12");
        env.put("KAFKA_SSL_TRUSTSTORE_TYPE", "PKCS12");
        env.put("KAFKA_SSL_TRUSTSTORE_PASSWORD", STORE_PASSWORD);
        env.put("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1");
        env.put("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1");
        env.put("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1");
        env.put("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        return env;
    }

    private static void makeStores() throws Exception {
        Files.writeString(secrets.resolve("credentials"), STORE_PASSWORD);
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=kafka",
                "-validity",
                "2",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-keystore",
                "server.p12");
        keytool("-exportcert", "-alias", "server", "-keystore", "server.p12", "-file", "server.crt");
        keytool("-importcert", "-alias", "server", "-noprompt", "-keystore", "trust.p12", "-file", "server.crt");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(secrets.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
