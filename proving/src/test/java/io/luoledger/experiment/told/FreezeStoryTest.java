package io.luoledger.experiment.told;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.freeze.Design;
import io.luoledger.experiment.freeze.FreezeExperiment;
import io.luoledger.experiment.freeze.Property;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.simulator.scenario.Scenario;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeStoryTest {
    /** What an operator is told of a kernel that is wrong. */
    private static final List<FindingKind> WRONG = List.of(
            FindingCatalogue.ORDER,
            FindingCatalogue.CALL_STUCK,
            FindingCatalogue.FLB_NOT_FINISHED,
            FindingCatalogue.SESSION_NOT_SEEN);

    private static Set<Property> lost(Design design) {
        return new FreezeExperiment(new Limits(1_000_000, true), states -> {})
                .check(design, FreezeExperiment.sets(design, 3))
                .smallest()
                .keySet();
    }

    private static FindingKind expected(Property lost) {
        return switch (lost) {
            case UNFROZEN, TWICE, NOT_FROZEN, UNPRESERVED -> FindingCatalogue.ORDER;
            case ENTRY -> FindingCatalogue.SESSION_NOT_SEEN;
            case FLB_COUNT -> FindingCatalogue.FLB_NOT_FINISHED;
            case DEADLOCK, HANG -> FindingCatalogue.CALL_STUCK;
            case RESUME -> FindingCatalogue.PRESERVE_REFUSED;
            case STALE, PROMISE, ANSWER -> throw new IllegalArgumentException("no event tells of " + lost.kind());
        };
    }

    private static List<FindingKind> said(Scenario story) {
        return LedgerSays.of(story).stream().map(Finding::kind).toList();
    }

    static List<Design> designs() {
        return Design.all();
    }

    @ParameterizedTest
    @MethodSource("designs")
    void shouldFindEveryDefectOfADesign(Design design) {
        for (Property property : lost(design)) {
            if (property.isSafety()) {
                // Given
                Scenario story = FreezeStory.of(design, property).orElseThrow();

                // When
                List<FindingKind> said = said(story);

                // Then
                assertThat(said).as("%s, %s", design.word(), property).contains(expected(property));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("designs")
    void shouldSayNothingOfASoundKernel(Design design) {
        for (Property property : lost(design)) {
            FreezeStory.of(design, property).ifPresent(story -> {
                // When
                List<FindingKind> said = said(FreezeStory.onSoundKernel(story, property));

                // Then
                assertThat(said)
                        .as("%s, %s", design.word(), property)
                        .doesNotContain(expected(property))
                        .doesNotContainAnyElementsOf(WRONG);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posted", "flb-at-freeze", "fd-first", "mutex-only-unmarked"})
    void shouldTellOfASessionThatIsLeftFrozen(String design) {
        // Given
        Scenario story = FreezeStory.of(Design.named(design).orElseThrow(), Property.RESUME)
                .orElseThrow();

        // Then
        assertThat(said(story)).contains(FindingCatalogue.PRESERVE_REFUSED).doesNotContainAnyElementsOf(WRONG);
    }

    @Test
    void shouldSayWhatNobodyTells() {
        assertThat(Design.all().stream()
                        .flatMap(design -> lost(design).stream()
                                .filter(property ->
                                        FreezeStory.of(design, property).isEmpty()))
                        .map(Property::name)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("STALE", "PROMISE", "ANSWER", "RESUME");
        assertThat(List.of("flb-per-session", "mutex-only", "use-refused"))
                .allSatisfy(
                        design -> assertThat(FreezeStory.of(Design.named(design).orElseThrow(), Property.RESUME))
                                .isEmpty());
    }
}
