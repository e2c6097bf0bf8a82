package io.luoledger.simulator.kernel;

import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructLayout;
import io.luoledger.simulator.pci.PciOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Changes of a kernel's preserved-state ABI, as data: named as {@code RELEASE+VARIANT}. */
final class Variants {
    /**
     * What changes, and what it is.
     *
     * @param booted whether the same kernel is merely booted in another way, and calls itself as before
     */
    record Variant(String about, UnaryOperator<KernelProfile> change, boolean booted) {
        Variant(String about, UnaryOperator<KernelProfile> change) {
            this(about, change, false);
        }
    }

    private static final Map<String, Variant> ALL = new LinkedHashMap<>();

    static {
        string("kho-bump", "the KHO root has another compatible string", PreservedAbi.KHO_COMPATIBLE, "kho-v999");
        string("luo-bump", "the LUO root has another compatible string", PreservedAbi.LUO_COMPATIBLE, "luo-v9");
        string(
                "memfd-bump",
                "the memfd handler has another compatible string",
                PreservedAbi.MEMFD_COMPATIBLE,
                "memfd-v9");
        ALL.put(
                "flb-bump",
                new Variant(
                        "the FLBs of the in-kernel test have other names",
                        profile -> profile.withTestFlbs(profile.testFlbs().stream()
                                .map(name -> name + "-other")
                                .toList())));
        layout(
                "memfd-swapped",
                "size and position of a memfd changed places, and no string tells",
                "memfd_luo_ser 48: pos u64@8+8, size u64@0+8, seals u32@16+4, flags u32@20+4, nr_folios u64@24+8,"
                        + " folios kho_vmalloc@32+16");
        layout(
                "file-swapped",
                "data and token of a file changed places, and no string tells",
                "luo_file_ser 64: compatible char[48]@0+48, data u64@56+8, token u64@48+8");
        ALL.put(
                "no-memfd",
                new Variant(
                        "built without the memfd handler", profile -> profile.with(KernelProfile.Option.MEMFD, false)));
        ALL.put(
                "no-liveupdate",
                new Variant(
                        "built without live update", profile -> profile.with(KernelProfile.Option.LIVEUPDATE, false)));
    }

    static {
        ALL.put(
                "luo8",
                new Variant(
                        "a device series on the orchestrator and FLBs of its own time (LUO v8, FLB v8); not recorded",
                        Series::onLuo8));
        ALL.put("pci-v9", new Variant("with the PCI series' later rules and table (v9)", Series::pciV9));
        booted(
                "assign-busses",
                "booted with pci=assign-busses",
                profile -> profile.withPciOptions(PciOptions.parse("pci=assign-busses")));
        booted(
                "hpbussize",
                "booted with pci=hpbussize=4: hot-plug bridges get four bus numbers",
                profile -> profile.withPciOptions(PciOptions.parse("pci=hpbussize=4")));
        booted(
                "noari",
                "booted with pci=noari: virtual functions are numbered as without ARI",
                profile -> profile.withPciOptions(PciOptions.parse("pci=noari")));
        booted(
                "native-hotplug",
                "booted so that ports handle hot-plug themselves",
                profile -> profile.withPciOptions(profile.pciOptions().with(PciOptions.Hotplug.NATIVE)));
        booted(
                "noiommu",
                "booted with intel_iommu=off, and VFIO's unsafe mode for devices that no IOMMU isolates",
                profile -> profile.withPciOptions(PciOptions.parse("intel_iommu=off")));
        booted(
                "liveupdate-off",
                "booted with liveupdate=off",
                profile -> profile.with(KernelProfile.Option.LIVEUPDATE_ON, false));
    }

    static {
        for (Defect defect : Defect.values()) {
            ALL.put(
                    "no-" + defect.word(),
                    new Variant("without a known defect: " + defect.about(), profile -> profile.without(defect)));
        }
        ALL.put("no-defects", new Variant("without any known defect", profile -> {
            KernelProfile sound = profile;
            for (Defect defect : Defect.values()) {
                sound = sound.without(defect);
            }
            return sound;
        }));
    }

    private Variants() {}

    private static void booted(String name, String about, UnaryOperator<KernelProfile> change) {
        ALL.put(name, new Variant(about, change, true));
    }

    private static void string(String name, String about, String key, String value) {
        ALL.put(
                name,
                new Variant(about, profile -> profile.withAbi(profile.abi().withStrings(Map.of(key, value)))));
    }

    private static void layout(String name, String about, String text) {
        StructLayout layout = StructLayout.parse(text);
        ALL.put(
                name,
                new Variant(
                        about, profile -> profile.withAbi(profile.abi().withStructs(Map.of(layout.name(), layout)))));
    }

    static Map<String, Variant> all() {
        return java.util.Collections.unmodifiableMap(ALL);
    }
}
