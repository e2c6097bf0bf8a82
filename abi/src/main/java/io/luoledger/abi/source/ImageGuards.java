package io.luoledger.abi.source;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Features;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.role.Roles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a kernel's image guards its state with: LUO's string and its handlers in the image's tables, what else looks like
 * a guard's string in its read-only data, and the rest in the catalogue's kernel of its release. That something is built in at
 * all is told by tables and structs alone.
 */
final class ImageGuards {
    private static final String FEATURE_HEADER = "luo_feature_hdr";

    /**
     * What an image has.
     *
     * @param strings those of its read-only data that look like a guard's
     * @param whole whether it is a whole kernel, which says something of what isn't in it
     * @param btf null where there is none
     */
    record Parts(ImageTables tables, Set<String> strings, boolean whole, BtfImporter.@Nullable Found btf) {
        Stream<StructLayout> layouts() {
            return Stream.ofNullable(btf).flatMap(found -> found.layouts().stream());
        }

        /** Names of the structs that it has. */
        Set<String> structs() {
            Set<String> names = layouts().map(StructLayout::name).collect(Collectors.toCollection(HashSet::new));
            if (btf != null) {
                names.addAll(btf.ambiguous().keySet());
            }
            return names;
        }

        /** A kernel that tells all its structs, none of which is preserved state. */
        boolean isWithoutHandover() {
            return btf != null && btf.isEmpty() && tables.isEmpty();
        }
    }

    /**
     * What was found.
     *
     * @param assumed what was concluded, or taken from the catalogue
     * @param incomplete what nobody tells
     * @param elsewhere kinds whose structs come from the catalogue though there is BTF: those of modules
     */
    record Found(List<Guard> guards, List<String> assumed, List<String> incomplete, Set<String> elsewhere) {}

    private final String name;
    private final String release;
    private final Set<String> modules;
    private final @Nullable AbiDescriptor known;
    private final ImageTables tables;
    private final Parts parts;
    private final BtfImporter.@Nullable Found btf;
    private final List<Guard> guards;
    private final List<String> taken = new ArrayList<>();
    private final List<String> assumed = new ArrayList<>();
    private final List<String> incomplete = new ArrayList<>();
    private final Set<String> elsewhere = new HashSet<>();

    /**
     * Of an image.
     *
     * @param name of the image
     * @param given by the user
     * @param modules handlers that a module brings in time
     * @param known the catalogue's kernel of its release, null when there is none
     */
    ImageGuards(
            String name,
            String release,
            List<Guard> given,
            Set<String> modules,
            @Nullable AbiDescriptor known,
            Parts parts) {
        this.name = name;
        this.release = release;
        this.modules = modules;
        this.known = known;
        this.parts = parts;
        this.tables = parts.tables();
        this.btf = parts.btf();
        this.guards = new ArrayList<>(given);
    }

    /** To be asked once. */
    Found found() {
        if (!parts.isWithoutHandover()) {
            find();
        }
        return new Found(guards, assumed, incomplete, elsewhere);
    }

    private void find() {
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
        List<String> texts = versions().filter(ImageGuards::isCore).toList();
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
        return parts.layouts()
                .filter(layout -> layout.name().startsWith(prefix) && hasFeatures(layout))
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
                ? parts.strings().stream()
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
                    + (guard.layer() == Layer.HANDLER && parts.whole() ? ", and no module is known to have it" : "");
            if (!assumed.contains(what)) {
                assumed.add(what);
            }
        }
    }

    /** A kind whose structs the release has and this kernel hasn't. */
    private boolean isWithoutStructs(String kind) {
        Set<String> there = parts.structs();
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
}
