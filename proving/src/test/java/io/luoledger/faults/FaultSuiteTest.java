package io.luoledger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.cluster.HarnessException;
import io.luoledger.faults.FaultResult.Outcome;
import io.luoledger.wire.RecordedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite's own parts that need no cluster. */
class FaultSuiteTest {
    @TempDir
    private Path temp;

    @Test
    void shouldMakeTheSameLoadOfTheSameSeed() {
        // Given
        Load load = new Load("again", 5);

        // When
        List<RecordedEvent> events = load.events(1_000);

        // Then
        assertThat(new Load("again", 5).events(1_000)).isEqualTo(events).hasSize(1_000);
        assertThat(new Load("again", 6).events(1_000)).isNotEqualTo(events);
        assertThat(load.events(300)).isEqualTo(events.subList(0, 300));
    }

    @Test
    void shouldKnowWhatAWriterThatWasKilledWasTold() throws Exception {
        // Given
        Path file = temp.resolve("acked");
        AckLog log = new AckLog(file);
        log.sending(100);
        log.acknowledged(100);
        log.sending(200);
        Files.writeString(file, Files.readString(file) + "acked 2");

        // When
        AckLog.Progress progress = log.progress();

        // Then
        assertThat(progress).isEqualTo(new AckLog.Progress(200, 100));
        assertThat(progress.inFlight()).isTrue();
        assertThat(new AckLog(temp.resolve("none")).progress()).isEqualTo(new AckLog.Progress(0, 0));
    }

    @Test
    void shouldTellWhichKindsThereAre() {
        // When, then
        assertThatThrownBy(() -> FaultOptions.of("--kinds", "kill-leader,flood"))
                .isInstanceOf(HarnessException.class)
                .hasMessage("unknown kind \"flood\"; expected one of " + FaultKind.ids());
        assertThatThrownBy(() -> FaultOptions.of("--run", "1"))
                .isInstanceOf(HarnessException.class)
                .hasMessageStartingWith("not an option with its value: --run; expected [");
        assertThat(FaultOptions.of("--kinds", "cut-in", "--seed", "9"))
                .isEqualTo(new FaultOptions(
                        List.of(FaultKind.CUT_IN), 5, 9, Path.of("cli/target"), Path.of("proving/target/faults")));
    }

    @Test
    void shouldPutTheRunsOfAKindIntoARow() {
        // Given
        FaultResult held =
                new FaultResult("cut-in", 1, Outcome.HELD, "cut", 5_000, 0, 0, true, 1_230, List.of(), List.of());
        FaultResult slower =
                new FaultResult("cut-in", 2, Outcome.HELD, "cut", 5_000, 0, 0, true, 4_560, List.of(), List.of());
        FaultResult failed = new FaultResult(
                "cut-in", 3, Outcome.FAILED, "cut", 5_000, 2, 1, false, 9_000, List.of(), List.of("2 lost: a, b"));

        // When
        String table = FaultTable.of(List.of(held, slower, failed));

        // Then
        assertThat(table.lines().toList().get(2))
                .isEqualTo("| `cut-in` | 3 | 2 | 2 | 1 | 2 of 3 | 4.6 s | 9.0 s | FAILED with seed 3 |");
        assertThat(failed.repeatedBy()).endsWith("io.luoledger.faults.FaultSuite --kinds cut-in --seed 3 --runs 1");
    }
}
