package io.luoledger.simulator.pci;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.PciAddress;
import io.luoledger.simulator.pci.PciModel.Ability;
import io.luoledger.simulator.pci.PciModel.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Builds the host that a listing of its functions shows, registers as they were. */
public final class PciListing {
    /**
     * A function as sysfs of a running kernel shows it.
     *
     * @param parent address of the bridge above, or "pcissss:bb"
     * @param buses of a bridge
     * @param extended whether it has more than 256 bytes of configuration space
     * @param acs whether it has the capability; likewise ari
     * @param virtualFunctions how many it can have
     * @param physical address of a virtual function's physical one
     */
    public record Row(
            PciAddress address,
            String parent,
            int vendor,
            int device,
            int classCode,
            @Nullable BridgeBuses buses,
            boolean extended,
            Set<ResetMethod> resets,
            boolean acs,
            boolean ari,
            int virtualFunctions,
            int command,
            @Nullable PciAddress physical) {
        public Row {
            resets = Set.copyOf(resets);
        }

        private boolean onRoot() {
            return parent.startsWith(ROOT);
        }
    }

    private static final String ROOT = "pci";
    private static final int CONVENTIONAL_BRIDGE = 0x000e;
    private static final int QEMU = 0x1b36;

    private final Map<PciAddress, Row> rows = new TreeMap<>();
    private final Map<PciAddress, PciFunction> functions = new HashMap<>();
    private final Map<PciFunction, Integer> spare = new HashMap<>();

    private PciListing(List<Row> listing) {
        listing.forEach(row -> rows.put(row.address(), row));
    }

    /** Throws IllegalArgumentException where a row's parent isn't listed. */
    public static PciPlatform platform(String name, List<Row> rows) {
        PciListing listing = new PciListing(rows);
        PciHardware hardware = listing.build();
        Map<PciFunction, Integer> kept = Map.copyOf(listing.spare);
        return new PciPlatform(name, hardware, new PciFirmware(function -> kept.getOrDefault(function, 0)));
    }

    private PciHardware build() {
        PciHardware hardware = new PciHardware();
        Map<String, PciHost> hosts = hosts(hardware);
        List<Row> left = new ArrayList<>(rows.values());
        left.removeIf(row -> row.physical() != null);
        // a bridge may have a higher address than what is below it
        while (!left.isEmpty()) {
            int before = left.size();
            left.removeIf(row -> plug(hosts, row));
            if (left.size() == before) {
                Row row = left.getFirst();
                throw new IllegalArgumentException(row.address() + ": its parent " + row.parent() + " isn't listed");
            }
        }
        return hardware;
    }

    private boolean plug(Map<String, PciHost> hosts, Row row) {
        PciHost host = hosts.get(row.parent());
        PciFunction above = host == null ? functions.get(PciAddress.parse(row.parent())) : null;
        PciWire wire = host != null ? host.root() : above == null ? null : above.below();
        if (wire == null) {
            return false;
        }
        PciFunction function = wire.plug(row.address().devfn(), model(row));
        function.command(row.command());
        BridgeBuses buses = row.buses();
        if (buses != null) {
            function.buses(buses.primary(), buses.secondary(), buses.subordinate());
            spare.put(function, Math.max(0, buses.subordinate() - buses.secondary()));
        }
        functions.put(row.address(), function);
        return true;
    }

    /** The hierarchies; one ends where the next of its segment begins. */
    private Map<String, PciHost> hosts(PciHardware hardware) {
        Map<Integer, TreeSet<Integer>> roots = new TreeMap<>();
        for (Row row : rows.values()) {
            if (row.onRoot()) {
                roots.computeIfAbsent(row.address().segment(), fresh -> new TreeSet<>())
                        .add(row.address().bus());
            }
        }
        Map<String, PciHost> hosts = new LinkedHashMap<>();
        roots.forEach((segment, buses) -> {
            for (int bus : buses) {
                Integer next = buses.higher(bus);
                int last = next == null ? 0xff : next - 1;
                hosts.put(String.format("pci%04x:%02x", segment, bus), hardware.addHost(segment, bus, last));
            }
        });
        return hosts;
    }

    private PciModel model(Row row) {
        EnumSet<Ability> abilities = EnumSet.noneOf(Ability.class);
        Kind kind = kind(row);
        add(abilities, Ability.FLR, row.resets().contains(ResetMethod.FLR));
        add(abilities, Ability.PM_RESET, row.resets().contains(ResetMethod.PM));
        add(abilities, Ability.ACS, row.acs());
        add(abilities, Ability.ARI, row.ari());
        add(abilities, Ability.HOTPLUG, kind.link());
        add(abilities, Ability.ARI_FORWARDING, kind == Kind.ROOT_PORT);
        add(abilities, Ability.MULTIFUNCTION, hasNeighbours(row));
        interrupts(abilities, row, kind);
        PciModel model = new PciModel(row.vendor(), row.device(), row.classCode(), kind, abilities, null);
        return row.virtualFunctions() == 0 ? model : model.with(virtualFunctions(row));
    }

    /**
     * A listing doesn't tell how a function interrupts: of a known part the part does, and another one on PCI Express must have a
     * message-signalled kind, which one being its own affair.
     */
    private static void interrupts(Set<Ability> abilities, Row row, Kind kind) {
        Optional<PciModel> part = PciParts.named(row.vendor(), row.device()).flatMap(PciParts::find);
        boolean express = part.isEmpty() && kind.express();
        add(abilities, Ability.MSI, part.map(known -> known.can(Ability.MSI)).orElse(express));
        add(abilities, Ability.MSIX, part.map(known -> known.can(Ability.MSIX)).orElse(express));
    }

    private static void add(Set<Ability> abilities, Ability ability, boolean has) {
        if (has) {
            abilities.add(ability);
        }
    }

    /** Where its virtual functions were seen, or behind it one after the other. */
    private PciModel.VirtualFunctions virtualFunctions(Row row) {
        List<Row> seen = rows.values().stream()
                .filter(each -> row.address().equals(each.physical()))
                .toList();
        int device = seen.isEmpty() ? row.device() : seen.getFirst().device();
        int offset = seen.isEmpty()
                ? 1
                : seen.getFirst().address().bdf() - row.address().bdf();
        int stride = seen.size() < 2
                ? 1
                : seen.get(1).address().bdf() - seen.getFirst().address().bdf();
        return new PciModel.VirtualFunctions(row.virtualFunctions(), device, offset, stride, offset, stride);
    }

    private boolean hasNeighbours(Row row) {
        return rows.values().stream()
                .anyMatch(other -> !other.equals(row)
                        && other.physical() == null
                        && other.address().segment() == row.address().segment()
                        && other.address().bdf() >>> 3 == row.address().bdf() >>> 3);
    }

    /** Of bridges the listing tells no kind: their place does. */
    private Kind kind(Row row) {
        if (row.buses() == null) {
            return row.extended() ? Kind.ENDPOINT : Kind.CONVENTIONAL;
        }
        if (!row.extended()) {
            return Kind.PCI_BRIDGE;
        }
        Row above = row.onRoot() ? null : rows.get(PciAddress.parse(row.parent()));
        if (above == null) {
            return Kind.ROOT_PORT;
        }
        if (row.vendor() == QEMU && row.device() == CONVENTIONAL_BRIDGE) {
            return Kind.PCIE_TO_PCI_BRIDGE;
        }
        return kind(above).link() ? Kind.UPSTREAM_PORT : Kind.DOWNSTREAM_PORT;
    }
}
