package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.simulator.trial.SimulatedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What failed, on a cluster: by what the processors published, and by a replay of the ledger itself, the same. */
class PostMortemOnlineTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path temp;

    @Test
    void shouldAnswerFromTheClusterAsFromAFile() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given
            String server = broker.bootstrapServer();
            Path file = temp.resolve("log.avro");
            Ran.command("simulate", "--scenario", "failed-retrieve", "--host", "bad", "-o", file);
            Ran.command("simulate", "--scenario", "failed-retrieve", "--host", "bad", "--bootstrap-server", server);
            Ran.command("simulate", "--scenario", "vm-host", "--host", "good", "--bootstrap-server", server);

            // When: nothing is processed yet
            Ran unprocessed = Ran.command("updates", "--bootstrap-server", server);
            Ran replayed = Ran.command("replay", "--host", "bad", "--bootstrap-server", server, "--json");
            Ran compared =
                    Ran.command("diff", "--host", "bad", "--update", "1", "--bootstrap-server", server, "--json");

            // Then: an empty answer is none, and a replay needs no processors
            assertThat(unprocessed.code()).isEqualTo(ExitCode.UNREADABLE);
            assertThat(unprocessed.err())
                    .contains("no stream processors of application id luo-ledger have worked on the ledger");
            assertThat(replayed.code()).isEqualTo(ExitCode.FOUND);
            JsonNode byReplay = json(replayed);
            assertThat(byReplay).isEqualTo(json(Ran.command("replay", file, "--json")));
            assertThat(json(compared))
                    .isEqualTo(json(Ran.command("diff", file, "--host", "bad", "--update", "1", "--json")));

            // When: everything is
            try (StreamProcessors processors = StreamProcessors.start(
                    broker.client(),
                    ProcessorSettings.of(
                                    SimulatedReader.gate(),
                                    StreamProcessors.DEFAULT_APPLICATION_ID,
                                    temp.resolve("state"))
                            .alone("test"))) {
                processors.awaitCaughtUp(PATIENCE);
            }
            Ran updates = Ran.command("updates", "--bootstrap-server", server, "--failed");
            Ran document = Ran.command(
                    "updates", "--bootstrap-server", server, "--host", "good", "--outcome", "completed", "--json");
            Ran findings = Ran.command("findings", "--bootstrap-server", server, "--host", "bad", "--json");
            Ran nobody = Ran.command("findings", "--bootstrap-server", server, "--host", "nobody");
            Ran.command("simulate", "--scenario", "vm-host", "--host", "late", "--bootstrap-server", server);
            Ran behind = Ran.command("updates", "--bootstrap-server", server);
            Ran unknown = Ran.command("updates", "--bootstrap-server", server, "--failed", "--host", "late", "--json");

            // Then
            assertThat(updates.code()).isEqualTo(ExitCode.FOUND);
            assertThat(updates.lines().getFirst())
                    .startsWith("the cluster at " + server + ", luo.updates and luo.findings: ")
                    .endsWith(" live updates of 2 hosts, 1 failed");
            assertThat(updates.lines()).anyMatch(line -> line.startsWith("  bad  "));
            assertThat(updates.err()).isEmpty();
            // of one that isn't settled, what single files did since the last word on it comes with the next
            assertThat(all(json(document).get("updates")))
                    .isNotEmpty()
                    .isSubsetOf(
                            all(json(Ran.command("replay", "--host", "good", "--bootstrap-server", server, "--json"))
                                    .get("updates")));
            assertThat(all(json(findings).get("findings"))).isNotEmpty().isSubsetOf(all(byReplay.get("findings")));
            assertThat(nobody.code()).isEqualTo(ExitCode.USAGE);
            assertThat(nobody.err().strip())
                    .isEqualTo("luo-ledger: the cluster at " + server + ": no event of host nobody");
            assertThat(behind.err()).contains("records of the ledger still wait");
            // that nothing failed isn't known of what nobody processed
            assertThat(unknown.code()).isEqualTo(ExitCode.UNREADABLE);
            assertThat(json(unknown).get("updates")).isEmpty();
            assertThat(json(unknown).get("waiting").asLong()).isPositive();
        }
    }

    private static JsonNode json(Ran ran) throws IOException {
        return new ObjectMapper().readTree(ran.out());
    }

    private static List<JsonNode> all(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }
}
