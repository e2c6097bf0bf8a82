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
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** A broker in a container that takes nothing but TLS with a password, and gives nobody a right by itself. */
final class SecureBroker implements AutoCloseable {
    /** May do everything. */
    static final String ADMIN = "ledger";

    private static final String STORE_PASSWORD = "store-Pa55word";
    private static final String USER_PASSWORD = "user-Pa55word";
    private static final int CONTAINER_PORT = 9092;

    private final Path secrets;
    private final int port;
    private final GenericContainer<?> kafka;

    /** @param secrets an empty directory for certificates and clients' configurations */
    SecureBroker(Path secrets) throws Exception {
        this.secrets = secrets;
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

    String bootstrapServer() {
        return "127.0.0.1:" + port;
    }

    /** A --command-config of this user. */
    Path config(String user) {
        return config(user + ".properties", user, USER_PASSWORD);
    }

    Path configOfWrongPassword() {
        return config("wrong.properties", ADMIN, "wr0ng-Pa55word");
    }

    Path configWithoutTrust() throws IOException {
        Path untrusting = secrets.resolve("untrusting.properties");
        Files.writeString(
                untrusting, "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n" + login(ADMIN, USER_PASSWORD));
        return untrusting;
    }

    /** What must be seen nowhere. */
    static String[] passwords() {
        return new String[] {STORE_PASSWORD, USER_PASSWORD, "wr0ng-Pa55word"};
    }

    @Override
    public void close() {
        kafka.stop();
    }

    private Path config(String name, String user, String password) {
        Path file = secrets.resolve(name);
        try {
            Files.writeString(
                    file,
                    "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nssl.truststore.location="
                            + secrets.resolve("trust.p12") + "\nssl.truststore.password=" + STORE_PASSWORD + "\n"
                            + login(user, password));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return file;
    }

    private static String login(String user, String password) {
        return "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                + "\" password=\"" + password + "\";\n";
    }

    private Map<String, String> environment() {
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
                        + USER_PASSWORD + "\" user_" + ADMIN + "=\"" + USER_PASSWORD + "\";");
        // nobody without a login reaches the other two listeners
        env.put("KAFKA_AUTHORIZER_CLASS_NAME", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        env.put("KAFKA_SUPER_USERS", "User:" + ADMIN + ";User:ANONYMOUS");
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

    private void makeStores() throws Exception {
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

    private void keytool(String... arguments) throws Exception {
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
