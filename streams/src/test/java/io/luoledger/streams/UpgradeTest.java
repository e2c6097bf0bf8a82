package io.luoledger.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.store.StoredByFormat4;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpgradeTest {
    @Test
    void shouldGoOnFromTheStoresOfAnOlderVersionAsIfItHadWrittenThemItself() {
        // Given
        try (Online whole = new Online();
                Online upgraded = new Online()) {
            whole.publish(StoredByFormat4.processed());
            assertThat(whole.findings()).isNotEmpty();
            upgraded.fill(StoredByFormat4.stores());
            assertThat(upgraded.olderHosts()).isEqualTo(Map.of(4, 8L));
            assertThat(StateDigest.of(upgraded.entities())).isEqualTo(StateDigest.of(whole.entities()));
            assertThat(upgraded.counts()).isEqualTo(whole.counts());

            // When
            whole.publish(StoredByFormat4.rest());
            upgraded.publish(StoredByFormat4.rest());

            // Then: what was found before isn't found again
            assertThat(upgraded.findings()).isEqualTo(whole.findings()).isNotEmpty();
            assertThat(upgraded.view()).isNotEmpty();
            assertThat(whole.view()).containsAllEntriesOf(upgraded.view());
            assertThat(upgraded.counts()).isEqualTo(whole.counts());
            assertThat(StateDigest.of(upgraded.entities()))
                    .isEqualTo(new Replay(SimulatedReader.gate())
                            .run(StoredByFormat4.log().iterator())
                            .digest());
        }
    }
}
