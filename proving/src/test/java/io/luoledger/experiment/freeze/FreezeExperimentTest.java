package io.luoledger.experiment.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.experiment.check.Checker;
import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.check.Replay;
import io.luoledger.experiment.check.Violation;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeExperimentTest {
    private static final Limits LIMITS = new Limits(1_000_000, true);

    private static Design design(String name) {
        return Design.named(name).orElseThrow();
    }

    private static FreezeResult check(String name, int upTo) {
        Design design = design(name);
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
    @ValueSource(
            strings = {
                "posted",
                "rollback-all",
                "unfreeze-call",
                "flb-per-session",
                "fd-first",
                "mutex-only",
                "use-refused"
            })
    void shouldFindNoDefectOfADesignThatIsSafe(String design) {
        // When
        FreezeResult result = check(design, 3);

        // Then
        assertThat(result.complete()).isTrue();
        assertThat(result.states()).isGreaterThan(10_000);
        assertThat(defects(result)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bad-rollback-marked, UNFROZEN,    3, 2",
        "bad-rollback-marked, NOT_FROZEN,  3, 2",
        "bad-no-rollback,     TWICE,       2, 1",
        "bad-close,           UNPRESERVED, 2, 1",
        "bad-check-unlocked,  ENTRY,       3, 3",
        "bad-check-late,      FLB_COUNT,   2, 1",
        "bad-half-freeze,     TWICE,       2, 1",
        "bad-lock-kept,       HANG,        2, 1",
        "flb-at-freeze,       FLB_COUNT,   3, 2",
        "mutex-only-unmarked, TWICE,       2, 1"
    })
    void shouldFindWhatIsWrongWithTheFewestThreadsAndContextSwitches(
            String design, Property property, int threads, int switches) {
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
        "posted,                    STALE RESUME",
        "rollback-all,              STALE PROMISE",
        "unfreeze-call,             STALE",
        "fd-first,                  STALE RESUME ANSWER",
        "use-refused,               RESUME",
        "use-refused-rollback-all,  PROMISE",
        "use-refused-unfreeze-call, ''"
    })
    void shouldTellWhichHazardsADesignChooses(String design, String hazards) {
        assertThat(check(design, 3).smallest().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(hazards.split(" "))
                        .filter(name -> !name.isEmpty())
                        .map(Property::valueOf)
                        .toList());
    }

    static List<Design> designs() {
        return Design.all();
    }

    @ParameterizedTest
    @MethodSource("designs")
    void shouldFindTheSameWithAndWithoutReduction(Design design) {
        for (List<Actor> actors : FreezeExperiment.sets(design, 2)) {
            assertThat(lost(design, actors, true)).as("%s %s", design, actors).isEqualTo(lost(design, actors, false));
        }
    }

    @Test
    void shouldRunACounterExampleAgain() {
        // Given
        CounterExample found =
                Objects.requireNonNull(check("flb-at-freeze", 3).smallest().get(Property.FLB_COUNT));

        // When
        CounterExample again = Replay.of(
                FreezeExperiment.model(design("flb-at-freeze"), List.of(Actor.FREEZE, Actor.CLOSE_OTHER, Actor.REBOOT)),
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
                .check(design("posted"), FreezeExperiment.sets(design("posted"), 2));

        // Then
        assertThat(result.complete()).isFalse();
    }

    @Test
    void shouldMakeEachSetOnce() {
        // When
        List<List<Actor>> sets = FreezeExperiment.sets(design("posted"), 3);

        // Then
        assertThat(sets).doesNotHaveDuplicates().contains(List.of(Actor.FREEZE, Actor.FREEZE, Actor.REBOOT));
        assertThat(sets).noneMatch(set -> set.contains(Actor.UNFREEZE));
        assertThat(sets).noneMatch(set -> set.equals(List.of(Actor.CLOSE, Actor.CLOSE)));
        assertThat(sets.stream().filter(set -> set.size() == 1)).hasSize(Actor.values().length - 1);
    }

    @Test
    void shouldNameEveryDesignOnce() {
        assertThat(Design.all().stream().map(Design::word)).doesNotHaveDuplicates();
        assertThat(Design.named("flb-at-freeze")).map(Design::isPlanted).contains(false);
        assertThat(Design.named("none")).isEmpty();
    }
}
