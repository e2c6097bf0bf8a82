package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profile {@code cluster}: three nodes, two processors, a registry, and a fleet as load. */
class ComposeClusterIT {
    private static final int HOSTS = 20;

    @TempDir
    private Path temp;

    @Test
    void shouldProcessTheFleetOnThreeNodesByTwoInstances() throws Exception {
        // Given
        try (Composed composed = Composed.of(ComposeClusterIT.class, "cluster", temp)
                .with("LUO_LEDGER_REGISTRY_IMAGE", ApicurioRegistry.image(temp))
                .with("LUO_LEDGER_FLEET", String.valueOf(HOSTS))) {
            // When
            composed.up();

            // Then
            String cluster = composed.address("LUO_LEDGER_PORT_1") + "," + composed.address("LUO_LEDGER_PORT_3");
            String registry = "http://" + composed.address("LUO_LEDGER_REGISTRY_PORT") + "/apis/ccompat/v7";
            Path log = temp.resolve("all.avro");
            await().atMost(Composed.PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> {
                        Ran exported = Ran.command(
                                "export", "-o", log, "--force", "--bootstrap-server", cluster, "--timeout", "60");
                        assertThat(exported.code()).as(exported.toString()).isZero();
                        Set<String> offline = updates(Ran.command("updates", log, "--json"));
                        assertThat(offline).hasSizeGreaterThan(HOSTS);
                        assertThat(updates(Ran.command(
                                        "updates", "--json", "--bootstrap-server", cluster, "--registry", registry)))
                                .isEqualTo(offline);
                    });
            assertThat(keepers(composed)).containsExactlyInAnyOrder("streams-1:9400", "streams-2:9400");
            assertEveryTopicIsSafeFromTheLossOfANode(cluster);
        }
    }

    /** Host, number and outcome of those that are over. */
    private static Set<String> updates(Ran ran) throws IOException {
        assertThat(ran.code()).as(ran.toString()).isZero();
        Set<String> updates = new TreeSet<>();
        for (JsonNode update : new ObjectMapper().readTree(ran.out()).path("updates")) {
            String outcome = update.path("outcome").asText();
            if (!outcome.equals("UNFINISHED")) {
                updates.add(update.path("host").asText() + " " + update.path("liveUpdate") + " " + outcome);
            }
        }
        return updates;
    }

    /** Who keeps the first hosts, asked of one instance: it finds the other one by the name that this one goes by. */
    private static Set<String> keepers(Composed composed) throws IOException, InterruptedException {
        Set<String> keepers = new TreeSet<>();
        for (int host = 0; host < HOSTS && keepers.size() < 2; host++) {
            String page = composed.compose(
                    "exec",
                    "-T",
                    "streams-1",
                    "luo-ledger",
                    "view",
                    "--host",
                    "host-%06d".formatted(host),
                    "--instance",
                    "streams-1:9400",
                    "--http-token-file",
                    "/secrets/http/token",
                    "--json");
            keepers.add(new ObjectMapper().readTree(page).path("instance").asText());
        }
        return keepers;
    }

    /** The ledger's, the processors', Kafka's own and the registry's. */
    private static void assertEveryTopicIsSafeFromTheLossOfANode(String cluster) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster))) {
            Set<String> names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            assertThat(names).contains("luo.events", "__transaction_state", "kafkasql-journal");
            Collection<TopicDescription> topics =
                    admin.describeTopics(names).allTopicNames().get().values();
            assertThat(topics)
                    .allSatisfy(topic -> assertThat(topic.partitions())
                            .as(topic.name())
                            .allSatisfy(part -> assertThat(part.replicas()).hasSize(3)));
            List<ConfigResource> resources = names.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .collect(Collectors.toList());
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(resources).all().get();
            assertThat(configs)
                    .allSatisfy((topic, config) -> assertThat(
                                    config.get("min.insync.replicas").value())
                            .as(topic.name())
                            .isEqualTo("2"));
        }
    }
}
