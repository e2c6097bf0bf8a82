package io.luoledger.experiment.bdf;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.experiment.bdf.BdfExperiment.Plan;
import io.luoledger.experiment.bdf.BdfReport.Cell;
import io.luoledger.experiment.bdf.BdfReport.NewBridges;
import io.luoledger.experiment.bdf.BdfReport.Unbroken;
import io.luoledger.simulator.pci.PciRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class BdfExperimentTest {
    private static final int RUNS = 40;

    private static BdfReport run(long runs, List<Policy> policies, List<Perturbation> perturbations, int threads) {
        BdfExperiment experiment = new BdfExperiment(new Plan(1, runs, policies, perturbations, threads));
        experiment.measure(done -> {});
        experiment.shrink(done -> {});
        experiment.virtualFunctions(done -> {});
        return experiment.report();
    }

    @Test
    void shouldFindTheSameOnAnyNumberOfThreads() {
        // When
        BdfReport one = run(RUNS, Policy.ALL, List.of(Perturbation.values()), 1);
        BdfReport four = run(RUNS, Policy.ALL, List.of(Perturbation.values()), 4);

        // Then
        assertThat(four).isEqualTo(one);
        assertThat(one.cells()).hasSize(Policy.ALL.size() * Perturbation.values().length * Invariant.values().length);
        assertThat(one.smallest()).isNotEmpty();
    }

    @Test
    void shouldBreakNothingWhereNothingHappens() {
        // When
        BdfReport report = run(200, Policy.ALL, List.of(Perturbation.NOTHING), 2);

        // Then
        assertThat(report.cells()).allMatch(cell -> cell.broken() == 0 && cell.of() > 190);
        assertThat(report.neverBroken())
                .extracting(Unbroken::policy)
                .containsExactlyElementsOf(Policy.ALL.stream().map(Policy::word).toList());
        assertThat(report.smallest()).isEmpty();
    }

    /** A kernel that numbers buses otherwise than the one before is no rule at all, and is seen to be none. */
    @Test
    void shouldFindAPlantedBadPolicy() {
        // Given
        Policy planted =
                new Policy("planted", "keeps nothing, and gives bridges more each time", PciRules.MAINLINE, "", null);

        // When
        BdfReport report = run(RUNS, List.of(planted, Policy.PCI_V9), List.of(Perturbation.ASSIGN_BUSSES), 2);

        // Then
        assertThat(report.cells())
                .filteredOn(cell -> cell.policy().equals("planted"))
                .filteredOn(cell -> cell.broken() > 0)
                .extracting(Cell::invariant)
                .contains("addressStable", "pathNumbersStable", "requesterIdUnchanged");
        assertThat(report.neverBroken()).extracting(Unbroken::policy).containsExactly("pci-v9");
        assertThat(report.smallest())
                .filteredOn(least -> least.invariant().equals("addressStable"))
                .allSatisfy(least -> assertThat(least.after()).anyMatch(line -> line.endsWith(" >A")));
    }

    @Test
    void shouldTellWhatNumbersBridgesGetInPortsWithoutSpareOnes() {
        // When
        BdfReport report = run(
                RUNS, List.of(Policy.INHERIT_PRESERVED, Policy.PCI_V9), List.of(Perturbation.BRIDGE_ADDED_UNSEEN), 2);

        // Then
        NewBridges refused = report.newBridges().getFirst();
        NewBridges given = report.newBridges().getLast();
        assertThat(refused.policy()).isEqualTo("inherit-preserved");
        assertThat(refused.numbers()).containsEntry("none", refused.of());
        assertThat(given.policy()).isEqualTo("pci-v9");
        assertThat(given.numbers().get("overlapping")).isPositive();
        assertThat(given.numbers()).containsEntry("higher", 0L);
    }

    @Test
    void shouldTellWhatVirtualFunctionsNeed() {
        // When
        BdfReport report =
                run(RUNS, List.of(Policy.PCI_V9), List.of(Perturbation.NOTHING, Perturbation.ASSIGN_BUSSES), 2);

        // Then
        assertThat(report.virtualNeeds())
                .extracting(need -> need.perturbation() + " " + need.facts())
                .containsExactly(
                        "nothing [[physicalFunction, sriovControl]]",
                        "assign-busses [[busNumbers, physicalFunction, sriovControl]]");
    }
}
