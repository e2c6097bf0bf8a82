package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that takes nothing but TLS with a password, reached with {@code --command-config}. */
class SecureClusterTest extends ClusterEndToEnd {
    @TempDir
    private static Path secrets;

    private static SecureBroker broker;

    @BeforeAll
    static void start() throws Exception {
        ContainerEngine.require(SecureClusterTest.class);
        broker = new SecureBroker(secrets);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Override
    String bootstrapServer() {
        return broker.bootstrapServer();
    }

    @Override
    List<String> options() {
        return List.of("--command-config", broker.config(SecureBroker.ADMIN).toString());
    }

    @Test
    void shouldSayThatTheLoginWasRefusedAndShowNoSecret() {
        // Given
        Path wrong = broker.configOfWrongPassword();

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
        Path untrusting = broker.configWithoutTrust();

        // When
        Ran ran = Ran.command("events", "--bootstrap-server", bootstrapServer(), "--command-config", untrusting);

        // Then
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err())
                .startsWith("luo-ledger: the cluster at " + bootstrapServer() + " and this client don't agree on TLS: ")
                .doesNotContain(SecureBroker.passwords());
    }
}
