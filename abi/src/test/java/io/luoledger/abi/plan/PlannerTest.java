package io.luoledger.abi.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Kernels of a family: old and new differ in the memfd string; the one in between reads both and writes the new one. */
class PlannerTest {
    private static final AbiDescriptor BASE = Catalogue.find("7.3").orElseThrow();

    @Test
    void shouldPlanAThousandHosts() {
        // Given
        Planner planner = new Planner(
                List.of(
                        kernel("old", List.of("memfd-v2"), List.of("memfd-v2")),
                        kernel("between", List.of("memfd-v3", "memfd-v2"), List.of("memfd-v3", "memfd-v2")),
                        kernel("new", List.of("memfd-v3"), List.of("memfd-v3"))),
                AbiGate.BY_RULES,
                EnumSet.of(Consequence.METADATA_IGNORED));
        List<Plan> plans = new ArrayList<>();
        // When
        for (int i = 0; i < 1000; i++) {
            Holdings holdings = switch (i % 4) {
                case 0 -> new Holdings("host" + i, "old", List.of(), List.of());
                case 1 -> new Holdings("host" + i, "old", List.of("memfd-v2"), List.of());
                case 2 -> new Holdings("host" + i, "between", List.of("memfd-v3"), List.of());
                default -> new Holdings("host" + i, "old", List.of("memfd-v2", "vcpu-v1"), List.of());
            };
            plans.add(planner.plan(holdings, "new"));
        }
        // Then
        assertThat(plans.stream().filter(Plan::isDirect)).hasSize(500);
        assertThat(plans.stream().filter(Plan::isBlocked)).hasSize(250);
        Plan twoSteps = plans.get(1);
        assertThat(Objects.requireNonNull(twoSteps.way()).kernels()).containsExactly("old", "between", "new");
        assertThat(Objects.requireNonNull(twoSteps.back()).kernels()).containsExactly("new", "between", "old");
        assertThat(twoSteps.blockers()).containsExactly("old -> new: memfd REFUSED open_eio_memory_leaked");
        Plan blocked = plans.get(3);
        assertThat(blocked.blockers()).contains("old -> new: nothing is known of vcpu-v1");
        assertThat(blocked.unblock()).containsExactly("finish what is preserved of vcpu-v1 first");
    }

    @Test
    void shouldTakeTheWayWithFewerLosses() {
        // Given: two ways over one stop; one of them loses the metadata
        AbiDescriptor lossy =
                with(kernel("a-lossy", List.of("memfd-v3", "memfd-v2"), List.of("memfd-v3", "memfd-v2")), "7");
        Planner planner = new Planner(
                List.of(
                        kernel("old", List.of("memfd-v2"), List.of("memfd-v2")),
                        lossy,
                        kernel("b-clean", List.of("memfd-v3", "memfd-v2"), List.of("memfd-v3", "memfd-v2")),
                        kernel("new", List.of("memfd-v3"), List.of("memfd-v3"))),
                AbiGate.BY_RULES,
                EnumSet.of(Consequence.METADATA_IGNORED));
        // When
        Plan plan = planner.plan(new Holdings("host", "old", List.of("memfd-v2"), List.of()), "new");
        // Then
        assertThat(Objects.requireNonNull(plan.way()).kernels()).containsExactly("old", "b-clean", "new");
        assertThat(plan.way().losses()).isEmpty();
    }

    private static AbiDescriptor kernel(String release, List<String> writes, List<String> reads) {
        return changed(
                release,
                guard -> guard.layer() == Layer.HANDLER
                        ? new Guard(guard.name(), guard.layer(), guard.kind(), writes, reads, "test", Confidence.HIGH)
                        : guard,
                BASE);
    }

    private static AbiDescriptor with(AbiDescriptor kernel, String metadata) {
        return changed(
                kernel.release(),
                guard -> guard.layer() == Layer.KEXEC_METADATA
                        ? Guard.of(guard.name(), guard.layer(), guard.kind(), metadata, "test")
                        : guard,
                kernel);
    }

    private static AbiDescriptor changed(
            String release, java.util.function.UnaryOperator<Guard> change, AbiDescriptor base) {
        return base.with()
                .release(release)
                .guards(base.guards().stream().map(change).toList())
                .documented(List.of())
                .source("test")
                .confidence(Confidence.HIGH)
                .build();
    }
}
