package io.luoledger.simulator.pci;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a PCI function is, wherever it is plugged in.
 *
 * @param vendor vendor id, 16 bits
 * @param device device id, 16 bits
 * @param classCode 24 bits
 * @param virtualFunctions its SR-IOV capability, or null
 */
public record PciModel(
        int vendor,
        int device,
        int classCode,
        Kind kind,
        Set<Ability> abilities,
        @Nullable VirtualFunctions virtualFunctions) {
    /** What place in a hierarchy it can take. */
    public enum Kind {
        /** PCI Express endpoint, also one integrated in the root complex. */
        ENDPOINT,
        /** A function without PCI Express capability, wherever it is. */
        CONVENTIONAL,
        ROOT_PORT,
        UPSTREAM_PORT,
        DOWNSTREAM_PORT,
        PCIE_TO_PCI_BRIDGE,
        PCI_BRIDGE;

        public boolean bridge() {
            return switch (this) {
                case ENDPOINT, CONVENTIONAL -> false;
                case ROOT_PORT, UPSTREAM_PORT, DOWNSTREAM_PORT, PCIE_TO_PCI_BRIDGE, PCI_BRIDGE -> true;
            };
        }

        /** Whether below it is a link with a single device at its end. */
        public boolean link() {
            return this == ROOT_PORT || this == DOWNSTREAM_PORT;
        }

        public boolean express() {
            return this != CONVENTIONAL && this != PCI_BRIDGE;
        }

        /** Whether PCI Express ports' driver takes it. */
        public boolean port() {
            return this == ROOT_PORT || this == UPSTREAM_PORT || this == DOWNSTREAM_PORT;
        }
    }

    /** What a function may be able to do besides. */
    public enum Ability {
        /** Its header says that the device has more functions. */
        MULTIFUNCTION,
        /** Function Level Reset. */
        FLR,
        /** Loses its state from D3hot to D0. */
        PM_RESET,
        /** Alternative Routing-ID Interpretation capability. */
        ARI,
        /** A port that can forward to functions above 7. */
        ARI_FORWARDING,
        /** Access Control Services. */
        ACS,
        /** A bridge whose slot takes devices while the host runs. */
        HOTPLUG,
        MSI,
        MSIX,
        /** Has a PCI segment of its own behind it (VMD). */
        OWN_SEGMENT
    }

    /**
     * SR-IOV: where a physical function puts its virtual ones.
     *
     * @param total how many it can have
     * @param device device id of the virtual ones
     * @param offset of the first one's routing id from the physical function's
     * @param stride from one to the next
     * @param ariOffset the same where the hierarchy is ARI capable
     * @param ariStride the same where the hierarchy is ARI capable
     */
    public record VirtualFunctions(int total, int device, int offset, int stride, int ariOffset, int ariStride) {}

    public PciModel {
        abilities = abilities.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(abilities));
        if (vendor < 0 || vendor > 0xffff || device < 0 || device > 0xffff) {
            throw new IllegalArgumentException("ids have 16 bits: " + vendor + ":" + device);
        }
    }

    public static PciModel of(int vendor, int device, int classCode, Kind kind, Ability... abilities) {
        EnumSet<Ability> set = EnumSet.noneOf(Ability.class);
        set.addAll(java.util.Arrays.asList(abilities));
        return new PciModel(vendor, device, classCode, kind, set, null);
    }

    public PciModel with(VirtualFunctions functions) {
        return new PciModel(vendor, device, classCode, kind, abilities, functions);
    }

    public PciModel with(Ability ability) {
        EnumSet<Ability> set = EnumSet.of(ability);
        set.addAll(abilities);
        return new PciModel(vendor, device, classCode, kind, set, virtualFunctions);
    }

    public PciModel without(Ability ability) {
        EnumSet<Ability> set = EnumSet.noneOf(Ability.class);
        set.addAll(abilities);
        set.remove(ability);
        return new PciModel(vendor, device, classCode, kind, set, virtualFunctions);
    }

    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }

    /** "vvvv:dddd". */
    public String id() {
        return String.format("%04x:%04x", vendor, device);
    }
}
