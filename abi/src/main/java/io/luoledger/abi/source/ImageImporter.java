package io.luoledger.abi.source;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptorBuilder;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.role.Roles;
import io.luoledger.abi.source.ImageGuards.Parts;
import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the descriptor of a kernel from its image, or from BTF alone: layouts from BTF, guards as {@link ImageGuards} finds
 * them; each says where it was found. What the image doesn't tell comes from the catalogue's descriptor of its release. That
 * something is built in at all is never taken from there: two kernels of one release are configured differently.
 */
final class ImageImporter {
    private static final Set<String> KHO =
            Set.of(Roles.VMALLOC, Roles.CHUNK_HEADER, Roles.CHUNK, Roles.BLOCK, Roles.RADIX_NODE, Roles.RADIX_LEAF);

    private final String name;
    private final String release;
    private final List<Guard> given;
    private final Set<String> modules;
    private final @Nullable AbiDescriptor known;

    private final List<Guard> guards = new ArrayList<>();
    private final List<String> assumed = new ArrayList<>();
    private final List<String> incomplete = new ArrayList<>();

    ImageImporter(String name, String release, List<Guard> given, Set<String> modules, @Nullable AbiDescriptor known) {
        this.name = name;
        this.release = release;
        this.given = given;
        this.modules = modules;
        this.known = known;
    }

    AbiDescriptor read(ByteBuffer file) {
        String architecture = known == null ? "x86_64" : known.architecture();
        int pageSize = known == null ? 4096 : known.pageSize();
        Parts parts;
        if (ElfFile.is(file)) {
            ElfFile elf = ElfFile.read(file, name);
            architecture = elf.architecture();
            OptionalInt told = elf.pageSize();
            if (told.isEmpty()) {
                incomplete.add("page size: " + architecture + " has several, and the image doesn't tell its own");
            }
            pageSize = told.orElse(pageSize);
            parts = new Parts(
                    ImageTables.read(elf, name),
                    elf.guardStrings(),
                    !elf.isRelocatable(),
                    elf.section(".BTF").map(this::layouts).orElse(null));
            requireKernel(parts, elf.release().isPresent());
        } else {
            BtfImporter.Found btf = layouts(file);
            requireState(btf);
            parts = new Parts(new ImageTables(null, null), Set.of(), false, btf);
        }
        ImageGuards.Found found = new ImageGuards(name, release, given, modules, known, parts).found();
        guards.addAll(found.guards());
        assumed.addAll(found.assumed());
        incomplete.addAll(found.incomplete());
        List<StructLayout> structs = structs(parts, found.elsewhere());
        unknown(parts, structs);
        return AbiDescriptorBuilder.builder()
                .release(release)
                .architecture(architecture)
                .pageSize(pageSize)
                .guards(guards)
                .structs(structs)
                .constants(constants(parts))
                .incomplete(incomplete)
                .assumed(assumed)
                .source((parts.btf() == null ? "image " : "BTF ") + name)
                .confidence(Confidence.HIGH)
                .build();
    }

    // ---- what the file is ----

    private BtfImporter.Found layouts(ByteBuffer blob) {
        return BtfImporter.read(
                blob, name, struct -> known != null && known.struct(struct).isPresent());
    }

    /** An ELF file may be anything; only of a whole kernel does it say something that a struct isn't there. */
    private void requireKernel(Parts parts, boolean namesRelease) {
        if (!parts.tables().isEmpty() || (parts.whole() && namesRelease)) {
            return;
        }
        if (parts.btf() == null) {
            throw new UnreadableInputException(name + ": no .BTF section, no section " + ImageTables.VERSIONS + " or "
                    + ImageTables.FEATURES + ", and no kernel's \"Linux version\" line: not a kernel's image");
        }
        requireState(parts.btf());
    }

    private void requireState(BtfImporter.Found found) {
        if (found.isEmpty()) {
            throw new UnreadableInputException(name + ": none of its " + found.structs()
                    + " structs is preserved state: a kernel without KHO, or a module's BTF");
        }
    }

    // ---- structs ----

