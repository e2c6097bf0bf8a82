package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.simulator.trial.SimulatedReader;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was counted, and how far. */
class StatsCommandTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path temp;

    @Test
    void shouldSayHowMuchOfTheLedgerIsNotCountedYet() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            // Given: processors that stop, and a live update behind what they counted
            append(broker, "counted");
            try (StreamProcessors processors = StreamProcessors.start(
                    broker.client(),
                    ProcessorSettings.of(
                            SimulatedReader.gate(), StreamProcessors.DEFAULT_APPLICATION_ID, temp.resolve("state")))) {
                processors.awaitCaughtUp(PATIENCE);
            }
            String server = broker.bootstrapServer();
            Ran whole = Ran.command("stats", "--json", "--bootstrap-server", server);
            append(broker, "waiting");

            // When
            Ran behind = Ran.command("stats", "--json", "--bootstrap-server", server);
            Ran others = Ran.command("stats", "--application-id", "others", "--bootstrap-server", server);

            // Then
            assertThat(whole.err()).isEmpty();
            assertThat(whole.out()).contains("\"fromKernel\":\"7.2.1\"");
            assertThat(behind.out()).isEqualTo(whole.out());
            assertThat(behind.err())
                    .matches(
                            "(?s)luo-ledger: warning: as far as the stream processors are: up to \\d+ records of the ledger"
                                    + " still wait\\s*");
            assertThat(others.err())
                    .contains("how far it goes nobody knows: no stream processors of application id others work on it");
        }
    }

    private static void append(EmbeddedBroker broker, String host) {
        try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
            TestDrafts.liveUpdate(host, 3).forEach(writer::append);
            writer.complete();
        }
    }
}
