package io.luoledger.replay;

import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.LogScript;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.RecordedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may lie in the part of a log that can't be read is neither there nor absent. */
class DamagedLogTest {
    private final List<RecordedEvent> log = LogScript.host("h1")
            .out(created("vm"), preserved("vm", 1), handover())
            .boot("7.3.4", 1, BootOutcome.RESTORED)
            .in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"))
            .events();
    private final Replay replay = new Replay(SimulatedReader.gate());

    @Test
    void shouldNotSayThatSomethingIsOpenWhereTheLogGoesOnInWhatCannotBeRead() {
        // Given
        log.subList(0, 4).forEach(replay::accept);
        List<String> whole = findings();

        // When
        replay.damaged(null, "event 4 of l.avro", "l.avro: cut");

        // Then
        assertThat(whole).containsExactly("LIFE-NEVER-RETRIEVED");
        assertThat(findings()).isEmpty();
        assertThat(replay.report().damage().reasons()).containsExactly("l.avro: cut");
        assertThat(replay.report().updates(Wanted.EVERYTHING))
                .extracting(ToldUpdate::damage)
                .containsExactly("event 4 of l.avro");
    }

    @Test
    void shouldKnowAgainWhereMoreOfTheHostCanBeRead() {
        // Given
        log.subList(0, 4).forEach(replay::accept);
        replay.damaged("h1", "event 4 of l.avro", "l.avro: cut");

        // When
        replay.accept(log.get(4));

        // Then
        assertThat(findings()).contains("LIFE-NEVER-FINISHED");
        assertThat(replay.report().damage().behind()).isEmpty();
    }

    @Test
    void shouldLeaveOtherHostsAlone() {
        // Given
        log.subList(0, 4).forEach(replay::accept);

        // When
        replay.damaged("h2", "partition 0, offset 7 of the cluster", "no event");

        // Then
        assertThat(findings()).containsExactly("LIFE-NEVER-RETRIEVED");
    }

    private List<String> findings() {
        return replay.findings().stream().map(one -> one.kind().id()).toList();
    }
}
