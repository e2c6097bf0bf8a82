package io.luoledger.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.avro.PairStatistics;
import io.luoledger.core.Outcome;
import io.luoledger.core.RandomLog;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.stats.KindStats;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StatsRecordsTest {
    /** Three live updates, as version 1 wrote them. */
    private static final String VERSION_1 = "010212434f4d504c455445440602106d656d66642d7632061818001800f4d2b4020006c60b"
            + "02ce0b02d00b02f4d2b4020006c60b02ce0b02d00b0200000000";

    @Property(tries = 50)
    void shouldGiveBackWhatWasCounted(@ForAll long seed) {
        // Given
        Map<StatsKey, PairStats> stats = new Replay(SimulatedReader.gate())
                .run(RandomLog.of("h1", seed, 200).iterator())
                .stats();

        // When / Then
        stats.forEach((key, counted) -> {
            PairStatistics part = StatsRecords.part(key, 3, counted);
            assertThat(StatsRecords.key(part)).isEqualTo(key);
            assertThat(StatsRecords.stats(part)).isEqualTo(counted);
            assertThat(part.getUpdates()).isEqualTo(counted.updates());
            assertThat(part.getState().remaining()).isZero();
            assertThat(part.getJson()).isEmpty();
        });
    }

    @Test
    void shouldGiveNoRateOfNoUpdate() {
        // Given
        StringWriter text = new StringWriter();

        // When
        JsonOutput.document(text, out -> {
            out.writeFieldName("of");
            ViewJson.stats(out, new StatsKey("7.2", "7.3", null), PairStats.NONE.plus("LOG-GAP"));
        });

        // Then
        assertThat(text.toString()).contains("\"updates\" : 0,", "\"failureRate\" : null,", "\"LOG-GAP\" : 1");
    }

    @Test
    void shouldReadThePartsOfVersion1() {
        // Given
        PairStatistics part = new PairStatistics(
                "7.2.0", "7.3.0", null, 0, 1L, ByteBuffer.wrap(HexFormat.of().parseHex(VERSION_1)), "{}", null);

        // When
        PairStats stats = StatsRecords.stats(part);

        // Then
        assertThat(stats.outcomes()).containsExactly(Map.entry(Outcome.COMPLETED, 3L));
        assertThat(stats.kinds().get("memfd-v2"))
                .returns(3L, KindStats::updates)
                .returns(12L, KindStats::finished)
                .returns(stats.blackouts(), KindStats::blackouts);
        assertThat(stats.blackouts().count()).isEqualTo(3);
        assertThat(stats.blackouts().maxMicros()).isEqualTo(2_528_442);
    }
}
