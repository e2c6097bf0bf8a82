package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.FileStatus;
import io.luoledger.core.HostView;
import io.luoledger.core.Outcome;
import io.luoledger.core.SessionStatus;
import io.luoledger.core.UpdateState;
import io.luoledger.finding.Severity;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.text.TextFile;
import io.luoledger.trace.TraceImport;
import io.luoledger.wire.EventCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** A capture that lost more than half of its records: all 2,000 files came back, and nothing says otherwise. */
class LostRecordsTest {
    private static final Path CAPTURE = Path.of("..", "producers", "src", "test", "resources", "capture", "lost-up");

    @Test
    void shouldClaimNothingOfWhatWasLost() {
        // Given
        EventCodec codec = new EventCodec();
        Replay replay = new Replay(SimulatedReader.gate());
        LedgerHead[] head = {LedgerHead.EMPTY};

        // When
        new TraceImport(
                        "h1",
                        List.of(
                                List.of(text("OUT.trace"), text("PIPE.trace")),
                                List.of(text("IN-BOOT.ftrace"), text("IN.trace"))),
                        List.of(),
                        List.of(text("console.log")))
                .forEach(draft -> {
                    var event = codec.seal(head[0], draft);
                    head[0] = LedgerHead.after(event);
                    replay.accept(codec.decode(codec.encode(event)));
                });

        // Then
        assertThat(replay.findings()).noneMatch(finding -> finding.kind().severity() == Severity.ERROR);
        HostView view = replay.hosts().getFirst();
        assertThat(view.sessions())
                .hasSize(4)
                .allMatch(session -> session.session().status() == SessionStatus.FINISHED);
        assertThat(view.sessions().stream().flatMap(session -> session.files().stream()))
                .allMatch(file -> file.status() == FileStatus.FINISHED);
        UpdateState update = view.updates().getFirst();
        assertThat(update.tally().filesRetrieved()).isEqualTo(2000);
        assertThat(update.tally().files()).isEqualTo(2000);
        assertThat(update.outcome()).isEqualTo(Outcome.UNFINISHED);
        assertThat(update.phases().atLeast()).containsExactly("preserve", "freeze", "retrieve", "finish");
    }

    private static TextFile text(String name) {
        Path path = Stream.of(name, name + ".gz")
                .map(CAPTURE::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
        return new TextFile() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public InputStream open() throws IOException {
                InputStream in = Files.newInputStream(path);
                return path.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
            }
        };
    }
}
