package io.luoledger.abi.source;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptorBuilder;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Guard;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.role.Roles;
import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes descriptors of kernels: from headers, and from BTF. */
public final class Importers {
    private static final Set<String> KHO =
            Set.of(Roles.VMALLOC, Roles.CHUNK_HEADER, Roles.CHUNK, Roles.BLOCK, Roles.RADIX_NODE, Roles.RADIX_LEAF);

    private Importers() {}

    /**
     * From the headers of a source tree.
     *
     * @param release its name in what is said of it
     * @param pageSize that the tree is to be built for. Unit: bytes
     * @param configuration further macros, such as CONFIG_LIVEUPDATE_TEST
     */
    public static AbiDescriptor fromHeaders(
            HeaderTree tree, String release, int pageSize, Map<String, String> configuration) {
        return withCounts(HeaderImporter.read(tree, release, pageSize, configuration));
    }

    /** The release of a source tree, from its Makefile: "7.3.4". */
    public static Optional<String> release(HeaderTree tree) {
        return tree.read("Makefile").map(text -> {
            String version = variable(text, "VERSION") + "." + variable(text, "PATCHLEVEL");
            String sub = variable(text, "SUBLEVEL");
            return version + (sub.isEmpty() || sub.equals("0") ? "" : "." + sub) + variable(text, "EXTRAVERSION");
        });
    }

