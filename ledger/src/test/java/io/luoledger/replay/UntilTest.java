package io.luoledger.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.core.LogScript;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.RecordedEvent;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UntilTest {
    @Test
    void shouldReadASequenceNumber() {
        assertThat(Until.parse("120", ZoneOffset.UTC)).isEqualTo(new Until.Sequence(120));
    }

    @Test
    void shouldReadATimeInTheReadersZoneUnlessItNamesOne() {
        assertThat(Until.parse("1970-01-01T01:00:00.5", ZoneId.of("+01:00"))).isEqualTo(new Until.Wall(500_000));
        assertThat(Until.parse("1970-01-01T00:00:01Z", ZoneId.of("+01:00"))).isEqualTo(new Until.Wall(1_000_000));
    }

    @Test
    void shouldRefuseAnythingElse() {
        assertThatThrownBy(() -> Until.parse("soon", ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a sequence number or a time: \"soon\","
                        + " expected for example 120, 2026-11-22T17:00:00Z, before-update:3 or update:3");
    }

    @Test
    void shouldEndEachHostByItself() {
        // Given
        List<RecordedEvent> log = new ArrayList<>();
        for (String host : List.of("a", "b")) {
            log.addAll(LogScript.host(host)
                    .out(LogScript.created("vm"), LogScript.preserved("vm", 1), LogScript.preserved("vm", 2))
                    .events());
        }

        // When
        Replay replay = new Replay(new io.luoledger.core.Ledger(), SimulatedReader.gate(), null, new Until.Sequence(1))
                .run(log.iterator());

        // Then
        assertThat(replay.events()).isEqualTo(4);
        assertThat(replay.hosts())
                .allSatisfy(
                        host -> assertThat(host.sessions().getFirst().files()).hasSize(1));
    }
}
