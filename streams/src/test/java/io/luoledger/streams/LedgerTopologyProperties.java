package io.luoledger.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.OpenQuestions;
import io.luoledger.core.RandomLog;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.view.HostView;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LedgerTopologyProperties {
    @Property(tries = 100)
    void shouldComeToTheSameStateAsTheReplay(@ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int steps) {
        // Given
        List<RecordedEvent> log = new ArrayList<>(RandomLog.of("a", seed, steps));
        log.addAll(RandomLog.of("b", seed + 1, steps));

        // When
        Replay replay = new Replay(SimulatedReader.gate()).run(log.iterator());
        try (Online online = new Online()) {
            online.publish(log);

            // Then
            assertThat(StateDigest.of(online.entities())).isEqualTo(replay.digest());
            assertThat(online.abiJudgements().digest()).isEqualTo(replay.abiDigest());
            assertThat(online.abiJudgements().kernels()).isEqualTo(replay.abiKernels());
            List<String> findings = new ArrayList<>(online.findings());
            HostView.hosts(online.entities())
                    .forEach(host -> OpenQuestions.of(online.entities(), host)
                            .forEach(open -> findings.add(
                                    Online.text(open.kind().id(), open.host(), open.subject(), open.found()))));
            assertThat(findings)
                    .containsExactlyInAnyOrderElementsOf(replay.findings().stream()
                            .map(one -> Online.text(one.kind().id(), one.host(), one.subject(), one.found()))
                            .toList());
        }
    }
}
