package io.luoledger.simulator.pci;

import io.luoledger.simulator.pci.PciModel.Ability;
import io.luoledger.simulator.pci.PciModel.Kind;
import io.luoledger.simulator.pci.PciModel.VirtualFunctions;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Parts that hosts are built of, as they describe themselves. */
public final class PciParts {
    public static final PciModel HOST_BRIDGE = PciModel.of(0x8086, 0x29c0, 0x060000, Kind.CONVENTIONAL);
    public static final PciModel EXPANDER = PciModel.of(0x1b36, 0x000b, 0x060000, Kind.CONVENTIONAL);
    public static final PciModel VGA = PciModel.of(0x1234, 0x1111, 0x030000, Kind.CONVENTIONAL);
    public static final PciModel LPC = PciModel.of(0x8086, 0x2918, 0x060100, Kind.CONVENTIONAL, Ability.MULTIFUNCTION);
    public static final PciModel SATA =
            PciModel.of(0x8086, 0x2922, 0x010601, Kind.CONVENTIONAL, Ability.MULTIFUNCTION, Ability.MSI);
    public static final PciModel SMBUS =
            PciModel.of(0x8086, 0x2930, 0x0c0500, Kind.CONVENTIONAL, Ability.MULTIFUNCTION);
    public static final PciModel ROOT_PORT = PciModel.of(
            0x1b36,
            0x000c,
            0x060400,
            Kind.ROOT_PORT,
            Ability.ACS,
            Ability.ARI_FORWARDING,
            Ability.HOTPLUG,
            Ability.MSIX);
    public static final PciModel SWITCH_UPSTREAM =
            PciModel.of(0x104c, 0x8232, 0x060400, Kind.UPSTREAM_PORT, Ability.FLR);
    public static final PciModel SWITCH_DOWNSTREAM =
            PciModel.of(0x104c, 0x8233, 0x060400, Kind.DOWNSTREAM_PORT, Ability.FLR, Ability.HOTPLUG);
    public static final PciModel PCIE_TO_PCI =
            PciModel.of(0x1b36, 0x000e, 0x060400, Kind.PCIE_TO_PCI_BRIDGE, Ability.PM_RESET, Ability.MSI);

    /** Paravirtual disk on the root bus. */
    public static final PciModel VIRTIO_DISK = PciModel.of(0x1af4, 0x1001, 0x010000, Kind.CONVENTIONAL, Ability.MSIX);

    /** Paravirtual random numbers on the root bus. */
    public static final PciModel VIRTIO_RNG = PciModel.of(0x1af4, 0x1005, 0x00ff00, Kind.CONVENTIONAL, Ability.MSIX);

    public static final PciModel VIRTIO_NET =
            PciModel.of(0x1af4, 0x1041, 0x020000, Kind.ENDPOINT, Ability.FLR, Ability.PM_RESET, Ability.MSIX);

    /** An NVMe controller with two virtual functions. */
    public static final PciModel NVME = PciModel.of(
                    0x1b36, 0x0010, 0x010802, Kind.ENDPOINT, Ability.FLR, Ability.ARI, Ability.MSIX)
            .with(new VirtualFunctions(2, 0x0010, 1, 1, 1, 1));

    /** A network adapter whose virtual functions start far off, on a bus of their own without ARI. */
    public static final PciModel NIC = PciModel.of(
                    0x8086, 0x10fb, 0x020000, Kind.ENDPOINT, Ability.FLR, Ability.ARI, Ability.MSIX)
            .with(new VirtualFunctions(8, 0x10ed, 0x180, 2, 0x80, 2));

    /** One of two ports of a network adapter: its functions can't be kept apart. */
    public static final PciModel NIC_PORT =
            PciModel.of(0x8086, 0x1521, 0x020000, Kind.ENDPOINT, Ability.FLR, Ability.MSIX, Ability.MULTIFUNCTION);

    /** A device that masters the bus and can only be reset with its bus. */
    public static final PciModel EDU = PciModel.of(0x1234, 0x11e8, 0x00ff00, Kind.CONVENTIONAL, Ability.MSI);

    public static final PciModel TEST_DEVICE = PciModel.of(0x1b36, 0x0005, 0x00ff00, Kind.CONVENTIONAL);

    /** A controller with a PCI segment of its own behind it. */
    public static final PciModel VMD =
            PciModel.of(0x8086, 0x201d, 0x010400, Kind.ENDPOINT, Ability.OWN_SEGMENT, Ability.MSIX);

    private static final Map<String, PciModel> NAMED = new TreeMap<>(Map.ofEntries(
            Map.entry("host-bridge", HOST_BRIDGE),
            Map.entry("expander", EXPANDER),
            Map.entry("vga", VGA),
            Map.entry("lpc", LPC),
            Map.entry("sata", SATA),
            Map.entry("smbus", SMBUS),
            Map.entry("root-port", ROOT_PORT),
            Map.entry("switch-up", SWITCH_UPSTREAM),
            Map.entry("switch-down", SWITCH_DOWNSTREAM),
            Map.entry("pcie-to-pci", PCIE_TO_PCI),
            Map.entry("virtio-disk", VIRTIO_DISK),
            Map.entry("virtio-rng", VIRTIO_RNG),
            Map.entry("virtio-net", VIRTIO_NET),
            Map.entry("nvme", NVME),
            Map.entry("nic", NIC),
            Map.entry("nic-port", NIC_PORT),
            Map.entry("edu", EDU),
            Map.entry("test-device", TEST_DEVICE),
            Map.entry("vmd", VMD)));

    private PciParts() {}

    /** Names of the parts, in order. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(NAMED.keySet());
    }

    public static Optional<PciModel> find(String name) {
        return Optional.ofNullable(NAMED.get(name));
    }

    /** Name of the part with these ids. */
    public static Optional<String> named(int vendor, int device) {
        return NAMED.entrySet().stream()
                .filter(part ->
                        part.getValue().vendor() == vendor && part.getValue().device() == device)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
