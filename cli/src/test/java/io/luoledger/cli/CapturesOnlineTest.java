package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.DataDirectory;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.event.Draft;
import io.luoledger.ledger.EventSource;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceImport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every capture of a real kernel, a host each, on a real broker that is stopped and started again in the middle: the
 * stream processors come to the same state as an offline replay, and publish each finding once.
 */
class CapturesOnlineTest {
    private static final Path CAPTURES = Path.of("..", "producers", "src", "test", "resources");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path temp;

    @Test
    void shouldComeToTheSameStateOnlineAsOfflineOnEveryCapture() throws IOException {
        // Given: the boots before the update of all hosts, then all of them, so that every update spans the restart
        List<Capture> captures = captures();
        assertThat(captures).hasSizeGreaterThan(20);

        // When
        String before = run(captures.stream().map(Capture::outgoingHalf).toList(), new Replay(SimulatedReader.gate()));
        Replay offline = new Replay(SimulatedReader.gate());
        String online = run(captures.stream().map(Capture::whole).toList(), offline);

        // Then
        assertThat(offline.hosts()).hasSameSizeAs(captures);
        assertThat(online).isEqualTo(offline.digest()).isNotEqualTo(before);
    }

    /** One life of the broker; returns the digest of the processors' view. */
    private String run(List<List<Draft>> hosts, Replay offline) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(DataDirectory.lasting(temp.resolve("data")), 0);
                StreamProcessors processors = StreamProcessors.start(
                        broker.client(),
                        ProcessorSettings.of(
                                        SimulatedReader.gate(),
                                        StreamProcessors.DEFAULT_APPLICATION_ID,
                                        temp.resolve("state"))
                                .alone("test"))) {
            try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
                hosts.forEach(host -> host.forEach(writer::append));
                writer.complete();
            }
            processors.awaitCaughtUp(PATIENCE);
            try (LedgerReader reader = new LedgerReader(broker.client())) {
                reader.snapshot(Optional.empty(), entry -> {
                    if (entry instanceof LedgerReader.Entry.Event event) {
                        offline.accept(event.recorded());
                    }
                    return true;
                });
            }
            OnlineFindings.assertEachOnce(broker.client(), offline);
            return StateDigest.of(processors.view(PATIENCE));
        }
    }

    private record Capture(List<Draft> whole) {
        List<Draft> outgoingHalf() {
            String first = whole.getFirst().boot().id();
            return whole.stream()
                    .takeWhile(draft -> draft.boot().id().equals(first))
                    .toList();
        }
    }

    private static List<Capture> captures() throws IOException {
        try (Stream<Path> files = Files.walk(CAPTURES)) {
            return files.filter(file -> file.toString().contains(".outgoing.trace"))
                    .sorted()
                    .map(CapturesOnlineTest::capture)
                    .toList();
        }
    }

    private static Capture capture(Path outgoing) {
        String name = String.valueOf(outgoing.getFileName());
        String scenario = name.substring(0, name.indexOf(".outgoing.trace"));
        List<List<TextFile>> boots = new ArrayList<>();
        boots.add(List.of(new Text(outgoing)));
        List<TextFile> incoming = Stream.of("incoming-boot.ftrace", "incoming.trace")
                .flatMap(part -> text(outgoing, scenario + "." + part))
                .toList();
        if (!incoming.isEmpty()) {
            boots.add(incoming);
        }
        String host = CAPTURES.relativize(outgoing).toString().replace('/', '-');
        List<TextFile> consoles = text(outgoing, scenario + ".console.log").toList();
        EventSource source = new TraceImport(host, boots, List.of(), consoles);
        List<Draft> drafts = new ArrayList<>();
        source.forEach(drafts::add);
        return new Capture(List.copyOf(drafts));
    }

    private static Stream<TextFile> text(Path sibling, String name) {
        return Stream.of(name, name + ".gz")
                .map(sibling::resolveSibling)
                .filter(Files::exists)
                .map(Text::new);
    }

    private record Text(Path path) implements TextFile {
        @Override
        public String name() {
            return String.valueOf(path.getFileName());
        }

        @Override
        public InputStream open() throws IOException {
            InputStream in = Files.newInputStream(path);
            return name().endsWith(".gz") ? new GZIPInputStream(in) : in;
        }
    }
}
