package io.luoledger.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.Catalogue;
import io.luoledger.abi.reading.HandoverReader;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What of the known kernels nobody simulates: docs/abi-reading.md lists it. */
class UnreachedTest {
    private static final Set<String> LISTED = Set.of(
            "kho root node",
            "kho subnode",
            "kho_radix_node",
            "kho_radix_leaf",
            "kho_data",
            "kho_scratch",
            "memblock root node",
            "luo root node",
            "luo_session_head_ser",
            "luo_block_header_ser",
            "memfd root node",
            "device_ser",
            "device_domain_iommu_ser");

    @Test
    void shouldReadEveryStructThatIsNotListed() {
        // Given
        HandoverReader reader = new SimulatedReader();

        // When
        Set<String> unread = Catalogue.names().stream()
                .flatMap(name -> Catalogue.find(name).orElseThrow().structs().stream())
                .map(io.luoledger.abi.StructLayout::name)
                .filter(name -> !reader.reaches(name))
                .filter(name -> !name.startsWith("iommu_") && !name.startsWith("iommufd_"))
                .collect(Collectors.toSet());

        // Then
        assertThat(unread).isEqualTo(LISTED);
    }
}
