package io.luoledger.abi.source;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptorBuilder;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Features;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.role.Roles;
import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the descriptor of a kernel from its image, or from BTF alone. An image tells its layouts in BTF, LUO's string and
 * its handlers' in tables of its own, and what else looks like a guard's string in its read-only data; each guard and
 * struct says where it was found. What the image doesn't tell comes from the catalogue's descriptor of its release. That
 * something is built in at all is never taken from there: two kernels of one release are configured differently.
 */
final class ImageImporter {
    private static final Set<String> KHO =
            Set.of(Roles.VMALLOC, Roles.CHUNK_HEADER, Roles.CHUNK, Roles.BLOCK, Roles.RADIX_NODE, Roles.RADIX_LEAF);

    private static final String FEATURE_HEADER = "luo_feature_hdr";

    private final String name;
    private final String release;
    private final List<Guard> given;
    private final Set<String> modules;
    private final @Nullable AbiDescriptor known;

    private ImageTables tables = new ImageTables(null, null);
    private Set<String> strings = Set.of();
    private boolean isImage;
    private final List<Guard> guards = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private final List<String> assumed = new ArrayList<>();
    private final List<String> incomplete = new ArrayList<>();
    /** Kinds whose structs come from the catalogue though there is BTF: those of modules. */
    private final Set<String> elsewhere = new HashSet<>();

