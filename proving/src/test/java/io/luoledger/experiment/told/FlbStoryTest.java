package io.luoledger.experiment.told;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Limits;
import io.luoledger.experiment.check.Violation;
import io.luoledger.experiment.check.Wait;
import io.luoledger.experiment.flb.Design;
import io.luoledger.experiment.flb.FlbExperiment;
import io.luoledger.experiment.flb.Setting;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.simulator.scenario.Scenario;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlbStoryTest {
    private static Collection<CounterExample> examples(Setting setting) {
        return new FlbExperiment(new Limits(1_000_000, true), states -> {})
                .check(setting, FlbExperiment.sets(2))
                .smallest()
                .values();
    }

    private static FindingKind expected(CounterExample example) {
        return example.violation().kind().equals(Violation.DEADLOCK)
                ? FindingCatalogue.CALL_STUCK
                : FindingCatalogue.KERNEL_DIED;
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeFoundByTheLedger(Design design) {
        for (Setting setting : FlbExperiment.settings(List.of(design), false)) {
            for (CounterExample example : examples(setting)) {
                // Given
                Scenario story = FlbStory.of(setting, example).orElseThrow();

                // When
                List<Finding> findings = LedgerSays.of(story);

                // Then
                assertThat(findings)
                        .as("%s, %s, on %s", setting, example.violation(), story.kernels())
                        .extracting(Finding::kind)
                        .contains(expected(example));
            }
        }
    }

    /** Where the model says that a thread waits, there the ledger says that a task hangs. */
    @ParameterizedTest
    @EnumSource(names = {"LOCK_IN_FINISH", "REFCOUNT_LOCK_IN_FINISH", "RWSEM_WALK"})
    void shouldHangWhereTheModelWaits(Design design) {
        // Given
        Setting setting = new Setting(design, true, false);
        CounterExample deadlock = examples(setting).stream()
                .filter(example -> example.violation().kind().equals(Violation.DEADLOCK))
                .findFirst()
                .orElseThrow();

        // When
        List<Finding> findings = LedgerSays.of(FlbStory.of(setting, deadlock).orElseThrow());

        // Then
        assertThat(findings.stream()
                        .filter(finding -> finding.kind().equals(FindingCatalogue.CALL_STUCK))
                        .map(Finding::subject))
                .containsExactlyInAnyOrderElementsOf(deadlock.waits().stream()
                        .map(Wait::at)
                        .map(function -> "kernel " + function)
                        .toList());
    }

    /** The same calls at the same moments, on kernels that count references. */
    @ParameterizedTest
    @EnumSource(names = {"SEED", "LOCK_IN_FINISH", "RWSEM_WALK"})
    void shouldSayNothingOfASoundKernel(Design design) {
        Setting setting = new Setting(design, true, false);
        for (CounterExample example : examples(setting)) {
            // Given
            Scenario story = FlbStory.of(setting, example)
                    .orElseThrow()
                    .on(List.of(design == Design.RWSEM_WALK ? "next" : "seed"));

            // When
            List<Finding> findings = LedgerSays.of(story);

            // Then
            assertThat(findings).as(example.violation().toString()).isEmpty();
        }
    }

    @Test
    void shouldNotTellOfAnFlbThatNobodyAskedFor() {
        // Given
        Setting setting = new Setting(Design.REFCOUNT, true, true);

        // When
        Collection<CounterExample> examples = examples(setting);

        // Then
        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(example -> assertThat(FlbStory.of(setting, example)).isEmpty());
    }
}
