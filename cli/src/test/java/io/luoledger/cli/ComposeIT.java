package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.TopicSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compose file as a user starts it: broker, producer and processors, each in its container. */
class ComposeIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path temp;

    private final String project = "luo-ledger-test-" + ProcessHandle.current().pid();

    private int port;
    private boolean up;

    @AfterEach
    void down() throws IOException, InterruptedException {
        if (up) {
            compose(command(), "down", "--volumes", "--timeout", "5");
        }
    }

    @Test
    void shouldFillTheTopicsFromTheShippedCapture() throws IOException, InterruptedException {
        // Given
        ContainerEngine.require(ComposeIT.class);
        List<String> command = command();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        // When
        up = true;
        compose(command, "up", "--build", "--detach");

        // Then
        String address = "127.0.0.1:" + port;
        ClientSettings client = ClientSettings.of(address).withTimeout(Duration.ofSeconds(60));
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    assertThat(Ran.command("events", "--host", "simple", "--json", "--bootstrap-server", address)
                                    .lines())
                            .hasSize(23)
                            .last()
                            .asString()
                            .contains("SessionClosed");
                    assertThat(count(client, Topics.VIEW)).isPositive();
                    assertThat(count(client, Topics.UPDATES)).isPositive();
                });
    }

    private static int count(ClientSettings client, Topics topic) {
        AtomicInteger count = new AtomicInteger();
        TopicSnapshot.read(client, topic.name(), entry -> count.incrementAndGet());
        return count.get();
    }

    /** The plugin, or the command that came before it. */
    private List<String> command() throws IOException, InterruptedException {
        for (List<String> candidate : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            if (answers(candidate)) {
                return candidate;
            }
        }
        String reason = "neither 'docker compose' nor docker-compose runs here";
        System.err.println("SKIPPED " + ComposeIT.class.getSimpleName() + ": " + reason);
        Assumptions.abort(reason);
        return List.of();
    }

    private boolean answers(List<String> command) throws InterruptedException {
        try {
            return run(command, "version") == 0;
        } catch (IOException e) {
            // not installed
            return false;
        }
    }

    private void compose(List<String> command, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--project-name", project));
        all.addAll(List.of(words));
        int code = run(command, all.toArray(String[]::new));
        assertThat(code)
                .as(() -> {
                    try {
                        return Files.readString(temp.resolve("compose.txt"));
                    } catch (IOException e) {
                        return "no output: " + e.getMessage();
                    }
                })
                .isZero();
    }

    private int run(List<String> command, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(all)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("compose.txt").toFile());
        builder.environment().put("LUO_LEDGER_PORT", String.valueOf(port));
        Process process = builder.start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", all) + ": no end within " + PATIENCE.toMinutes() + " minutes");
        }
        return process.exitValue();
    }
}
