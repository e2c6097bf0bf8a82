package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.DataDirectory;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.event.Draft;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed outright loses nothing that was acknowledged, and what it left undone is done once. */
class ServeKillTest {
    private static final int HOSTS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path temp;

    @Test
    void shouldFinishOnceWhatAKilledProcessLeftUndone() throws Exception {
        // Given
        Path data = temp.resolve("data");
        List<Draft> drafts = new ArrayList<>();
        for (int host = 0; host < HOSTS; host++) {
            drafts.addAll(TestDrafts.liveUpdate("killed-" + host, 30));
        }
        Process serve = serve(data);
        try {
            await().atMost(PATIENCE)
                    .until(() -> Files.exists(temp.resolve("out"))
                            && Files.readString(temp.resolve("out")).contains("stop with Ctrl-C"));
            ClientSettings client =
                    ClientSettings.of(DataDirectory.running(data).orElseThrow());
            publish(client, drafts.subList(0, drafts.size() / 2));
            publish(client, drafts);
        } finally {
            // while the processors are still at work on what was acknowledged just now
            serve.destroyForcibly();
        }
        assertThat(serve.waitFor(60, TimeUnit.SECONDS)).isTrue();

        // When
        String digest;
        Replay replay = new Replay(SimulatedReader.gate());
        try (EmbeddedBroker broker = EmbeddedBroker.start(DataDirectory.lasting(data), 0);
                StreamProcessors processors = StreamProcessors.start(
                        broker.client(),
                        ProcessorSettings.of(
                                        SimulatedReader.gate(),
                                        StreamProcessors.DEFAULT_APPLICATION_ID,
                                        broker.directory().streams())
                                .alone("serve"))) {
            processors.awaitCaughtUp(PATIENCE);
            digest = StateDigest.of(processors.view(PATIENCE));
            try (LedgerReader reader = new LedgerReader(broker.client())) {
                reader.snapshot(Optional.empty(), entry -> {
                    if (entry instanceof LedgerReader.Entry.Event event) {
                        replay.accept(event.recorded());
                    }
                    return true;
                });
            }

            // Then
            assertThat(replay.events()).isEqualTo(drafts.size());
            assertThat(digest).isEqualTo(replay.digest());
            OnlineFindings.assertEachOnce(broker.client(), replay);
        }
    }

    private static void publish(ClientSettings client, List<Draft> drafts) {
        try (LedgerWriter writer = LedgerWriter.open(client, WriterSettings.defaults())) {
            drafts.forEach(writer::append);
            writer.complete();
        }
    }

    private Process serve(Path data) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        LuoLedger.class.getName(),
                        "serve",
                        "--data",
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("out").toFile())
                .start();
    }
}
