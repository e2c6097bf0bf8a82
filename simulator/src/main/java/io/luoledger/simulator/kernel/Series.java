package io.luoledger.simulator.kernel;

import io.luoledger.simulator.kernel.DeviceRules.Rule;
import io.luoledger.simulator.kernel.DeviceRules.Tracking;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.pci.PciRules;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Kernels with patch series that preserve devices, as data. */
final class Series {
    private static final String VFIO_V1 = "vfio-pci-v1";

    private static final String SEED_STRUCTS = """
            pci_ser 8: nr_devices u64@0+8
            pci_dev_ser 4: domain u16@0+2, bdf u16@2+2
            vfio_pci_core_device_ser 5: bdf u16@0+2, domain u16@2+2, reset_works u8@4+1
            """;

    private static final String NEXT_STRUCTS = """
            pci_ser 12: nr_devices u32@0+4, devices u64@4+8
            pci_dev_ser 8: domain u32@0+4, bdf u16@4+2, refcount u16@6+2
            vfio_pci_core_device_ser 6: domain u32@0+4, bdf u16@4+2
            """;

    private static final String V9_STRUCTS = """
            pci_ser 16: version u32@0+4, nr_devices u32@4+4, devices u64@8+8
            pci_dev_ser 8: domain u32@0+4, bdf u16@4+2, refcount u16@6+2
            """;

    private static final String LUO8_STRUCTS = """
            luo_flb_header_ser 16: pgcnt u64@0+8, count u64@8+8
            luo_flb_ser 64: name char[48]@0+48, data u64@48+8, count u64@56+8
            """;

    private static final String IOMMUFD_STRUCTS = """
            iommufd_ser 24: nr_spaces u32@0+4, nr_pages u32@4+4, pages kho_vmalloc@8+16
            iommufd_page_ser 24: space u64@0+8, address u64@8+8, page u64@16+8
            """;

    private Series() {}

    private static PreservedAbi abi(PreservedAbi base, String pciName, String structs) {
        Map<String, String> strings = new LinkedHashMap<>();
        strings.put(PreservedAbi.PCI_COMPATIBLE, pciName);
        strings.put(PreservedAbi.VFIO_COMPATIBLE, VFIO_V1);
        return base.withStrings(strings).withStructs(Mainline.structs(structs));
    }

    private static Set<Defect> with(Set<Defect> base, Defect... more) {
        EnumSet<Defect> all = EnumSet.noneOf(Defect.class);
        all.addAll(base);
        all.addAll(Set.of(more));
        return all;
    }

    /** The series "vfio/pci: Base support to preserve a VFIO device file across Live Update" v1 on 7.3, as recorded. */
    static KernelProfile seed() {
        KernelProfile base = Mainline.v73();
        return base.withRelease("seed")
                .withAbi(abi(base.abi(), "pci-v1", SEED_STRUCTS))
                .withTestFlbs(java.util.List.of())
                .withDevices(new DeviceRules(
                        Tracking.SORTED,
                        PciRules.SEED,
                        EnumSet.of(Rule.SKIPS_RESET_ONCE, Rule.FINISHES_AFTER_ENABLE, Rule.RESTORES_RECORD_FIRST)))
                .withDefects(with(
                        base.defects(),
                        Defect.PCI_DUPLICATE_ENTRY,
                        Defect.PCI_SEGMENT_CUT,
                        Defect.PCI_REFUSAL_IGNORED,
                        Defect.PCI_NUMBERS_NOT_KEPT));
    }

    /** The same on the orchestrator and the FLBs of its own time (LUO v8, FLB v8): from their description, not recorded. */
    static KernelProfile onLuo8(KernelProfile series) {
        PreservedAbi old = Mainline.v619().abi();
        Map<String, String> strings = new LinkedHashMap<>();
        strings.put(PreservedAbi.LUO_FLB_COMPATIBLE, "luo-flb-v1");
        strings.put(PreservedAbi.PCI_COMPATIBLE, series.abi().string(PreservedAbi.PCI_COMPATIBLE));
        strings.put(PreservedAbi.VFIO_COMPATIBLE, VFIO_V1);
        return series.withAbi(old.withStrings(strings)
                        .withStructs(Mainline.structs(LUO8_STRUCTS))
                        .withStructs(Mainline.structs(SEED_STRUCTS)))
                .withRules(LuoRules.V6_19);
    }

    /** What the seed's cover letter asks about: the lock of the lookups in the finish, too. */
    static KernelProfile locksInFinish(KernelProfile series) {
        DeviceRules devices = series.devices();
        EnumSet<Rule> rules = EnumSet.of(Rule.LOCKS_IN_FINISH);
        rules.addAll(devices.rules());
        return series.withDevices(new DeviceRules(devices.tracking(), devices.pci(), rules));
    }

    /** 7.3 with PCI v7 and VFIO v5, as recorded. */
    static KernelProfile next() {
        KernelProfile base = Mainline.v73();
        return base.withRelease("next")
                .withAbi(abi(base.abi(), "pci-v2", NEXT_STRUCTS))
                .withTestFlbs(java.util.List.of())
                .withDevices(new DeviceRules(
                        Tracking.COUNTED,
                        PciRules.V7,
                        EnumSet.of(Rule.TRACKS_BRIDGES, Rule.NEEDS_BOUND_FILE, Rule.REFUSES_AT_ONCE, Rule.QUIESCES)))
                .withDefects(with(base.defects(), Defect.VFIO_FROZEN_FOR_GOOD));
    }

    /** The PCI series' v9 in place of v7. */
    static KernelProfile pciV9(KernelProfile series) {
        EnumSet<Rule> rules = EnumSet.copyOf(series.devices().rules());
        rules.add(Rule.PANICS_OVER_UNFINISHED);
        return series.withAbi(abi(series.abi(), "pci", V9_STRUCTS).withStrings(Map.of(PreservedAbi.PCI_VERSION, "1")))
                .withDevices(new DeviceRules(Tracking.VERSIONED, PciRules.V9, rules));
    }

    /** What the series lead to: iommufd, device state and SR-IOV preserved too, so that DMA goes on. */
    static KernelProfile roadmap() {
        KernelProfile base = pciV9(next());
        EnumSet<Rule> rules = EnumSet.copyOf(base.devices().rules());
        rules.add(Rule.PRESERVES_IOMMUFD);
        rules.add(Rule.PRESERVES_DEVICE_STATE);
        rules.add(Rule.PRESERVES_SRIOV);
        rules.remove(Rule.QUIESCES);
        return base.withRelease("roadmap")
                .withAbi(base.abi()
                        .withStrings(Map.of(PreservedAbi.IOMMUFD_COMPATIBLE, "iommufd-v1"))
                        .withStructs(Mainline.structs(IOMMUFD_STRUCTS)))
                .withDevices(new DeviceRules(Tracking.VERSIONED, PciRules.V9.forRunningDevices(), rules))
                .without(Defect.VFIO_FROZEN_FOR_GOOD);
    }
}
