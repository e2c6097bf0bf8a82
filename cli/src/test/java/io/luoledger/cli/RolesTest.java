package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.TestDrafts;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.publish.ClientSettings;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.ClusterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a guarded cluster each role does its work, and nothing else. */
class RolesTest {
    private static final String PROCESSORS = "luo-ledger";
    private static final String AGENT = "agent";
    private static final String ENGINE = "engine";
    private static final String LOOKER = "looker";
    private static final String KEEPER = "keeper";
    private static final String GATE = "gate";
    private static final String NOBODY = "nobody";

    @TempDir
    private static Path temp;

    private static SecureBroker broker;
    private static Path log;
    private static Ran setup;

    @BeforeAll
    static void start() throws Exception {
        ContainerEngine.require(RolesTest.class);
        broker = new SecureBroker(
                Files.createDirectory(temp.resolve("secrets")), List.of(AGENT, ENGINE, LOOKER, KEEPER, GATE, NOBODY));
        log = log("web-1");
        setup = as(
                SecureBroker.ADMIN,
                "cluster",
                "setup",
                "--replication",
                "1",
                "--grant",
                "writer=User:" + AGENT + "/web-",
                "--grant",
                "processors=User:" + ENGINE,
                "--grant",
                "reader=User:" + LOOKER,
                "--grant",
                "archive=User:" + KEEPER,
                "--grant",
                "kernels=User:" + GATE);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void shouldLetEachRoleDoItsWork() {
        // When
        Ran written = as(AGENT, "import", "events", log, "--writer", "web-writer");
        Ran published = as(GATE, "abi", "publish", "7.3");
        process(ENGINE);
        Ran updates = as(LOOKER, "updates", "--host", "web-1");
        Ran events = as(LOOKER, "events", "--host", "web-1");
        Ran verified = as(LOOKER, "verify");
        Ran archived = as(KEEPER, "archive", "--trim", "-o", temp.resolve("archive"));

        // Then
        assertThat(setup.code()).as(setup.toString()).isZero();
        assertThat(List.of(written, published, updates, events, verified, archived))
                .allSatisfy(ran -> assertThat(ran.code()).as(ran.toString()).isZero())
                .allSatisfy(ran -> assertThat(ran.err()).as(ran.toString()).isEmpty());
        assertThat(events.lines()).hasSizeGreaterThan(9);
        assertThat(updates.out()).contains("web-1");
    }

    @Test
    void shouldTrimNothingForWhoMayNotSeeEveryReader() {
        // Given
        as(AGENT, "import", "events", log("web-2"), "--writer", "web-2");

        // When
        SoftAssertions said = new SoftAssertions();
        for (String holder : List.of(AGENT, LOOKER, ENGINE)) {
            refused(said, holder, "DESCRIBE on cluster", "archive", "--trim", "-o", temp.resolve("archive-" + holder));
        }
        Ran left = as(LOOKER, "events", "--host", "web-2");

        // Then
        said.assertThat(left.lines()).hasSizeGreaterThan(9);
        said.assertAll();
    }

    @Test
    void shouldSayWhichRightIsMissing() {
        // When
        SoftAssertions said = new SoftAssertions();
        refused(said, AGENT, "WRITE on transactional id luo-ledger-writer-other", importAs("other"));
        refused(said, AGENT, "WRITE on topic luo.abi", "abi", "publish", "7.3");
        refused(said, AGENT, "DESCRIBE on group luo-ledger", "findings", "--host", "web-1");
        refused(said, ENGINE, "WRITE on transactional id luo-ledger-writer-x", importAs("x"));
        refused(said, LOOKER, "WRITE on transactional id luo-ledger-writer-web-x", importAs("web-x"));
        refused(said, LOOKER, "WRITE on topic luo.abi", "abi", "publish", "7.3");
        refused(said, KEEPER, "WRITE on transactional id luo-ledger-writer-web-x", importAs("web-x"));
        refused(said, GATE, "WRITE on transactional id luo-ledger-writer-web-x", importAs("web-x"));
        refused(said, GATE, "DESCRIBE on group luo-ledger", "updates");
        refused(said, NOBODY, "READ on topic luo.events", "events");
        refused(said, NOBODY, "CREATE on topic luo.", importAs("web-x"));
        for (String holder : List.of(AGENT, ENGINE, LOOKER, KEEPER, GATE)) {
            refused(said, holder, "ALTER on cluster", "cluster", "setup", "--grant", "archive=User:" + holder);
        }

        // Then
        said.assertAll();
    }

    @Test
    void shouldSayWhichRightTheProcessorsLack() {
        // When
        ClusterException refused;
        try (StreamProcessors processors = processors(LOOKER)) {
            refused = Assertions.assertThrows(ClusterException.class, processors::awaitEnd);
        }

        // Then
        assertThat(refused)
                .hasMessageContaining("doesn't permit it: this login lacks ")
                .hasMessageContaining("on group " + PROCESSORS);
    }

    private static Path log(String host) {
        Path file = temp.resolve(host + ".avro");
        try (FileTarget target = new FileTarget(ForceOption.create(file))) {
            TestDrafts.liveUpdate(host, 9).forEach(target::append);
            target.complete();
        }
        return file;
    }

    private static Object[] importAs(String writer) {
        return new Object[] {"import", "events", log, "--writer", writer};
    }

    private static void refused(SoftAssertions said, String user, String right, Object... words) {
        Ran ran = as(user, words);
        said.assertThat(ran.code()).as(user + ": " + ran).isEqualTo(3);
        said.assertThat(ran.err())
                .as(user)
                .contains("this login lacks " + right)
                .doesNotContain(SecureBroker.passwords());
    }

    private static void process(String user) {
        try (StreamProcessors processors = processors(user)) {
            processors.awaitCaughtUp(Duration.ofMinutes(3));
        }
    }

    private static StreamProcessors processors(String user) {
        ClientSettings client = new ClientSettings(
                broker.bootstrapServer(), KafkaOptions.read(broker.config(user)), Duration.ofSeconds(60));
        return StreamProcessors.start(
                client, ProcessorSettings.of(SimulatedReader.gate(), PROCESSORS, temp.resolve("state-" + user)));
    }

    private static Ran as(String user, Object... words) {
        return Ran.command(Stream.concat(
                        Stream.of(words),
                        Stream.of(
                                "--bootstrap-server",
                                broker.bootstrapServer(),
                                "--timeout",
                                "60",
                                "--command-config",
                                broker.config(user)))
                .toArray());
    }
}
