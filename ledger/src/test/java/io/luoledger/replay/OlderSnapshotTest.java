package io.luoledger.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StoredByFormat4;
import org.junit.jupiter.api.Test;

class OlderSnapshotTest {
    @Test
    void shouldGoOnFromASnapshotThatAnOlderVersionWrote() {
        // Given
        Replay whole =
                new Replay(SimulatedReader.gate()).run(StoredByFormat4.log().iterator());
        Replay first = new Replay(SimulatedReader.gate())
                .run(StoredByFormat4.processed().iterator());

        // When
        Snapshot snapshot = Snapshot.read("older", StoredByFormat4.snapshot());
        Replay resumed = snapshot.resume(SimulatedReader.gate(), null)
                .run(StoredByFormat4.rest().iterator());

        // Then
        assertThat(snapshot.digest()).isEqualTo(first.digest());
        assertThat(snapshot.trails()).isEqualTo(first.trails());
        assertThat(resumed.digest()).isEqualTo(whole.digest());
    }
}
