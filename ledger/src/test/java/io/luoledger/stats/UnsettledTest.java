package io.luoledger.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.avro.PhasesView;
import io.luoledger.avro.UpdateOutcome;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnsettledTest {
    @Test
    void shouldCountWhatWasBegunAndNotSettled() {
        // Given: one that stays unfinished for good was counted
        PairStats counted = new PairStats(
                new TreeMap<>(Map.of(Outcome.UNFINISHED, 1L, Outcome.COMPLETED, 7L)),
                new TreeMap<>(),
                Blackouts.NONE,
                Blackouts.NONE,
                new TreeMap<>());

        // When / Then
        assertThat(Unsettled.of(
                        List.of(
                                update("7.2", "7.3", UpdateOutcome.UNFINISHED),
                                update("7.2", "7.3", UpdateOutcome.UNFINISHED),
                                update("7.2", "7.3", UpdateOutcome.COMPLETED),
                                update("7.3", null, UpdateOutcome.UNFINISHED),
                                update("7.3", "7.3", UpdateOutcome.LOST)),
                        Map.of(new StatsKey("7.2", "7.3", 0L), counted)))
                .containsExactly(new Unsettled("7.2", "7.3", 1), new Unsettled("7.3", "unknown", 1));
    }

    private static UpdateView update(String from, @Nullable String to, UpdateOutcome outcome) {
        UpdateView update = new UpdateView();
        update.put("host", "h");
        update.put("fromKernel", from);
        update.put("toKernel", to);
        update.put("outcome", outcome);
        update.put("phaseMicros", new PhasesView());
        return update;
    }
}
