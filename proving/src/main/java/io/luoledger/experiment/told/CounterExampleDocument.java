package io.luoledger.experiment.told;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Wait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bad run, as JSON.
 *
 * @param kind null where what it is found under says so
 * @param told by a simulated kernel; null where none tells it
 */
public record CounterExampleDocument(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String kind,
        String what,
        List<String> threads,
        int contextSwitches,
        boolean fewest,
        List<Step> run,
        List<Wait> waits,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ToldStory told) {
    /** What a thread does next. */
    public record Step(String thread, String at, String does) {}

    static CounterExampleDocument of(@Nullable String kind, CounterExample example, @Nullable ToldStory told) {
        return new CounterExampleDocument(
                kind,
                example.violation().what(),
                example.threads(),
                example.contextSwitches(),
                example.fewest(),
                example.run().stream()
                        .map(move -> new Step(example.threads().get(move.thread()), move.at(), move.does()))
                        .toList(),
                example.waits(),
                told);
    }
}
