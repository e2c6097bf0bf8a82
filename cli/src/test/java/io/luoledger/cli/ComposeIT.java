package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.TopicSnapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profile {@code default}: broker, producer and processors, each in its container. */
class ComposeIT {
    @TempDir
    private Path temp;

    @Test
    void shouldFillTheTopicsFromTheShippedCapture() throws IOException, InterruptedException {
        // Given
        try (Composed composed = Composed.of(ComposeIT.class, "default", temp)) {
            // When
            composed.up();

            // Then
            String address = composed.address("LUO_LEDGER_PORT");
            ClientSettings client = ClientSettings.of(address).withTimeout(Duration.ofSeconds(60));
            await().atMost(Composed.PATIENCE)
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
            String token = composed.compose("exec", "-T", "streams", "cat", "/secrets/http/token")
                    .strip();
            assertThat(fleet(composed, "")).extracting(HttpResponse::statusCode).isEqualTo(401);
            assertThat(fleet(composed, token)).satisfies(answer -> {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).contains("\"hosts\":1");
            });
        }
    }

    /** For the profile whose image isn't to be had everywhere: that compose takes it as it is. */
    @Test
    void shouldBeUnderstoodByComposeWithTheTools() throws IOException, InterruptedException {
        // When
        String said = Composed.of(ComposeIT.class, "tools", temp).compose("config");

        // Then
        assertThat(said).contains("kafbat/kafka-ui:v", "KAFKA_CLUSTERS_1_SCHEMAREGISTRY");
    }

    /** What a browser on this machine is told of the fleet, where its user gives this password. */
    private static HttpResponse<String> fleet(Composed composed, String password)
            throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString(("me:" + password).getBytes(StandardCharsets.UTF_8));
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI page = URI.create("http://" + composed.address("LUO_LEDGER_HTTP_PORT") + "/api/v1/fleet");
            return client.send(
                    HttpRequest.newBuilder(page)
                            .header("Authorization", "Basic " + login)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static int count(ClientSettings client, Topics topic) {
        AtomicInteger count = new AtomicInteger();
        TopicSnapshot.read(client, topic.name(), entry -> count.incrementAndGet());
        return count.get();
    }
}
