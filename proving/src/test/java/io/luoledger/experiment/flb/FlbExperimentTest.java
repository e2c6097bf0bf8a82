package io.luoledger.experiment.flb;

import static io.luoledger.experiment.check.View.USE_AFTER_FREE;
import static io.luoledger.experiment.check.Violation.DEADLOCK;
import static io.luoledger.experiment.flb.Defects.DOUBLE_RETRIEVE;
import static io.luoledger.experiment.flb.Defects.LEAKED_REFERENCE;
import static io.luoledger.experiment.flb.Defects.LOST_FINISH;
import static io.luoledger.experiment.flb.Defects.NULL_POINTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.check.Move;
import io.luoledger.experiment.check.Replay;
import io.luoledger.experiment.check.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlbExperimentTest {
    private static final Limits ENOUGH = new Limits(1_000_000, true);

    private static FlbResult check(Setting setting, Limits limits, int upTo) {
        return new FlbExperiment(limits, states -> {}).check(setting, FlbExperiment.sets(upTo));
    }

    private static CounterExample found(FlbResult result, String kind) {
        return Objects.requireNonNull(result.smallest().get(kind));
    }

    private static Set<String> expected(Setting setting) {
        List<String> kinds = new ArrayList<>(
                switch (setting.design()) {
                    case SEED, CACHED -> List.of(USE_AFTER_FREE, NULL_POINTER);
                    case LOCK_IN_FINISH -> List.of(NULL_POINTER, DEADLOCK);
                    case FAIL_FIRST -> List.of(USE_AFTER_FREE);
                    case REFCOUNT_LOCK_IN_FINISH, RWSEM_WALK -> List.of(DEADLOCK);
                    case LOCKED_GET, REFCOUNT, RWSEM -> List.of();
                });
        if (!setting.refusesAfterFinish()) {
            kinds.add(DOUBLE_RETRIEVE);
        }
        return new TreeSet<>(kinds);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindWhatBreaksInEachDesignWithAndWithoutReduction(Design design) {
        for (Setting setting : FlbExperiment.settings(List.of(design), false)) {
            for (boolean reduction : new boolean[] {true, false}) {
                // When
                FlbResult result = check(setting, new Limits(1_000_000, reduction), 3);

                // Then
                assertThat(result.complete()).isTrue();
                assertThat(result.sets()).isEqualTo(5 + 15 + 35);
                assertThat(new TreeSet<>(result.smallest().keySet()))
                        .as(setting.toString())
                        .isEqualTo(expected(setting));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowRunsThatLeadThere(Design design) {
        for (boolean neverAsked : new boolean[] {false, true}) {
            for (Setting setting : FlbExperiment.settings(List.of(design), neverAsked)) {
                // Given
                FlbResult result = check(setting, ENOUGH, 3);

                // Then
                assertThat(result.smallest().values()).allSatisfy(example -> {
                    List<Actor> actors = example.threads().stream()
                            .map(name -> Actor.named(name.split(" ")[0]).orElseThrow())
                            .toList();
                    CounterExample again = Replay.of(FlbExperiment.model(setting, actors), example.schedule());
                    assertThat(again).extracting(CounterExample::violation).isEqualTo(example.violation());
                });
            }
        }
    }

    @Test
    void shouldShowTheDeadlockOfTheLockInFinishWithItsCycle() {
        // When
        FlbResult result = check(new Setting(Design.LOCK_IN_FINISH, true, false), ENOUGH, 2);

        // Then
        assertThat(found(result, DEADLOCK)).satisfies(example -> {
            assertThat(example.violation())
                    .isEqualTo(new Violation(
                            DEADLOCK,
                            "open waits in liveupdate_flb_get_incoming for flb.incoming.lock, held by finish;"
                                    + " finish waits in pci_flb_finish for pci_flb_incoming_lock, held by open"));
            assertThat(example.contextSwitches()).isOne();
            assertThat(example.run())
                    .endsWith(
                            new Move(1, "luo_flb_file_finish_one", "takes flb.incoming.lock"),
                            new Move(0, "pci_liveupdate_incoming_is_preserved", "takes pci_flb_incoming_lock"),
                            new Move(0, "liveupdate_flb_get_incoming", "looks at incoming.obj without the lock"));
        });
    }

    @Test
    void shouldFindThatAReaderMayFreeUnderItsOwnLock() {
        // Given: nobody but the reader holds a reference when it drops its own
        Setting setting = new Setting(Design.REFCOUNT_LOCK_IN_FINISH, true, true);

        // When
        FlbResult result = check(setting, ENOUGH, 2);

        // Then
        assertThat(found(result, DEADLOCK).violation().what())
                .isEqualTo("open waits in pci_flb_finish for pci_flb_incoming_lock, held by open");
    }

    @ParameterizedTest
    @EnumSource
    void shouldLoseTheFinishOfAnFlbThatNobodyAskedFor(Design design) {
        // When
        FlbResult result = check(new Setting(design, true, true), ENOUGH, 2);

        // Then
        assertThat(result.smallest()).containsKeys(LOST_FINISH, LEAKED_REFERENCE);
        assertThat(found(result, LOST_FINISH).threads()).containsExactly("finish");
    }

    @Test
    void shouldSayThatTheBoundWasReached() {
        // When
        FlbResult result = check(new Setting(Design.RWSEM, true, false), new Limits(20, true), 3);

        // Then
        assertThat(result.complete()).isFalse();
    }

    @Test
    void shouldTakeEverySmallSetOnce() {
        assertThat(FlbExperiment.sets(2))
                .hasSize(20)
                .doesNotHaveDuplicates()
                .contains(List.of(Actor.FINISH), List.of(Actor.OPEN, Actor.FINISH), List.of(Actor.FINISH, Actor.FINISH))
                .doesNotContain(List.of(Actor.FINISH, Actor.OPEN));
        assertThat(Arrays.stream(Design.values()).map(Design::word)).doesNotHaveDuplicates();
    }
}
