package io.luoledger.experiment.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutSearchTest {
    private static final long ENOUGH = 10_000_000;

    static Stream<String> rules() {
        return Rules.all().stream().map(Rule::id);
    }

    private static Answer search(String rule, int features, int kernels) {
        return RolloutSearch.of(Rules.find(rule).orElseThrow(), new Bounds(features, kernels, 16, 1, 1, ENOUGH));
    }

    /** Each property as kernels and hops of its smallest order. */
    private static String told(Answer answer) {
        StringBuilder told = new StringBuilder();
        for (Property property : Property.values()) {
            Order order = answer.lost().get(property);
            told.append(
                    order == null
                            ? property + " kept "
                            : property + " " + order.train().size() + "/" + order.hopCount() + " ");
        }
        return told.toString().strip();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void shouldFindWhatBruteForceFinds(String id) {
        // Given
        Rule rule = Rules.find(id).orElseThrow();
        List<Bounds> all = List.of(
                new Bounds(1, 4, 5, 1, 1, ENOUGH),
                new Bounds(1, 4, 4, 2, 2, ENOUGH),
                new Bounds(2, 3, 4, 1, 1, ENOUGH));

        for (Bounds bounds : all) {
            // When
            Map<Property, EveryWay.Smallest> found = new TreeMap<>();
            RolloutSearch.of(rule, bounds)
                    .lost()
                    .forEach((property, order) -> found.put(
                            property, new EveryWay.Smallest(order.train().size(), order.hopCount())));

            // Then
            assertThat(found).as("%s, %s", id, bounds).isEqualTo(EveryWay.of(rule, bounds));
        }
    }

    @Test
    void shouldFindTheSmallestOrderOfARuleWithoutAKernelThatOnlyKnows() {
        // When
        Order order = search("flags-rfc-no-supp", 1, 4).lost().get(Property.RETURN);

        // Then
        assertThat(order).isNotNull();
        assertThat(order.members())
                .containsExactly(
                        new Order.Member("K0", List.of("UNKNOWN"), "-", "-"),
                        new Order.Member("K1", List.of("REQUIRED"), "f", "f active+req"));
        assertThat(order.hops()).containsExactly(new Order.Hop("K0", "K1", true, List.of()));
        assertThat(order.why()).containsExactly("K0 doesn't take what K1 writes: f active+req; it reads nothing of it");
    }

    @Test
    void shouldLoseNothingByRulesThatReadFirstAndWriteOnWhatIsHeld() {
        assertThat(told(search("flags-whole", 2, 5)))
                .isEqualTo(told(search("subtrees-whole", 2, 4)))
                .isEqualTo("TAKEN kept RETURN kept EARLIER kept WHOLE kept CARRIED kept");
    }

    @Test
    void shouldKeepTheWayBackByTheRuleOfTheRfcButNotTheDataOfOptionalFeatures() {
        assertThat(told(search("flags-rfc", 2, 5)))
                .isEqualTo("TAKEN kept RETURN kept EARLIER kept WHOLE 2/1 CARRIED 3/4");
    }

    /** One string a payload: a host that went back either loses what it holds, or its further way back. */
    @Test
    void shouldKeepWithStringsEitherTheWayBackOrTheData() {
        assertThat(told(search("strings-profiles", 2, 4)))
                .isEqualTo("TAKEN kept RETURN kept EARLIER kept WHOLE kept CARRIED 3/4");
        assertThat(told(search("strings-on", 2, 4)))
                .isEqualTo("TAKEN kept RETURN 3/3 EARLIER 3/3 WHOLE kept CARRIED kept");
    }

    /** Each feature has a kernel to go back to, but not the same one. */
    @Test
    void shouldNeedTwoFeaturesToLoseEveryEarlierRelease() {
        assertThat(search("flags-rfc-support-goes", 1, 5).lost()).doesNotContainKey(Property.EARLIER);
        assertThat(search("flags-rfc-support-goes", 2, 4).lost()).containsKey(Property.EARLIER);
    }

    /** A hop over s releases, b times: so far ahead has to be read what is written. */
    @ParameterizedTest
    @CsvSource({
        "flags-whole, 1, 0",
        "flags-whole, 2, 0",
        "flags-whole-skip, 1, 1",
        "flags-whole-skip, 1, 2",
        "strings-skip, 2, 1"
    })
    void shouldNeedALeadOfAsManyReleasesAsTheWayBackIsLong(String id, int back, int skip) {
        // Given
        Rule rule = Rules.find(id).orElseThrow();
        int needed = back * (skip + 1);
        Bounds bounds = new Bounds(1, 7, 32, Math.max(1, skip), back, ENOUGH);

        // Then
        assertThat(told(RolloutSearch.of(rule.lead(needed), bounds))).contains("RETURN kept");
        if (needed > 1) {
            assertThat(told(RolloutSearch.of(rule.lead(needed - 1), bounds))).doesNotContain("RETURN kept");
        }
    }

    @Test
    void shouldSayWhereItStopped() {
        // Given
        Rule rule = Rules.find("flags-whole").orElseThrow();

        // When
        Answer whole = RolloutSearch.of(rule, new Bounds(1, 4, 16, 1, 1, ENOUGH));
        Answer few = RolloutSearch.of(rule, new Bounds(1, 4, 2, 1, 1, ENOUGH));
        Answer given = RolloutSearch.of(rule, new Bounds(2, 5, 16, 1, 1, 100));

        // Then
        assertThat(whole).matches(Answer::isWhole);
        assertThat(few).matches(Answer::hopsCut).matches(answer -> !answer.statesCut());
        assertThat(given).matches(Answer::statesCut);
        assertThat(given.states()).isBetween(100L, 200L);
    }

    @Test
    void shouldSayWhatEveryPartAsksFor() {
        assertThat(Arrays.stream(Part.values()).map(part -> part.says(1)))
                .doesNotHaveDuplicates()
                .noneMatch(text -> text.contains("LEAD"));
    }
}
