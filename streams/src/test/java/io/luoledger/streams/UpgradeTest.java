package io.luoledger.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.LogScript;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.store.StoredByFormat4;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    @Test
    void shouldSayOfWhichHostsItDoesNotKnowWhatWasJudgedBefore() {
        // Given: stores of a version that kept no links
        Set<String> older = StoredByFormat4.stores().getOrDefault("abi-boot-trails", List.of()).stream()
                .map(trail -> new String(trail.key(), StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
        try (Online upgraded = new Online()) {
            upgraded.fill(StoredByFormat4.stores());

            // When
            upgraded.publish(StoredByFormat4.rest());
            upgraded.publish(LogScript.host("new")
                    .boot("7.2", 0, BootOutcome.COLD)
                    .boot("7.3", 1, BootOutcome.RESTORED)
                    .events());

            // Then
            assertThat(upgraded.abiJudgements().digest()).isNull();
            assertThat(upgraded.abiJudgements().cut()).isEqualTo(older).isNotEmpty();
            assertThat(upgraded.abiJudgements().links()).containsKey("new");
            assertThat(upgraded.abiJudgements().kernels()).containsKeys("7.2", "7.3");
        }
    }
}
