package io.luoledger.experiment.bdf;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.experiment.bdf.Topology.Built;
import io.luoledger.experiment.bdf.Topology.Spot;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciPlan;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopologyGeneratorTest {
    private static final int RUNS = 60;
    private static final Set<String> PORTS = Set.of("root-port", "switch-down");

    @ParameterizedTest
    @EnumSource
    void shouldMakeHostsToWhichItCanHappen(Perturbation perturbation) {
        for (long seed = 0; seed < RUNS; seed++) {
            // When
            Topology topology = TopologyGenerator.next(new Dice(seed), perturbation, false);

            // Then
            String which = perturbation.word() + " of seed " + seed + "\n" + String.join("\n", topology.plan());
            assertThat(perturbation.aim().fits(topology)).as(which).isTrue();
            assertThat(topology.target().isPresent())
                    .as(which)
                    .isEqualTo(perturbation.aim().targeted());
            assertThat(topology.spots().stream().anyMatch(spot -> spot.part().has(Mark.PRESERVED)))
                    .as(which)
                    .isTrue();
            assertThat(topology.spots()).as(which).allMatch(TopologyGeneratorTest::inItsPlace);
            assertThat(PciPlan.read("random", String.join("\n", topology.plan()))
                            .hardware()
                            .functions())
                    .as(which)
                    .hasSameSizeAs(topology.spots());
        }
    }

    /** Firmware finds a number for each bridge in its hierarchy, also where it leaves one more at each slot. */
    @ParameterizedTest
    @EnumSource
    void shouldLeaveNumbersForEveryBridge(Perturbation perturbation) {
        for (long seed = 0; seed < RUNS; seed++) {
            // Given
            Topology topology = TopologyGenerator.next(new Dice(seed), perturbation, false);
            Built built = topology.build();

            // When
            built.platform().powerOn();

            // Then
            assertThat(built.functions())
                    .as(perturbation.word() + " of seed " + seed)
                    .hasSameSizeAs(topology.spots())
                    .filteredOn(PciFunction::bridge)
                    .allMatch(bridge -> bridge.secondary() > bridge.primary()
                            && bridge.subordinate() <= bridge.wire().host().lastBus());
        }
    }

    private static boolean inItsPlace(Spot spot) {
        Part above = spot.above().isEmpty() ? null : spot.above().getFirst();
        boolean onRoot = above == null || above.behind() != null;
        return switch (spot.part().name()) {
            case "root-port" -> onRoot;
            case "switch-down" -> above != null && above.name().equals("switch-up");
            case "switch-up", "pcie-to-pci" -> above != null && PORTS.contains(above.name());
            case "test-device" -> above != null && above.name().equals("pcie-to-pci");
            default -> above == null || onRoot || PORTS.contains(above.name());
        };
    }

    /** The same dice, the same host; others, another one. */
    @ParameterizedTest
    @EnumSource(names = {"NOTHING", "SEGMENT_ORDER"})
    void shouldDependOnTheDiceAlone(Perturbation perturbation) {
        List<Topology> once = List.of(
                TopologyGenerator.next(new Dice(7), perturbation, false),
                TopologyGenerator.next(new Dice(8), perturbation, false));

        assertThat(TopologyGenerator.next(new Dice(7), perturbation, false)).isEqualTo(once.get(0));
        assertThat(once.get(1)).isNotEqualTo(once.get(0));
    }
}