    /** Null where there is no BTF. */
    private BtfImporter.@Nullable Found btf;

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
        if (ElfFile.is(file)) {
            ElfFile elf = ElfFile.read(file, name);
            isImage = !elf.isRelocatable();
            architecture = elf.architecture();
            OptionalInt told = elf.pageSize();
            if (told.isEmpty()) {
                incomplete.add("page size: " + architecture + " has several, and the image doesn't tell its own");
            }
            pageSize = told.orElse(pageSize);
            tables = ImageTables.read(elf, name);
            strings = elf.guardStrings();
            btf = elf.section(".BTF").map(this::layouts).orElse(null);
            requireKernel(elf);
        } else {
            btf = layouts(file);
            requireState(btf);
        }
        if (isWithoutHandover()) {
            guards.addAll(given);
        } else {
            guards();
        }
        List<StructLayout> structs = structs();
        unknown(structs);
        return AbiDescriptorBuilder.builder()
                .release(release)
                .architecture(architecture)
                .pageSize(pageSize)
                .guards(guards)
                .structs(structs)
                .constants(constants())
                .incomplete(incomplete)
                .assumed(assumed)
                .source((btf == null ? "image " : "BTF ") + name)
                .confidence(Confidence.HIGH)
                .build();
    }

    // ---- what the file is ----

    private BtfImporter.Found layouts(ByteBuffer blob) {
        return BtfImporter.read(
                blob, name, struct -> known != null && known.struct(struct).isPresent());
    }

    /** An ELF file may be anything; only of a whole kernel does it say something that a struct isn't there. */
    private void requireKernel(ElfFile elf) {
        boolean kernel = isImage && elf.release().isPresent();
        if (btf == null && tables.isEmpty() && !kernel) {
            throw new UnreadableInputException(name + ": no .BTF section, no section " + ImageTables.VERSIONS + " or "
                    + ImageTables.FEATURES + ", and no kernel's \"Linux version\" line: not a kernel's image");
        }
        if (btf != null && tables.isEmpty() && !kernel) {
            requireState(btf);
        }
    }

    private void requireState(BtfImporter.Found found) {
        if (found.isEmpty()) {
            throw new UnreadableInputException(name + ": none of its " + found.structs()
                    + " structs is preserved state: a kernel without KHO, or a module's BTF");
        }
    }

    /** A kernel that tells all its structs, none of which is preserved state. */
    private boolean isWithoutHandover() {
        return btf != null && btf.isEmpty() && tables.isEmpty();
    }

    // ---- guards ----

    private void guards() {
        guards.addAll(given);
        if (!tables.isEmpty()) {
            core();
            handlers();
        }
        for (Guard guard : known == null ? List.<Guard>of() : known.guards()) {
            boolean told = !tables.isEmpty()
                    && (guard.layer() == Layer.LUO
                            || guard.layer() == Layer.HANDLER
                            || guard.layer() == Layer.FEATURES);
            if (guards.stream().anyMatch(one -> one.name().equals(guard.name()))) {
                continue;
            }
            if (told) {
                if (guard.layer() == Layer.HANDLER) {
                    notBuiltIn(guard, tables.names() + " doesn't list " + guard.value());
                }
            } else if (isWithoutStructs(guard.kind())) {
                notBuiltIn(guard, "none of its structs is in the BTF");
            } else if (guard.layer() == Layer.FLB && btf == null) {
                incomplete.add(guard.kind() + ": whether FLB " + guard.value() + " is built in isn't told");
            } else {
                fromData(guard);
            }
        }
        modules.stream()
                .filter(module -> guards.stream()
                        .noneMatch(guard ->
                                guard.layer() == Layer.HANDLER && guard.reads().contains(module)))
                .forEach(module ->
                        incomplete.add("handler " + module + " of a module: the catalogue has none of that name in "
                                + (known == null ? release + ", which it doesn't know" : known.release())));
        if (!taken.isEmpty()) {
            assumed.add("from the catalogue: " + String.join(", ", taken));
        }
    }

    /** What the tables say of LUO itself. */
    private void core() {
        Guard before =
                known == null ? null : known.guards(Layer.LUO).findFirst().orElse(null);
        if (guards.stream().anyMatch(guard -> guard.layer() == Layer.LUO)) {
            return;
        }
        List<String> texts = versions().filter(ImageImporter::isCore).toList();
        List<ImageTables.Flags> flags =
                features().filter(one -> one.name().equals(ImageTables.CORE)).toList();
        boolean flagged = flags.size() == 1 && texts.stream().allMatch(ImageTables.CORE::equals);
        boolean worded = texts.size() == 1 && flags.isEmpty();
        requireStructs("luo", tables.names() + " tells of LUO");
        boolean inBtf = btf != null && root(btf).filter(this::hasFeatures).isPresent();
        if (flagged && (btf == null || inBtf)) {
            String at = before != null && before.features() != null
                    ? before.name()
                    : headOf("luo_").orElse("luo_ser.features");
            guards.add(flags(at, Layer.LUO, "luo", flags.getFirst(), before));
        } else if (worded && !inBtf) {
            String constant = before == null ? "LUO_ABI_COMPATIBLE" : before.name();
            guards.add(Guard.of(constant, Layer.LUO, "luo", texts.getFirst(), from(ImageTables.VERSIONS)));
        } else {
            List<String> said = new ArrayList<>();
            if (tables.versions() != null) {
                said.add(ImageTables.VERSIONS + " has "
                        + (texts.isEmpty() ? "no string of it" : String.join(", ", texts)));
            }
            if (tables.features() != null) {
                said.add(ImageTables.FEATURES + " has "
                        + (flags.isEmpty() ? "no flags of it" : flags.size() + " of it"));
            }
            if (btf != null && (flagged || worded)) {
                said.add("its struct in the BTF " + (inBtf ? "has feature flags" : "has none"));
            }
            incomplete.add("luo: what it compares isn't told: " + String.join(", ", said));
        }
    }

    private static boolean isCore(String text) {
        return text.equals(ImageTables.CORE)
                || GuardNames.of("", text)
                        .filter(meaning -> meaning.layer() == Layer.LUO)
                        .isPresent();
    }

    private Stream<String> versions() {
        return Stream.ofNullable(tables.versions()).flatMap(List::stream);
    }

    private Stream<ImageTables.Flags> features() {
        return Stream.ofNullable(tables.features()).flatMap(List::stream);
    }

    private void handlers() {
        List<String> named = (tables.versions() != null
                        ? versions()
                        : features().map(ImageTables.Flags::name))
                .filter(text -> !isCore(text))
                .toList();
        for (String text : new TreeSet<>(named)) {
            if (guards.stream().noneMatch(guard -> guard.layer() == Layer.HANDLER && isSame(guard.value(), text))) {
                handler(text);
            }
        }
        twice(ImageTables.VERSIONS, versions().toList());
        twice(ImageTables.FEATURES, features().map(ImageTables.Flags::name).toList());
        features()
                .filter(flags -> !flags.name().equals(ImageTables.CORE))
                .forEach(flags -> handlersFlags(flags, named));
    }

    private void twice(String section, List<String> names) {
        Set<String> seen = new HashSet<>();
        names.stream()
                .filter(one -> !seen.add(one))
                .distinct()
                .forEach(one -> incomplete.add(one + ": stands more than once in " + section + ", and one alone can be"
                        + " registered: which isn't told"));
    }

    private void handler(String text) {
        Guard before = before(text);
        String kind = before == null
                ? GuardNames.of("", text).map(GuardNames.Meaning::kind).orElse(text)
                : before.kind();
        String constant = before == null ? text : before.name();
        guards.add(Guard.of(constant, Layer.HANDLER, kind, text, from(tables.names())));
        requireStructs(kind, tables.names() + " lists " + text);
    }

    /** What a table lists has structs, and BTF has all that are built in. */
    private void requireStructs(String kind, String told) {
        if (isWithoutStructs(kind) || (btf != null && btf.isEmpty())) {
            incomplete.add(kind + ": " + told + ", and none of its structs is in the BTF");
        }
    }

    /** The handler of the catalogue's release that this is another version of. */
    private @Nullable Guard before(String text) {
        return known == null
                ? null
                : known.guards(Layer.HANDLER)
                        .filter(guard -> isSame(guard.value(), text))
                        .findFirst()
                        .orElse(null);
    }

    private static boolean isSame(String value, String other) {
        return stem(value).equals(stem(other));
    }

    /** Without its version. */
    private static String stem(String value) {
        return value.replaceAll("[-_]?v?\\d+$", "");
    }

    private void handlersFlags(ImageTables.Flags flags, List<String> named) {
        if (!named.contains(flags.name())) {
            incomplete.add(flags.name() + ": " + ImageTables.FEATURES + " has flags of it, and " + ImageTables.VERSIONS
                    + " doesn't list it: what its handler is called isn't told");
            return;
        }
        String kind = guards.stream()
                .filter(guard -> guard.layer() == Layer.HANDLER && guard.value().equals(flags.name()))
                .map(Guard::kind)
                .findFirst()
                .orElse(flags.name());
        Guard before = known == null
                ? null
                : known.guards(Layer.FEATURES)
                        .filter(guard -> guard.kind().equals(kind))
                        .findFirst()
                        .orElse(null);
        String at = before == null ? headOf(kind.replace('-', '_') + "_").orElse(kind + ".features") : before.name();
        guards.add(flags(at, Layer.FEATURES, kind, flags, before));
    }

    private Guard flags(String at, Layer layer, String kind, ImageTables.Flags flags, @Nullable Guard before) {
        flags.unread()
                .ifPresent(why -> incomplete.add(
                        flags.name() + ": its flags in " + ImageTables.FEATURES + " aren't known: " + why));
        Map<Integer, String> names = before == null || before.features() == null
                ? Map.of()
                : before.features().names();
        Features bits = new Features(
                flags.bits().supp(), flags.bits().req(), flags.bits().active(), names);
        return Guard.ofFeatures(at, layer, kind, flags.unread().isPresent() ? null : bits, from(ImageTables.FEATURES));
    }

    /** The place of the flags in the struct that begins with them, of those with names that begin so. */
    private Optional<String> headOf(String prefix) {
        return bare().filter(layout -> layout.name().startsWith(prefix) && hasFeatures(layout))
                .map(layout -> layout.name() + "." + layout.fields().getFirst().name())
                .findFirst();
    }

    private boolean hasFeatures(StructLayout layout) {
        return !layout.fields().isEmpty()
                && FEATURE_HEADER.equals(layout.fields().getFirst().embeds());
    }

    private static Optional<StructLayout> root(BtfImporter.Found found) {
        return found.layouts().stream()
                .filter(layout -> layout.name().equals(Roles.LUO))
                .findFirst();
    }

    private String from(String section) {
        return name + ": section " + section;
    }

    /** The guard's string, if one of that sort stands in the image. */
    private void fromData(Guard guard) {
        List<String> found = guard.value().matches(".*\\d")
                ? strings.stream()
                        .filter(text -> text.replaceAll("\\d+$", "")
                                .equals(guard.value().replaceAll("\\d+$", "")))
                        .toList()
                : List.of();
        if (found.size() == 1) {
            guards.add(
                    Guard.of(guard.name(), guard.layer(), guard.kind(), found.getFirst(), name + ": read-only data"));
        } else if (found.size() > 1) {
            incomplete.add(guard.kind() + ": " + guard.name() + " isn't told: the read-only data has "
                    + String.join(" and ", found));
        } else {
            take(guard);
        }
    }

    private void take(Guard guard) {
        guards.add(guard.assumedFrom(Optional.ofNullable(known).orElseThrow().release()));
        taken.add(guard.name() + "=" + guard.value());
    }

    /** Unless a module brings it. */
    private void notBuiltIn(Guard guard, String why) {
        if (guard.layer() == Layer.HANDLER && modules.contains(guard.value())) {
            take(guard);
            elsewhere.add(guard.kind());
        } else {
            String what = guard.kind() + " isn't built in: " + why
                    + (guard.layer() == Layer.HANDLER && isImage ? ", and no module is known to have it" : "");
            if (!assumed.contains(what)) {
                assumed.add(what);
            }
        }
    }

    /** A kind whose structs the release has and this kernel hasn't. */
    private boolean isWithoutStructs(String kind) {
        Set<String> there = there();
        return btf != null
                && structsOf(kind).findAny().isPresent()
                && structsOf(kind).noneMatch(there::contains);
    }

    /** Names of the catalogue's structs of a kind. */
    private Stream<String> structsOf(String kind) {
        return known == null
                ? Stream.empty()
                : known.structs().stream()
                        .filter(layout -> layout.kind().equals(kind) && !layout.isTree())
                        .map(StructLayout::name)
                        .filter(struct -> !BtfImporter.ANYWHERE.contains(struct));
    }

    private Set<String> there() {
        Set<String> names = bare().map(StructLayout::name).collect(Collectors.toCollection(HashSet::new));
        if (btf != null) {
            names.addAll(btf.ambiguous().keySet());
        }
        return names;
    }

    private Stream<StructLayout> bare() {
        return Stream.ofNullable(btf).flatMap(found -> found.layouts().stream());
    }

    // ---- structs ----

    private List<StructLayout> structs() {
        Predicate<StructLayout> missing = btf == null
                ? layout -> guards.stream().anyMatch(guard -> guard.kind().equals(layout.kind()))
                : layout -> elsewhere.contains(layout.kind());
        Set<String> there = there();
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
        return used(Stream.concat(bare().map(this::guarded), untold.stream()).toList());
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

    private List<Constant> constants() {
        return known == null || isWithoutHandover()
                ? List.of()
                : known.constants().stream()
                        .filter(constant -> constant.name().contains("@"))
                        .toList();
    }

    // ---- what nobody told ----

    private void unknown(List<StructLayout> structs) {
        if (btf != null) {
            incomplete.addAll(btf.ambiguous().values());
        } else if (tables.isEmpty()) {
            incomplete.add(AbiDescriptor.GUARDS_UNKNOWN + "whether live update is built in isn't told: the image has no"
                    + " .BTF section (CONFIG_DEBUG_INFO_BTF), no section " + ImageTables.VERSIONS + " or "
                    + ImageTables.FEATURES);
        } else if (known == null) {
            incomplete.add("layouts: the image has no .BTF section (CONFIG_DEBUG_INFO_BTF), and " + release
                    + " isn't in the catalogue");
        }
        List<String> untold = known == null ? untold(structs) : List.of();
        if (!untold.isEmpty()) {
            incomplete.add(AbiDescriptor.GUARDS_UNKNOWN
                    + (tables.isEmpty() ? "BTF holds no strings, " : "an image's tables hold none of KHO, ") + release
                    + " isn't in the catalogue, and "
                    + (guards.isEmpty() ? "none" : "none of " + String.join(", ", untold))
                    + " were given with --guards");
        }
    }

    /** Kinds that every kernel guards, whose structs are there and whose guards aren't. */
    private List<String> untold(List<StructLayout> structs) {
        Stream<String> kinds = btf == null && !tables.isEmpty()
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
