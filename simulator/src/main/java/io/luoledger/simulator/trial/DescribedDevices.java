package io.luoledger.simulator.trial;

import io.luoledger.abi.memory.Layouts;
import io.luoledger.simulator.kernel.DeviceRules;
import io.luoledger.simulator.kernel.DeviceRules.Rule;
import io.luoledger.simulator.kernel.DeviceRules.Tracking;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructLayout;
import io.luoledger.simulator.pci.PciRules;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a kernel of a posted series does about devices, made from its layouts: where the table's entries are tells how it is kept,
 * and whether the record has a word about resets, whether they are skipped. Names are the same on both sides: what another one does
 * is the orchestrator's affair, and seen without devices.
 */
final class DescribedDevices {
    private static final String BLOCK = "kho_block_header_ser";
    /** Stands in for what the description doesn't have. */
    private static final KernelProfile STAND_IN = KernelProfiles.find("next").orElseThrow();

    private static final Set<Rule> SKIPPING =
            EnumSet.of(Rule.SKIPS_RESET_ONCE, Rule.FINISHES_AFTER_ENABLE, Rule.RESTORES_RECORD_FIRST);

    private DescribedDevices() {}

    /** The kernel with devices; empty when its layouts tell of none, or not enough. */
    static Optional<KernelProfile> of(KernelProfile plain, Layouts layouts) {
        DescribedStructs described = new DescribedStructs(layouts);
        boolean table = layouts.shapes().containsKey(DescribedStructs.PCI_TABLE);
        boolean record = layouts.shapes().containsKey(DescribedStructs.VFIO_RECORD);
        if (table) {
            described.add(DescribedStructs.PCI_TABLE);
            described.add(DescribedStructs.PCI_ENTRY);
        }
        if (record) {
            described.add(DescribedStructs.VFIO_RECORD);
        }
        if (described.broken() || !(table || record)) {
            return Optional.empty();
        }
        Map<String, StructLayout> structs = new LinkedHashMap<>(plain.abi().structs());
        structs.putIfAbsent(BLOCK, STAND_IN.abi().struct(BLOCK));
        for (String name :
                Set.of(DescribedStructs.PCI_TABLE, DescribedStructs.PCI_ENTRY, DescribedStructs.VFIO_RECORD)) {
            structs.put(name, described.all().getOrDefault(name, STAND_IN.abi().struct(name)));
        }
        PreservedAbi abi =
                new PreservedAbi(plain.abi().pageSize(), strings(plain.abi().strings()), structs);
        if (counted(abi) && !has(abi, DescribedStructs.PCI_ENTRY, "refcount")) {
            return Optional.empty();
        }
        return Optional.of(plain.withAbi(abi).withTestFlbs(java.util.List.of()).withDevices(rules(abi)));
    }

    private static boolean has(PreservedAbi abi, String struct, String field) {
        return abi.struct(struct).fields().containsKey(field);
    }

    private static Map<String, String> strings(Map<String, String> plain) {
        Map<String, String> strings = new LinkedHashMap<>(plain);
        strings.put(PreservedAbi.PCI_COMPATIBLE, "pci");
        strings.put(PreservedAbi.PCI_VERSION, "1");
        strings.put(PreservedAbi.VFIO_COMPATIBLE, "vfio-pci");
        return strings;
    }

    /** Whether the table's head leads to blocks of entries that are counted, rather than being followed by them. */
    private static boolean counted(PreservedAbi abi) {
        return has(abi, DescribedStructs.PCI_TABLE, "devices");
    }

    private static DeviceRules rules(PreservedAbi abi) {
        Set<Rule> rules = EnumSet.noneOf(Rule.class);
        if (has(abi, DescribedStructs.VFIO_RECORD, "reset_works")) {
            rules.addAll(SKIPPING);
        } else {
            rules.addAll(EnumSet.of(Rule.NEEDS_BOUND_FILE, Rule.REFUSES_AT_ONCE, Rule.QUIESCES));
        }
        if (!counted(abi)) {
            return new DeviceRules(Tracking.SORTED, PciRules.SEED, rules);
        }
        rules.add(Rule.TRACKS_BRIDGES);
        return has(abi, DescribedStructs.PCI_TABLE, "version")
                ? new DeviceRules(Tracking.VERSIONED, PciRules.V9, rules)
                : new DeviceRules(Tracking.COUNTED, PciRules.V7, rules);
    }

    /** Whether the two say the same of devices. */
    static boolean same(Layouts one, Layouts other) {
        return java.util.stream.Stream.of(
                        DescribedStructs.PCI_TABLE, DescribedStructs.PCI_ENTRY, DescribedStructs.VFIO_RECORD)
                .allMatch(name -> java.util.Objects.equals(
                        one.shapes().get(name), other.shapes().get(name)));
    }
}