    private List<StructLayout> structs(Parts parts, Set<String> elsewhere) {
        Predicate<StructLayout> missing = parts.btf() == null
                ? layout -> guards.stream().anyMatch(guard -> guard.kind().equals(layout.kind()))
                : layout -> elsewhere.contains(layout.kind());
        Set<String> there = parts.structs();
        List<StructLayout> untold = known == null
                ? List.of()
                : known.structs().stream()
                        .filter(layout -> missing.test(layout) && !there.contains(layout.name()))
                        .map(layout -> layout.with()
                                .source(Guard.assumed(known.release()))
                                .build())
                        .toList();
        if (!untold.isEmpty()) {
            assumed.add("from the catalogue: the layouts of "
                    + untold.stream().map(StructLayout::name).collect(Collectors.joining(", ")));
        }
        return used(Stream.concat(parts.layouts().map(this::guarded), untold.stream())
                .toList());
    }

    /** Its kind and guard: the catalogue's, else what its name says. */
    private StructLayout guarded(StructLayout layout) {
        Optional<StructLayout> same = known == null ? Optional.empty() : known.struct(layout.name());
        if (same.isPresent()) {
            return layout.withGuard(same.get().kind(), guardOf(same.get()));
        }
        String kind = kindOf(layout.name());
        Optional<Guard> guard = guards.stream()
                .filter(one -> one.kind().equals(kind) && one.layer().guardsBytes())
                .min(Comparator.comparing(Guard::layer));
        return layout.withGuard(kind, guard.map(Guard::name).orElse(null));
    }

    /** The guard that it has in the catalogue, or the one that LUO has instead of it here. */
    private @Nullable String guardOf(StructLayout same) {
        boolean core = known != null
                && known.guard(same.guard())
                        .filter(guard -> guard.layer() == Layer.LUO)
                        .isPresent();
        return core
                ? guards.stream()
                        .filter(guard -> guard.layer() == Layer.LUO)
                        .map(Guard::name)
                        .findFirst()
                        .orElse(same.guard())
                : same.guard();
    }

    /** What nothing guards by its own name lies under the guard of what embeds it or leads to it. */
    private List<StructLayout> used(List<StructLayout> structs) {
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

    private List<Constant> constants(Parts parts) {
        return known == null || parts.isWithoutHandover()
                ? List.of()
                : known.constants().stream()
                        .filter(constant -> constant.name().contains("@"))
                        .toList();
    }

    // ---- what nobody told ----

    private void unknown(Parts parts, List<StructLayout> structs) {
        if (parts.btf() != null) {
            incomplete.addAll(parts.btf().ambiguous().values());
        } else if (parts.tables().isEmpty()) {
            incomplete.add(AbiDescriptor.GUARDS_UNKNOWN + "whether live update is built in isn't told: the image has no"
                    + " .BTF section (CONFIG_DEBUG_INFO_BTF), no section " + ImageTables.VERSIONS + " or "
                    + ImageTables.FEATURES);
        } else if (known == null) {
            incomplete.add("layouts: the image has no .BTF section (CONFIG_DEBUG_INFO_BTF), and " + release
                    + " isn't in the catalogue");
        }
        List<String> untold = known == null ? untold(parts, structs) : List.of();
        if (!untold.isEmpty()) {
            incomplete.add(AbiDescriptor.GUARDS_UNKNOWN
                    + (parts.tables().isEmpty() ? "BTF holds no strings, " : "an image's tables hold none of KHO, ")
                    + release
                    + " isn't in the catalogue, and "
                    + (guards.isEmpty() ? "none" : "none of " + String.join(", ", untold))
                    + " were given with --guards");
        }
    }

    /** Kinds that every kernel guards, whose structs are there and whose guards aren't. */
    private List<String> untold(Parts parts, List<StructLayout> structs) {
        Stream<String> kinds = parts.btf() == null && !parts.tables().isEmpty()
                ? Stream.of("kexec-metadata", "kho")
                : structs.stream()
                        .filter(layout -> Roles.structs().contains(layout.name()))
                        .map(StructLayout::kind);
        return kinds.filter(
                        kind -> guards.stream().noneMatch(guard -> guard.kind().equals(kind)))
                .distinct()
                .sorted()
                .toList();
    }
}
