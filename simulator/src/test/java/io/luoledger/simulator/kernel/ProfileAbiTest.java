package io.luoledger.simulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructLayout;
import io.luoledger.simulator.pci.PciOptions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every simulated kernel has the preserved-state ABI that the catalogue gives for its release. */
class ProfileAbiTest {
    /** Structs that the catalogue keeps as a part of others, or has no place for. */
    private static final Set<String> PARTS = Set.of("luo_file_set_ser", "khoser_mem_chunk_hdr");

    static Set<String> releases() {
        return KernelProfiles.names();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void shouldLayOutStructsAsTheCatalogueSays(String release) {
        PreservedAbi abi = KernelProfiles.find(release).orElseThrow().abi();
        AbiDescriptor descriptor = Catalogue.find(release).orElseThrow();
        abi.structs().values().stream()
                .filter(layout -> !PARTS.contains(layout.name()))
                .forEach(layout -> {
                    io.luoledger.abi.StructLayout known =
                            descriptor.struct(layout.name()).orElseThrow(() -> new AssertionError(layout.name()));
                    assertThat(known.size()).as(layout.name()).isEqualTo(layout.size());
                    assertThat(places(layout)).as(layout.name()).isEqualTo(places(known));
                });
    }

    @ParameterizedTest
    @MethodSource("releases")
    void shouldGuardThemAsTheCatalogueSays(String release) {
        Map<String, String> strings =
                KernelProfiles.find(release).orElseThrow().abi().strings();
        for (Guard guard : Catalogue.find(release).orElseThrow().guards()) {
            if (strings.containsKey(guard.name())) {
                assertThat(strings.get(guard.name())).as(guard.name()).isEqualTo(guard.value());
            }
        }
    }

    @Test
    void shouldCallAKernelThatIsMerelyBootedInAnotherWayByItsOwnName() {
        assertThat(KernelProfiles.find("seed+assign-busses").orElseThrow().release())
                .isEqualTo("seed");
        assertThat(KernelProfiles.find("next+pci-v9+noari").orElseThrow().release())
                .isEqualTo("next+pci-v9");
        assertThat(KernelProfiles.find("next+nothing")).isEmpty();
    }

    @Test
    void shouldBootWithAllThatItsNameSaysWhateverTheOrder() {
        // Given
        PciOptions both = PciOptions.parse("pci=assign-busses,hpbussize=3");

        // When, Then
        assertThat(KernelProfiles.find("seed+assign-busses+hpbussize=3")
                        .orElseThrow()
                        .pciOptions())
                .isEqualTo(both);
        assertThat(KernelProfiles.find("seed+hpbussize=3+assign-busses")
                        .orElseThrow()
                        .pciOptions())
                .isEqualTo(both);
        assertThat(KernelProfiles.find("seed+hpbussize=0x3")).isEmpty();
        assertThat(KernelProfiles.find("seed+hpbussize=256")).isEmpty();
        assertThat(KernelProfiles.find("seed+noari=1")).isEmpty();
    }

    private static Map<String, String> places(StructLayout layout) {
        Map<String, String> places = new TreeMap<>();
        layout.fields()
                .forEach((name, field) -> places.put(
                        name,
                        "@" + field.offset() + "+" + field.size() + " bits " + field.bitOffset() + "/"
                                + field.bitSize()));
        return places;
    }

    /** Arrays at the end have no bytes of their own. */
    private static Map<String, String> places(io.luoledger.abi.StructLayout layout) {
        Map<String, String> places = new TreeMap<>();
        for (Field field : layout.fields()) {
            if (field.arrayLength() == null || field.arrayLength() != 0) {
                places.put(
                        field.name(),
                        "@" + field.offset() + "+" + field.size() + " bits "
                                + (field.bitOffset() == null ? 0 : field.bitOffset()) + "/"
                                + (field.bitSize() == null ? 0 : field.bitSize()));
            }
        }
        return places;
    }
}
