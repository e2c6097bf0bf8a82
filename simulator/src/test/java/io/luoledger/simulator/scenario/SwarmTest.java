package io.luoledger.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwarmTest {
    private static final long RUNS = Long.getLong("luo.ledger.swarm.runs", 500);
    private static final List<String> SOUND = List.of("7.2+no-defects", "7.3+no-defects");

    @Test
    void shouldKeepEveryInvariantOnKernelsWithoutDefects() {
        // Given
        List<Fault> faults = Arrays.stream(Fault.values())
                .filter(fault ->
                        !fault.word().startsWith("abi-") && !fault.word().startsWith("no-") && !fault.needsDevices())
                .toList();
        Swarm swarm = new Swarm(Swarm.Plan.of(1, SOUND, faults), () -> Witness.NONE);

        // When
        Swarm.Report report = swarm.run(RUNS, done -> {});

        // Then
        assertThat(report.failure()).isEmpty();
        assertThat(report.runs()).isEqualTo(RUNS);
        assertThat(report.faults().keySet()).containsExactlyInAnyOrderElementsOf(faults);
        assertThat(report.features().keySet())
                .containsExactlyElementsOf(Arrays.stream(Feature.values())
                        .filter(feature -> !feature.aboutDevices())
                        .toList());
    }

    @Test
    void shouldFindAndShrinkAKnownDefect() {
        // Given
        Swarm swarm = new Swarm(Swarm.Plan.of(1, List.of("7.3+no-empty-session-block"), List.of()), () -> Witness.NONE);

        // When
        Swarm.Report report = swarm.run(RUNS, done -> {});

        // Then
        Swarm.Failure failure = report.failure().orElseThrow();
        assertThat(failure.invariant()).isEqualTo(Invariant.PROMISES_KEPT);
        assertThat(failure.detail()).contains("seals=32").contains("seals=62");
        assertThat(failure.script().lines().filter(line -> !line.startsWith("%")))
                .hasSize(5);
        assertThat(failure.script()).contains("memfd_noexec");
    }

    @Test
    void shouldFindTheKernelThatPanicsOverAnEmptyBlock() {
        // Given
        Swarm swarm = new Swarm(Swarm.Plan.of(1, List.of("7.3+no-noexec-write-sealed"), List.of()), () -> Witness.NONE);

        // When
        Swarm.Report report = swarm.run(20 * RUNS, done -> {});

        // Then
        Swarm.Failure failure = report.failure().orElseThrow();
        assertThat(failure.invariant()).isEqualTo(Invariant.KERNEL_SURVIVES);
        assertThat(failure.script().lines().filter(line -> line.startsWith("create")))
                .hasSize(52);
    }
}
