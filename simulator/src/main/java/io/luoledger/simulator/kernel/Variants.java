package io.luoledger.simulator.kernel;

import io.luoledger.simulator.kernel.LuoRules.Rule;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructLayout;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Changes of a kernel as data, named as {@code RELEASE+VARIANT}: of its preserved-state ABI, its defects, its fixes, its boot. */
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
    private static final String STABLE = "stable-";
    private static final String BUS_SIZE = "hpbussize";
    private static final String DEFAULT_BUS_SIZE = "4";
    /** How much memory KHO sets aside for the next kernels, by its two names. */
    static final String BOOTMEM = "kho_bootmem";

    private static final String SCRATCH = "kho_scratch";
    private static final String DEFAULT_SCRATCH = "512M,64M,256M";
    /** As the parameter takes it: three sizes, or a part of the memory. */
    private static final Pattern SCRATCH_SIZE = Pattern.compile("\\d{1,9}[KMG]?(,\\d{1,9}[KMG]?){2}|\\d{1,3}%");
    /** The command line's limit. */
    private static final int MAX_BUS_SIZE = 0xff;

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
        layout(
                "flb-swapped",
                "data and count of an FLB changed places, and no string tells",
                "luo_flb_ser 64: name char[48]@0+48, data u64@56+8, count u64@48+8");
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
        ALL.put(
                "flb-finish-locks",
                new Variant(
                        "pci_flb_finish() takes the lock of the PCI core's lookups; nobody posted that",
                        Series::locksInFinish));
        ALL.put(
                "flb-retrieved-again",
                new Variant(
                        "an FLB that is finished is retrieved again by who asks for it",
                        profile -> profile.withRules(profile.rules().with(Rule.RETRIEVES_FINISHED_FLBS))));
        for (SessionFreeze choice : SessionFreeze.values()) {
            ALL.put(
                    choice.variant(),
                    new Variant(
                            choice.about(),
                            profile -> profile.withRules(profile.rules().with(choice))));
        }
        for (Posted posting : Posted.values()) {
            ALL.put(posting.variant(), new Variant(posting.about(), posting::on));
        }
        ALL.put("pci-v9", new Variant("with the PCI series' later rules and table (v9)", Series::pciV9));
        bootedWith("assign-busses", "pci=assign-busses", "booted with pci=assign-busses");
        bootedWith(
                BUS_SIZE,
                "pci=hpbussize=" + DEFAULT_BUS_SIZE,
                "booted with pci=hpbussize=4: hot-plug bridges get four bus numbers; hpbussize=N gives them N");
        bootedWith("noari", "pci=noari", "booted with pci=noari: virtual functions are numbered as without ARI");
        bootedWith("native-hotplug", "pcie_ports=native", "booted so that ports handle hot-plug themselves");
        bootedWith(
                "noiommu",
                "intel_iommu=off",
                "booted with intel_iommu=off, and VFIO's unsafe mode for devices that no IOMMU isolates");
        for (String name : List.of(SCRATCH, BOOTMEM)) {
            ALL.put(name, parameter(name + "=" + DEFAULT_SCRATCH));
        }
        booted(
                "liveupdate-off",
                "booted with liveupdate=off",
                profile -> profile.with(KernelProfile.Option.LIVEUPDATE_ON, false));
    }

    static {
        stable(
                "stable-uptodate",
                "pages of fallocate carry what is written after the preserve",
                profile -> profile.without(Defect.FALLOCATED_PAGES_LOST));
        stable("stable-session-name", "empty and over-long session names are refused", Rule.CHECKS_NAME);
        stable("stable-session-side", "an ioctl for the other kind of session is refused", Rule.CHECKS_SIDE);
        stable(
                "stable-deserialize",
                "a file that can't be rebuilt keeps the device closed",
                Rule.STOPS_AT_BROKEN_FILES);
        stable("stable-double-preserve", "a file that is preserved already is refused", Rule.REFUSES_DOUBLE_PRESERVE);
        List<Variant> fixes = ALL.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(STABLE))
                .map(Map.Entry::getValue)
                .toList();
        ALL.put(
                "stable",
                new Variant("with all the fixes of 6.19's stable releases that are told apart here", profile -> {
                    KernelProfile fixed = profile;
                    for (Variant fix : fixes) {
                        fixed = fix.change().apply(fixed);
                    }
                    return fixed;
                }));
    }

    static {
        for (Defect defect : Defect.values()) {
            ALL.put(
                    "no-" + defect.word(),
                    new Variant("without a known defect: " + defect.about(), profile -> profile.without(defect)));
            ALL.put(
                    "only-" + defect.word(),
                    new Variant(
                            "without any known defect but this one: " + defect.about(),
                            profile -> without(profile, EnumSet.complementOf(EnumSet.of(defect)))));
        }
        ALL.put(
                "no-defects",
                new Variant("without any known defect", profile -> without(profile, EnumSet.allOf(Defect.class))));
    }

    private static KernelProfile without(KernelProfile profile, Set<Defect> defects) {
        KernelProfile sound = profile;
        for (Defect defect : defects) {
            sound = sound.without(defect);
        }
        return sound;
    }

    private Variants() {}

    private static Variant parameter(String words) {
        return new Variant(
                "booted with " + words + ", or with another size behind the =",
                profile -> profile.withParameters(Stream.concat(profile.parameters().stream(), Stream.of(words))
                        .toList()),
                true);
    }

    private static void bootedWith(String name, String words, String about) {
        booted(
                name,
                about,
                profile -> profile.withPciOptions(profile.pciOptions().and(words)));
    }

    private static void stable(String name, String about, Rule rule) {
        stable(name, about, profile -> profile.withRules(profile.rules().with(rule)));
    }

    private static void stable(String name, String about, UnaryOperator<KernelProfile> change) {
        ALL.put(name, new Variant("with the fix of 6.19's stable releases: " + about, change));
    }

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

    /** The variant that a word behind a + names, or NAME=VALUE where it takes a value. */
    static Optional<Variant> find(String word) {
        if (word.startsWith(SCRATCH + "=") || word.startsWith(BOOTMEM + "=")) {
            boolean size =
                    SCRATCH_SIZE.matcher(word.substring(word.indexOf('=') + 1)).matches();
            return size ? Optional.of(parameter(word)) : Optional.empty();
        }
        if (!word.startsWith(BUS_SIZE + "=")) {
            return Optional.ofNullable(ALL.get(word));
        }
        String number = word.substring(BUS_SIZE.length() + 1);
        if (!number.matches("\\d{1,3}") || Integer.parseInt(number) > MAX_BUS_SIZE) {
            return Optional.empty();
        }
        return Optional.of(new Variant(
                "booted with pci=" + word,
                profile -> profile.withPciOptions(profile.pciOptions().and("pci=" + word)),
                true));
    }

    static Map<String, Variant> all() {
        return java.util.Collections.unmodifiableMap(ALL);
    }
}