    private static String variable(String makefile, String name) {
        return makefile.lines()
                .filter(line -> line.matches(name + "\\s*=.*"))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** The release that a kernel's ELF file tells of itself in its "Linux version" line; empty for raw BTF. */
    public static Optional<String> release(ByteBuffer file, String name) {
        return ElfFile.is(file) ? ElfFile.read(file, name).release() : Optional.empty();
    }

    /** Whether these bytes begin as BTF or as an ELF file. */
    public static boolean isBtf(ByteBuffer file) {
        return BtfTypes.is(file) || ElfFile.is(file);
    }

    /**
     * From BTF: a raw blob, or an ELF file with a .BTF section. BTF holds layouts only.
     *
     * @param given guards that the user gives; they win over every other
     * @param known the catalogue's descriptor of that release, null when there is none: guards and kinds come from it
     */
    public static AbiDescriptor fromBtf(
            ByteBuffer file, String name, String release, List<Guard> given, @Nullable AbiDescriptor known) {
        ByteBuffer blob = file;
        String architecture = known == null ? "x86_64" : known.architecture();
        Set<String> strings = Set.of();
        if (ElfFile.is(file)) {
            ElfFile elf = ElfFile.read(file, name);
            architecture = elf.architecture();
            strings = elf.guardStrings();
            blob = elf.section(".BTF")
                    .orElseThrow(() -> new UnreadableInputException(
                            name + ": no .BTF section; the kernel was built without CONFIG_DEBUG_INFO_BTF"));
        }
        Predicate<String> wanted =
                struct -> known != null && known.struct(struct).isPresent();
        BtfImporter.Found found = BtfImporter.read(blob, name, wanted);
        List<StructLayout> bare = found.layouts();
        Set<String> there = bare.stream().map(StructLayout::name).collect(Collectors.toCollection(HashSet::new));
        there.addAll(found.ambiguous().keySet());
        List<String> assumed = new ArrayList<>();
        List<Guard> guards = guards(given, known, there, strings, name, assumed);
        List<StructLayout> structs =
                used(bare.stream().map(layout -> guarded(layout, guards, known)).toList(), guards);
        List<String> untold = known == null ? untold(structs, guards) : List.of();
        List<String> incomplete = new ArrayList<>(found.ambiguous().values());
        if (!untold.isEmpty()) {
            incomplete.add(AbiDescriptor.GUARDS_UNKNOWN + "BTF holds no strings, " + release
                    + " isn't in the catalogue, and "
                    + (guards.isEmpty() ? "none" : "none of " + String.join(", ", untold))
                    + " were given with --guards");
        }
        List<Constant> constants = known == null
                ? List.of()
                : known.constants().stream()
                        .filter(constant -> constant.name().contains("@"))
                        .toList();
        return withCounts(AbiDescriptorBuilder.builder()
                .release(release)
                .architecture(architecture)
                .pageSize(known == null ? 4096 : known.pageSize())
                .guards(guards)
                .structs(structs)
                .constants(constants)
                .incomplete(incomplete)
                .assumed(assumed)
                .source("BTF " + name)
                .confidence(Confidence.HIGH)
                .build());
    }

    private static List<Guard> guards(
            List<Guard> given,
            @Nullable AbiDescriptor known,
            Set<String> there,
            Set<String> strings,
            String name,
            List<String> assumed) {
        List<Guard> guards = new ArrayList<>(given);
        List<String> taken = new ArrayList<>();
        for (Guard guard : known == null ? List.<Guard>of() : known.guards()) {
            if (guards.stream().anyMatch(one -> one.name().equals(guard.name()))) {
                continue;
            }
            if (isLeftOut(guard, known, there)) {
                assumed.add(guard.kind() + " isn't built in: none of its structs is in the BTF");
                continue;
            }
            Optional<String> found = strings.stream()
                    .filter(text ->
                            text.replaceAll("\\d+$", "").equals(guard.value().replaceAll("\\d+$", "")))
                    .findFirst();
            if (found.isPresent() && guard.value().matches(".*\\d")) {
                guards.add(Guard.of(guard.name(), guard.layer(), guard.kind(), found.get(), name + ": read-only data"));
            } else {
                guards.add(guard);
                taken.add(guard.name() + "=" + guard.value());
            }
        }
        if (!taken.isEmpty()) {
            assumed.add("from the catalogue: " + String.join(", ", taken));
        }
        return guards;
    }

    /** A kind whose structs the release has and this kernel hasn't. */
    private static boolean isLeftOut(Guard guard, @Nullable AbiDescriptor known, Set<String> there) {
        List<StructLayout> own = known == null
                ? List.of()
                : known.structs().stream()
                        .filter(layout -> layout.kind().equals(guard.kind()) && !layout.isTree())
                        .toList();
        return !own.isEmpty() && own.stream().noneMatch(layout -> there.contains(layout.name()));
    }

    /** Kinds that every kernel guards, whose structs are there and whose guards aren't. */
    private static List<String> untold(List<StructLayout> structs, List<Guard> guards) {
        return structs.stream()
                .filter(layout -> Roles.structs().contains(layout.name()))
                .map(StructLayout::kind)
                .filter(kind -> guards.stream().noneMatch(guard -> guard.kind().equals(kind)))
                .distinct()
                .sorted()
                .toList();
    }

    /** Its kind and guard: the catalogue's, else what its name says. */
    private static StructLayout guarded(StructLayout layout, List<Guard> guards, @Nullable AbiDescriptor known) {
        Optional<StructLayout> same = known == null ? Optional.empty() : known.struct(layout.name());
        if (same.isPresent()) {
            return layout.withGuard(same.get().kind(), same.get().guard());
        }
        String kind = kindOf(layout.name());
        Optional<Guard> guard = guards.stream()
                .filter(one -> one.kind().equals(kind) && one.layer().guardsBytes())
                .min(java.util.Comparator.comparing(Guard::layer));
        return layout.withGuard(kind, guard.map(Guard::name).orElse(null));
    }

    /** What nothing guards by its own name lies under the guard of what embeds it or leads to it. */
    private static List<StructLayout> used(List<StructLayout> structs, List<Guard> guards) {
        Map<String, Guard> found = new HashMap<>();
        for (StructLayout layout : structs) {
            guards.stream()
                    .filter(guard -> guard.name().equals(layout.guard()))
                    .findFirst()
                    .ifPresent(guard -> found.put(layout.name(), guard));
        }
        GuardOwners.addUsed(structs, found);
        return structs.stream()
                .map(layout -> {
                    Guard guard = layout.guard() == null ? found.get(layout.name()) : null;
                    return guard == null ? layout : layout.withGuard(guard.kind(), guard.name());
                })
                .toList();
    }

    private static String kindOf(String struct) {
        if (struct.equals(Roles.METADATA)) {
            return "kexec-metadata";
        }
        if (KHO.contains(struct) || struct.startsWith("kho_")) {
            return "kho";
        }
        if (struct.startsWith("vfio_pci")) {
            return "vfio-pci";
        }
        int end = struct.indexOf('_');
        return end < 0 ? struct : struct.substring(0, end);
    }

    /** With the counts per block that follow from the sizes. */
    private static AbiDescriptor withCounts(AbiDescriptor descriptor) {
        Layouts layouts = Layouts.of(descriptor);
        List<Constant> constants = new ArrayList<>(descriptor.constants());
        Set<String> there = constants.stream().map(Constant::name).collect(Collectors.toSet());
        if (layouts.missing().isEmpty()) {
            add(constants, there, "sessions_per_block", layouts.perBlock(Roles.SESSION));
            add(constants, there, "files_per_block", layouts.perBlock(Roles.FILE));
        }
        return descriptor.withConstants(constants);
    }

    private static void add(List<Constant> constants, Set<String> there, String name, int value) {
        if (!there.contains(name)) {
            constants.add(new Constant(name, "luo", value, "computed from the sizes"));
        }
    }
}
