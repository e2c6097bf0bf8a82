package io.luoledger.experiment.told;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.experiment.rollout.Bounds;
import io.luoledger.experiment.rollout.Order;
import io.luoledger.experiment.rollout.Property;
import io.luoledger.experiment.rollout.RolloutSearch;
import io.luoledger.experiment.rollout.Rules;
import io.luoledger.finding.Finding;
import io.luoledger.simulator.scenario.Scenario;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutStoryTest {
    private static Map<Property, Order> orders(String rule) {
        return RolloutSearch.of(Rules.find(rule).orElseThrow(), new Bounds(2, 3, 8, 1, 1, 1_000_000))
                .lost();
    }

    private static List<String> said(Scenario story) {
        return LedgerSays.of(story).stream()
                .map(Finding::kind)
                .map(kind -> kind.id())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0, memfd-bump, LIFE-OPEN-REFUSED",
        "1, luo-bump, LIFE-UPDATE-REFUSED",
        "2, kho-bump, LIFE-UPDATE-REFUSED"
    })
    void shouldBeFoundByTheLedger(int place, String bump, String finding) {
        // Given
        Order refused = Objects.requireNonNull(orders("strings-bump").get(Property.TAKEN));
        Scenario story = RolloutStory.of(refused).get(place);

        // When
        List<String> there = said(story);
        List<String> back = said(story.on(story.kernels().reversed()));
        List<String> nowhere = said(story.on(List.of("7.3", "7.3")));

        // Then
        assertThat(story.kernels()).containsExactly("7.3", "7.3+" + bump);
        assertThat(there).contains(finding);
        assertThat(back).contains(finding);
        assertThat(nowhere).isEmpty();
    }

    @Test
    void shouldNotTellOfKernelsThatAreNotSimulated() {
        for (String rule :
                List.of("flags", "flags-rfc-no-supp", "strings-at-once", "strings-profiles", "subtrees-plain")) {
            assertThat(orders(rule).values())
                    .isNotEmpty()
                    .allSatisfy(order -> assertThat(RolloutStory.of(order)).isEmpty());
        }
    }
}
