package io.luoledger.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every finding of the ledger is raised by a fault that was planted for it, and by nothing else. */
class ScoreTest {
    private static final int RUNS = 500;

    @Test
    void shouldCatchEveryPlantedFaultAndRaiseNothingWithoutOne() {
        // When
        Score score = new Score(1).run(RUNS, done -> {});

        // Then
        assertThat(score.misses()).isEmpty();
        assertThat(score.falseAlarms()).isEmpty();
        assertThat(score.unplanted()).isEmpty();
        assertThat(score.rows()).allSatisfy(row -> {
            assertThat(row.planted()).as("planted: " + row.fault()).isGreaterThan(20);
            assertThat(row.caught()).as("caught: " + row.fault()).isEqualTo(row.planted());
        });
        assertThat(score.simulated()).allSatisfy(row -> {
            assertThat(row.explained()).as("simulated: " + row.fault()).isTrue();
        });
    }
}
