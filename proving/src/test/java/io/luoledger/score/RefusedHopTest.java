package io.luoledger.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Draft;
import io.luoledger.experiment.rollout.Bounds;
import io.luoledger.experiment.rollout.Order;
import io.luoledger.experiment.rollout.Property;
import io.luoledger.experiment.rollout.RolloutSearch;
import io.luoledger.experiment.rollout.Rules;
import io.luoledger.experiment.rollout.Stage;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.ScenarioRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smallest order in which a roll-out of strings is refused, on simulated kernels with such strings, is found in their events. */
class RefusedHopTest {
    private static final long SEED = 1;
    private static final long START_MICROS = 1_767_225_600_000_000L;

    /** One memfd, handed over and asked for. */
    private static final String STORY = """
            %1
            mkfd m memfd:4096
            create vm out
            preserve out m 1
            %2
            retrieve_session vm in
            retrieve in 1 m
            finish in
            """;

    @ParameterizedTest
    @CsvSource({"memfd-bump, LIFE-OPEN-REFUSED", "luo-bump,   LIFE-UPDATE-REFUSED", "kho-bump,   LIFE-UPDATE-REFUSED"})
    void shouldBeFoundInTheEventsOfSimulatedKernels(String bump, String consequence) {
        // Given
        Order order = RolloutSearch.of(Rules.find("strings-bump").orElseThrow(), new Bounds(1, 3, 8, 1, 1, 1_000_000))
                .lost()
                .get(Property.TAKEN);
        assertThat(order).isNotNull();
        List<String> kernels = order.path().stream()
                .map(place -> order.train().get(place).stages().getFirst() == Stage.UNKNOWN ? "7.3" : "7.3+" + bump)
                .toList();

        // When
        Map<String, Long> there = said(kernels);
        Map<String, Long> back = said(kernels.reversed());
        Map<String, Long> nowhere = said(List.of("7.3", "7.3"));

        // Then
        assertThat(kernels).containsExactly("7.3", "7.3+" + bump);
        assertThat(there).containsKeys("ABI-VERDICT-REFUSED", consequence);
        assertThat(back).containsKeys("ABI-VERDICT-REFUSED", consequence);
        assertThat(nowhere).isEmpty();
    }

    private static Map<String, Long> said(List<String> kernels) {
        List<Draft> drafts = new ArrayList<>();
        new ScenarioRun(
                        new Scenario("hop", "one hop", List.of(), STORY),
                        "host-1",
                        kernels,
                        List.of(),
                        SEED,
                        START_MICROS,
                        (stage, result) -> {})
                .forEach(drafts::add);
        Ledgers ledgers = new Ledgers();
        return ledgers.said(ledgers.seal(drafts), List.of());
    }
}
