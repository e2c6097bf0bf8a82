package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.TestDrafts;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.event.Draft;
import io.luoledger.files.LogInput;
import io.luoledger.publish.ClientSettings;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.RecordedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a user does with a cluster, from end to end. Each kind of cluster runs the same. */
abstract class ClusterEndToEnd {
    @TempDir
    private Path temp;

    abstract String bootstrapServer();

    /** Further options that reach this cluster. */
    List<String> options() {
        return List.of();
    }

    @Test
    void shouldGiveBackTheLedgerThatWasImported() {
        // Given
        List<Draft> drafts = new ArrayList<>(TestDrafts.of("e2e-a", "trace", 40));
        drafts.addAll(TestDrafts.of("e2e-b", "trace", 3));
        Path log = log("log.avro", drafts);
        Path shorter = log("shorter.avro", TestDrafts.of("e2e-a", "trace", 15));

        // When
        Ran first = cluster("import", "events", shorter);
        Ran whole = cluster("import", "events", log);
        Ran again = cluster("import", "events", log);
        Path exported = temp.resolve("exported.avro");
        Ran export = cluster("export", "--host", "e2e-a", "-o", exported);

        // Then
        assertThat(first).isEqualTo(said("15 events of 1 host written to the cluster at " + bootstrapServer()));
        assertThat(whole)
                .isEqualTo(said("28 events of 2 hosts written to the cluster at " + bootstrapServer()
                        + "; 15 events were there already"));
        assertThat(again)
                .isEqualTo(said(
                        "0 events written to the cluster at " + bootstrapServer() + "; 43 events were there already"));
        assertThat(export).isEqualTo(said("40 events of 1 host written to " + exported));
        assertThat(read(exported)).isEqualTo(read(log).subList(0, 40));
    }

    @Test
    void shouldListTheSameEventsFromTheClusterAndFromTheFile() {
        // Given
        Path log = log("log.avro", TestDrafts.of("e2e-c", "trace", 12));
        cluster("import", "events", log);

        // When
        Ran fromCluster = cluster("events", "--host", "e2e-c", "--json", "--from", "3", "--to", "9");
        Ran fromFile = Ran.command("events", "--json", "--from", "3", "--to", "9", log);

        // Then
        assertThat(fromFile.lines()).hasSize(7);
        assertThat(fromCluster).isEqualTo(fromFile);
    }

    @Test
    void shouldComeToTheSameStateOnlineAsOffline() {
        // Given
        List<Draft> drafts = new ArrayList<>();
        for (int host = 0; host < 5; host++) {
            drafts.addAll(TestDrafts.liveUpdate("e2e-host-" + host, 9));
        }
        cluster("import", "events", log("updates.avro", drafts));

        // When
        String online;
        try (StreamProcessors processors = StreamProcessors.start(
                client(), ProcessorSettings.of(SimulatedReader.gate(), "e2e", temp.resolve("state")))) {
            processors.awaitCaughtUp(Duration.ofMinutes(3));
            online = StateDigest.of(processors.view(Duration.ofMinutes(1)));
        }
        Path exported = temp.resolve("exported.avro");
        cluster("export", "-o", exported);

        // Then
        Replay replay = new Replay(SimulatedReader.gate()).run(read(exported).iterator());
        assertThat(online).isEqualTo(replay.digest());
        OnlineFindings.assertEachOnce(client(), replay);
    }

    private ClientSettings client() {
        KafkaOptions kafka = new KafkaOptions();
        List<String> arguments = new ArrayList<>(List.of("--bootstrap-server", bootstrapServer(), "--timeout", "60"));
        arguments.addAll(options());
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("kafka", CommandLine.Model.CommandSpec.forAnnotatedObject(kafka)))
                .parseArgs(arguments.toArray(String[]::new));
        return kafka.cluster();
    }

    private Ran cluster(Object... words) {
        return Ran.command(Stream.of(
                        Stream.of(words),
                        Stream.of("--bootstrap-server", bootstrapServer(), "--timeout", "60"),
                        options().stream())
                .flatMap(part -> part)
                .toArray());
    }

    private static Ran said(String line) {
        return new Ran(0, line + System.lineSeparator(), "");
    }

    private Path log(String name, List<Draft> drafts) {
        Path path = temp.resolve(name);
        try (FileTarget target = new FileTarget(ForceOption.create(path))) {
            drafts.forEach(target::append);
            target.complete();
        }
        assertThat(Files.isRegularFile(path)).isTrue();
        return path;
    }

    private static List<RecordedEvent> read(Path path) {
        List<RecordedEvent> events = new ArrayList<>();
        try (LogFileReader reader = LogInput.open(path.toString())) {
            reader.forEachRemaining(events::add);
        }
        return events;
    }
}
