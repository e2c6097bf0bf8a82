package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.source.AbiCodec;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.avro.Finding;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.SchemaTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbiPublishCommandTest {
    /** The published descriptor isn't the kernel's own: the verdict by it refuses what then came over all the same. */
    private static final String REFUSED = "ABI-VERDICT-REFUSED kernel 7.2.1 -> 7.3.4";

    private static final String CONTRADICTED = "ABI-VERDICT-CONTRADICTED kernel 7.2.1 -> 7.3.4";

    @TempDir
    private Path temp = Path.of(".");

    private final EmbeddedBroker broker = EmbeddedBroker.temporary();

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void shouldPublishWhatIsCompleteInTheCatalogueAndWhatItIsGiven() throws Exception {
        // Given
        AbiDescriptor mine = kernel("6.19").withRelease("9.1");
        Path file = Files.writeString(temp.resolve("mine.json"), Descriptors.toJson(mine));

        // When
        Ran all = cluster("abi", "publish");
        Ran one = cluster("abi", "publish", file);
        Ran renamed = cluster("abi", "publish", file, "--release", "9.2");

        // Then
        List<String> complete = Catalogue.names().stream()
                .filter(name -> kernel(name).isComplete())
                .toList();
        assertThat(all.code()).isZero();
        assertThat(all.lines()).hasSize(complete.size() + 1);
        assertThat(all.lines().getLast())
                .isEqualTo(complete.size() + " descriptors published on luo.abi of the cluster at "
                        + broker.bootstrapServer());
        assertThat(one.lines().getLast())
                .isEqualTo("1 descriptor published on luo.abi of the cluster at " + broker.bootstrapServer());
        assertThat(renamed.code()).isZero();
        assertThat(published().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(complete.stream(), Stream.of("9.1", "9.2"))
                        .toList());
        assertThat(published()).containsEntry("9.1", mine).containsEntry("7.3", kernel("7.3"));
    }

    @Test
    void shouldHaveHostsJudgedAndPlannedForByWhatIsPublished() throws Exception {
        // Given
        Path file = Files.writeString(
                temp.resolve("mine.json"), Descriptors.toJson(kernel("6.19").withRelease("9.1")));
        Path log = temp.resolve("log.avro");
        try (FileTarget target = new FileTarget(ForceOption.create(log))) {
            TestDrafts.liveUpdate("h", 2).forEach(target::append);
            target.complete();
        }
        cluster("import", "events", log);

        // When
        Ran before = cluster("abi", "plan", "--to", "7.3");
        cluster("abi", "publish", file);
        cluster("abi", "publish", file, "--release", "7.2");
        Ran after = cluster("abi", "plan", "--to", "9.1");
        try (StreamProcessors processors = StreamProcessors.start(
                broker.client(), ProcessorSettings.of(SimulatedReader.gate(), "abi", temp.resolve("state")))) {
            processors.awaitCaughtUp(Duration.ofMinutes(3));
        }

        // Then
        assertThat(before.code()).isZero();
        assertThat(before.out()).startsWith("1 host: 1 straight");
        assertThat(after.code()).isZero();
        assertThat(after.out()).startsWith("1 host: 1 straight");
        assertThat(verdicts()).containsExactly(REFUSED, CONTRADICTED);
    }

    /** A descriptor reaches the processors beside the events, so how many hosts come before it isn't told; that it does is. */
    @Test
    void shouldJudgeByADescriptorThatIsPublishedWhileTheProcessorsRun() throws Exception {
        // Given
        Path file = Files.writeString(temp.resolve("mine.json"), Descriptors.toJson(kernel("6.19")));
        try (StreamProcessors processors = StreamProcessors.start(
                broker.client(), ProcessorSettings.of(SimulatedReader.gate(), "abi", temp.resolve("state")))) {
            update(processors, "before");
            List<String> before = verdicts();

            // When
            Ran published = cluster("abi", "publish", file, "--release", "7.2");
            int hosts = 0;
            while (verdicts().isEmpty() && hosts < 50) {
                update(processors, "after-" + ++hosts);
            }

            // Then
            assertThat(before).isEmpty();
            assertThat(published.code()).isZero();
            assertThat(verdicts()).containsExactly(REFUSED, CONTRADICTED);
        }
    }

    private void update(StreamProcessors processors, String host) {
        Path log = temp.resolve(host + ".avro");
        try (FileTarget target = new FileTarget(ForceOption.create(log))) {
            TestDrafts.liveUpdate(host, 1).forEach(target::append);
            target.complete();
        }
        assertThat(cluster("import", "events", log).code()).isZero();
        processors.awaitCaughtUp(Duration.ofMinutes(3));
    }

    @Test
    void shouldRefuseTheSameReleaseTwice() {
        assertThat(Ran.command("abi", "publish", "7.3", "v7.3", "--bootstrap-server", "localhost:1"))
                .isEqualTo(new Ran(2, "", "luo-ledger: v7.3: 7.3 is given twice" + System.lineSeparator()));
    }

    private List<String> verdicts() {
        AvroCodec<Finding> codec = new AvroCodec<>(Finding.class, "luo.findings-value", SchemaTable.builtIn());
        List<String> found = new ArrayList<>();
        TopicSnapshot.read(broker.client(), Topics.FINDINGS.name(), record -> {
            Finding finding = codec.decode(record.value());
            if (finding.getId().startsWith("ABI-")) {
                found.add(finding.getId() + " " + finding.getSubject());
            }
        });
        return found;
    }

    private Map<String, AbiDescriptor> published() {
        AbiCodec codec = new AbiCodec();
        Map<String, AbiDescriptor> found = new TreeMap<>();
        TopicSnapshot.read(
                broker.client(),
                Topics.ABI.name(),
                record -> found.put(new String(record.key(), StandardCharsets.UTF_8), codec.decode(record.value())));
        return found;
    }

    private static AbiDescriptor kernel(String release) {
        return Catalogue.find(release).orElseThrow();
    }

    private Ran cluster(Object... words) {
        return Ran.command(Stream.concat(
                        Stream.of(words), Stream.of("--bootstrap-server", broker.bootstrapServer(), "--timeout", "60"))
                .toArray());
    }
}
