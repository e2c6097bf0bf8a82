package io.luoledger.experiment.bdf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShrinkTest {
    @ParameterizedTest
    @CsvSource({
        "firmware-kept,    assign-busses,       ADDRESS_STABLE,        3",
        "firmware-kept,    assign-busses,       RETRIEVED_IS_PROMISED, 9",
        "pci-v9,           bridge-added-unseen, PATH_NUMBERS_STABLE,   4",
        "inherit-incoming, rescan-after-finish, PATH_NUMBERS_STABLE,   2",
        "pci-v9,           bridge-lost,         ADDRESS_STABLE,        2",
        "pci-v9,           segment-order,       ADDRESS_STABLE,        5"
    })
    void shouldTakeAwayWhatIsNotNeededAndNothingElse(
            String policy, String perturbation, Invariant invariant, int mostParts) {
        // Given
        Trial trial = new Trial(
                Policy.find(policy).orElseThrow(),
                Perturbation.find(perturbation).orElseThrow());
        Topology breaking = LongStream.range(0, 2000)
                .mapToObj(run -> BdfExperiment.topology(1, trial.perturbation(), run, false))
                .filter(topology -> shows(trial, invariant, topology))
                .findFirst()
                .orElseThrow();

        // When
        Topology least = BdfExperiment.least(trial, invariant, breaking);

        // Then
        assertThat(shows(trial, invariant, least)).isTrue();
        List<Topology> smaller = Shrink.steps(least);
        assertThat(smaller).isNotEmpty().noneMatch(step -> shows(trial, invariant, step));
        assertThat(least.size())
                .as(String.join("\n", least.plan()))
                .isLessThanOrEqualTo(breaking.size())
                .isLessThanOrEqualTo(mostParts);
    }

    private static boolean shows(Trial trial, Invariant invariant, Topology topology) {
        return trial.fits(topology) && trial.run(topology).broken().contains(invariant);
    }
}
