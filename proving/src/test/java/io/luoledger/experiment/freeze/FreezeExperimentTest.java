package io.luoledger.experiment.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.experiment.check.Checker;
import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.check.Replay;
import io.luoledger.experiment.check.Violation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FreezeExperimentTest {
    private static final Limits LIMITS = new Limits(1_000_000, true);

    private static FreezeResult check(Design design, int upTo) {
        return new FreezeExperiment(LIMITS, states -> {}).check(design, FreezeExperiment.sets(design, upTo));
    }

    private static Set<Property> lost(Design design, List<Actor> actors, boolean reduction) {
        return Checker.check(FreezeExperiment.model(design, actors), new Limits(1_000_000, reduction), states -> {})
                .broken()
                .stream()
                .map(example -> Property.of(example.violation().kind()).orElseThrow())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Property.class)));
    }

    private static Set<Property> defects(FreezeResult result) {
        return result.smallest().keySet().stream().filter(Property::isSafety).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "POSTED",
                "ROLLBACK_ALL",
                "UNFREEZE_CALL",
                "FLB_PER_SESSION",
                "FD_FIRST",
                "MUTEX_ONLY",
                "USE_REFUSED"
            })
    void shouldFindNoDefectOfADesignThatIsSafe(Design design) {
        // When
        FreezeResult result = check(design, 3);

        // Then
        assertThat(result.complete()).isTrue();
        assertThat(result.states()).isGreaterThan(10_000);
        assertThat(defects(result)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_ROLLBACK_MARKED, UNFROZEN,    3, 2",
        "BAD_ROLLBACK_MARKED, NOT_FROZEN,  3, 2",
        "BAD_NO_ROLLBACK,     TWICE,       2, 1",
        "BAD_CLOSE,           UNPRESERVED, 2, 1",
        "BAD_CHECK_UNLOCKED,  ENTRY,       3, 3",
        "BAD_CHECK_LATE,      FLB_COUNT,   2, 1",
        "BAD_HALF_FREEZE,     TWICE,       2, 1",
        "BAD_LOCK_KEPT,       HANG,        2, 1",
        "FLB_AT_FREEZE,       FLB_COUNT,   3, 2",
        "MUTEX_ONLY_UNMARKED, TWICE,       2, 1"
    })
    void shouldFindWhatIsWrongWithTheFewestThreadsAndContextSwitches(
            Design design, Property property, int threads, int switches) {
        // When
        CounterExample found = check(design, threads).smallest().get(property);

        // Then
        assertThat(found).isNotNull();
        assertThat(found.threads()).hasSize(threads);
        assertThat(found.contextSwitches()).isEqualTo(switches);
        assertThat(found.fewest()).isTrue();
    }

    /** Which hazards are left is what the open points decide. */
    @ParameterizedTest
    @CsvSource({
        "POSTED,                    STALE RESUME",
        "ROLLBACK_ALL,              STALE PROMISE",
        "UNFREEZE_CALL,             STALE",
        "FD_FIRST,                  STALE RESUME ANSWER",
        "USE_REFUSED,               RESUME",
        "USE_REFUSED_ROLLBACK_ALL,  PROMISE",
        "USE_REFUSED_UNFREEZE_CALL, ''"
    })
    void shouldTellWhichHazardsADesignChooses(Design design, String hazards) {
        assertThat(check(design, 3).smallest().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(hazards.split(" "))
                        .filter(name -> !name.isEmpty())
                        .map(Property::valueOf)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindTheSameWithAndWithoutReduction(Design design) {
        for (List<Actor> actors : FreezeExperiment.sets(design, 2)) {
            assertThat(lost(design, actors, true)).as("%s %s", design, actors).isEqualTo(lost(design, actors, false));
        }
    }

    @Test
    void shouldRunACounterExampleAgain() {
        // Given
        CounterExample found = check(Design.FLB_AT_FREEZE, 3).smallest().get(Property.FLB_COUNT);

        // When
        CounterExample again = Replay.of(
                FreezeExperiment.model(Design.FLB_AT_FREEZE, List.of(Actor.FREEZE, Actor.CLOSE_OTHER, Actor.REBOOT)),
                found.schedule());

        // Then
        assertThat(again).isNotNull();
        assertThat(again.violation())
                .isEqualTo(new Violation("wrong FLB count", "the FLB counts 4, and there are 3 files"));
    }

    @Test
    void shouldSayThatTheBoundWasReached() {
        // When
        FreezeResult result = new FreezeExperiment(new Limits(10, true), states -> {})
                .check(Design.POSTED, FreezeExperiment.sets(Design.POSTED, 2));

        // Then
        assertThat(result.complete()).isFalse();
    }

    @Test
    void shouldMakeEachSetOnce() {
        // When
        List<List<Actor>> sets = FreezeExperiment.sets(Design.POSTED, 3);

        // Then
        assertThat(sets).doesNotHaveDuplicates().contains(List.of(Actor.FREEZE, Actor.FREEZE, Actor.REBOOT));
        assertThat(sets).noneMatch(set -> set.contains(Actor.UNFREEZE));
        assertThat(sets).noneMatch(set -> set.equals(List.of(Actor.CLOSE, Actor.CLOSE)));
        assertThat(sets.stream().filter(set -> set.size() == 1)).hasSize(Actor.values().length - 1);
    }

    @Test
    void shouldNameEveryDesignOnce() {
        assertThat(Arrays.stream(Design.values()).map(Design::word)).doesNotHaveDuplicates();
        assertThat(Design.named("flb-at-freeze")).contains(Design.FLB_AT_FREEZE);
        assertThat(Design.named("none")).isEmpty();
    }
}
