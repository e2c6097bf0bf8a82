package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.role.RoleMap;
import io.luoledger.abi.role.Roles;
import io.luoledger.finding.FindingKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which struct of one kernel answers to which of the other, their differences, and which struct leads to which. */
final class StructPairs {
    private static final Pattern SUBJECT =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\.([A-Za-z_][A-Za-z0-9_.]*[A-Za-z0-9_])");

    private final AbiDescriptor from;
    private final AbiDescriptor to;
    private final Map<String, String> renamed = new HashMap<>();
    private final Map<String, Set<String>> reached = new HashMap<>();
    private final Map<String, StructLayout> byName = new HashMap<>();
    private final Set<String> kinds = new LinkedHashSet<>();
    /** Kinds of what every kind is carried by. */
    private final Set<String> carriers;

    private final Map<String, StructLayout> outgoing = new HashMap<>();
    private final Map<String, StructLayout> incoming = new HashMap<>();
    private final Map<String, List<AbiFinding>> findings = new LinkedHashMap<>();
    private final Map<String, Map<String, List<AbiFinding>>> findingsOfKind = new HashMap<>();

    private StructPairs(AbiDescriptor from, AbiDescriptor to) {
        this.from = from;
        this.to = to;
        carriers = Stream.of(from, to)
                .flatMap(side -> Stream.concat(side.guards(Layer.KHO_ROOT), side.guards(Layer.LUO)))
                .map(Guard::kind)
                .collect(Collectors.toSet());
    }

    static StructPairs of(AbiDescriptor from, AbiDescriptor to) {
        StructPairs pairs = new StructPairs(from, to);
        from.structs().forEach(layout -> pairs.outgoing.putIfAbsent(layout.name(), layout));
        to.structs().forEach(layout -> pairs.incoming.putIfAbsent(layout.name(), layout));
        from.structs().forEach(layout -> pairs.kinds.add(layout.kind()));
        to.structs().forEach(layout -> pairs.kinds.add(layout.kind()));
        pairs.byName.putAll(pairs.incoming);
        pairs.byName.putAll(pairs.outgoing);
        pairs.matchRenamed();
        pairs.compare();
        pairs.findings.forEach((name, list) -> pairs.findingsOfKind
                .computeIfAbsent(pairs.kindOf(name), kind -> new LinkedHashMap<>())
                .put(name, list));
        return pairs;
    }

    private void matchRenamed() {
        List<StructLayout> come = new ArrayList<>(to.structs().stream()
                .filter(layout -> !outgoing.containsKey(layout.name()))
                .toList());
        from.structs().stream()
                .filter(layout -> !incoming.containsKey(layout.name()))
                .forEach(gone -> come.stream()
                        .filter(other -> sameBytes(gone, other))
                        .findFirst()
                        .ifPresent(other -> {
                            come.remove(other);
                            renamed.put(gone.name(), other.name());
                        }));
    }

    private static boolean sameBytes(StructLayout one, StructLayout other) {
        return one.kind().equals(other.kind())
                && one.isTree() == other.isTree()
                && java.util.Objects.equals(one.size(), other.size())
                && one.fields().size() == other.fields().size()
                && places(one).equals(places(other));
    }

    private static List<String> places(StructLayout layout) {
        return layout.fields().stream()
                .map(field -> field.firstBit() + " " + field.bits() + " "
                        + (field.embeds() == null ? field.typeText() : "struct"))
                .toList();
    }

    private void compare() {
        for (StructLayout layout : from.structs()) {
            Optional<StructLayout> other =
                    Optional.ofNullable(incoming.get(renamed.getOrDefault(layout.name(), layout.name())));
            List<AbiFinding> list = findings.computeIfAbsent(layout.name(), name -> new ArrayList<>());
            if (other.isPresent()) {
                if (!other.get().name().equals(layout.name())) {
                    list.add(AbiFinding.of(
                            AbiFindings.RENAMED,
                            layout.name(),
                            layout.name(),
                            other.get().name()));
                }
                if (!isSame(layout, other.get())) {
                    list.addAll(StructComparison.compare(layout, other.get(), renamed));
                }
                list.addAll(configuration(layout, other.get()));
            } else if (wouldShow(to, layout)) {
                list.add(AbiFinding.of(AbiFindings.STRUCT_REMOVED, layout.name(), size(layout), null));
            }
        }
        for (StructLayout layout : to.structs()) {
            if (!outgoing.containsKey(layout.name())
                    && !renamed.containsValue(layout.name())
                    && wouldShow(from, layout)) {
                findings.computeIfAbsent(layout.name(), name -> new ArrayList<>())
                        .add(AbiFinding.of(AbiFindings.STRUCT_ADDED, layout.name(), null, size(layout)));
            }
        }
    }

    /** Options that either layout depends on and the two kernels weren't both computed for. The page size is the kernel's own. */
    private List<AbiFinding> configuration(StructLayout layout, StructLayout other) {
        return Stream.concat(layout.dependsOn().stream(), other.dependsOn().stream())
                .distinct()
                .filter(option -> !option.equals(StructLayout.PAGE_SIZE))
                .filter(option -> !from.configuration().containsKey(option)
                        || !from.configuration()
                                .get(option)
                                .equals(to.configuration().get(option)))
                .map(option ->
                        AbiFinding.of(AbiFindings.CONFIGURATION, layout.name(), value(from, option), value(to, option)))
                .toList();
    }

    private static String value(AbiDescriptor side, String option) {
        return option + "=" + side.configuration().getOrDefault(option, "not told");
    }

    /** Nothing to find, which most pairs of structs are: renamed structs inside would show in a field's type. */
    private static boolean isSame(StructLayout one, StructLayout other) {
        return one.packed() == other.packed()
                && one.name().equals(other.name())
                && one.encoding().equals(other.encoding())
                && java.util.Objects.equals(one.size(), other.size())
                && one.fields().equals(other.fields());
    }

    private static String size(StructLayout layout) {
        return layout.isTree() ? "node" : layout.size() + " bytes";
    }

    /**
     * Whether a descriptor that lacks this struct means that the kernel lacks it: headers and BTF show no device-tree
     * nodes, what lies under no guard is found by some sources only, and what couldn't be read isn't missing.
     */
    private static boolean wouldShow(AbiDescriptor side, StructLayout layout) {
        boolean trees = side.structs().stream().anyMatch(StructLayout::isTree);
        return hasKind(side, layout.kind())
                && side.hasLiveUpdate()
                && layout.guard() != null
                && !side.mayHave(layout.name())
                && (trees || !layout.isTree());
    }

    private static boolean hasKind(AbiDescriptor side, String kind) {
        return side.structs().stream().anyMatch(layout -> layout.kind().equals(kind))
                || side.guards().stream().anyMatch(guard -> guard.kind().equals(kind));
    }

    Set<String> kinds() {
        return kinds;
    }

    /** Differences of the structs of a kind, by struct. */
    Map<String, List<AbiFinding>> findings(String kind) {
        return findingsOfKind.getOrDefault(kind, Map.of());
    }

    List<AbiFinding> findingsOf(String struct) {
        return findings.getOrDefault(struct, List.of());
    }

    /** Whether all that is different is more behind the end of the shorter of the two. */
    boolean isTailOnly(String struct, List<AbiFinding> differences) {
        StructLayout before = outgoing.get(struct);
        StructLayout after = incoming.get(struct);
        if (before == null || after == null || before.size() == null || after.size() == null) {
            return false;
        }
        StructLayout longer = before.size() > after.size() ? before : after;
        int end = Math.min(before.size(), after.size());
        return differences.stream()
                .filter(AbiFinding::isError)
                .allMatch(finding -> finding.kind().equals(AbiFindings.STRUCT_SIZE)
                        || longer.fields().stream()
                                .anyMatch(field -> finding.path().equals(struct + "." + field.name())
                                        && field.offset() != null
                                        && field.offset() >= end));
    }

    String kindOf(String struct) {
        String name = struct.contains(".") ? struct.substring(0, struct.indexOf('.')) : struct;
        StructLayout layout = byName.get(name);
        return layout == null ? WholeKernel.KIND : layout.kind();
    }

    @Nullable
    String guardOf(String struct) {
        StructLayout layout = byName.get(struct);
        return layout == null ? null : layout.guard();
    }

    boolean isAboutStruct(String kind, String path) {
        return findings(kind).values().stream()
                .flatMap(List::stream)
                .anyMatch(finding -> finding.path().equals(path) && finding.isError());
    }

    /** "STRUCT.FIELD" of a declared meaning; the whole statement when it names none that is known. */
    String subject(String statement) {
        Matcher matcher = SUBJECT.matcher(statement);
        while (matcher.find()) {
            if (byName.containsKey(matcher.group(1))) {
                return matcher.group();
            }
        }
        return Stream.concat(from.structs().stream(), to.structs().stream())
                .map(StructLayout::name)
                .filter(name -> Pattern.compile("\\b" + Pattern.quote(name) + "\\b")
                        .matcher(statement)
                        .find())
                .findFirst()
                .orElse(statement);
    }

    List<AbiFinding> constants(String kind) {
        List<AbiFinding> list = new ArrayList<>();
        for (Constant constant : from.constants()) {
            if (constant.kind().equals(kind)) {
                named(to, constant)
                        .ifPresentOrElse(
                                other -> {
                                    if (other.value() != constant.value()) {
                                        list.add(AbiFinding.of(
                                                AbiFindings.CONSTANT,
                                                constant.name(),
                                                String.valueOf(constant.value()),
                                                String.valueOf(other.value()),
                                                readAs(constant)));
                                    }
                                },
                                () -> {
                                    if (isListed(constant) && listsNumbers(to)) {
                                        FindingKind rule = isFlag(constant)
                                                ? AbiFindings.FLAG_UNKNOWN
                                                : AbiFindings.CONSTANT_REMOVED;
                                        list.add(changed(rule, constant, constant.value(), null));
                                    }
                                });
            }
        }
        if (listsNumbers(from)) {
            to.constants().stream()
                    .filter(constant -> constant.kind().equals(kind)
                            && isListed(constant)
                            && named(from, constant).isEmpty())
                    .forEach(constant ->
                            list.add(changed(AbiFindings.CONSTANT_ADDED, constant, null, constant.value())));
        }
        return list;
    }

    /** What the reader takes a number for that was renumbered among others of its family; empty where it is none of them. */
    private String readAs(Constant constant) {
        String family = family(constant.name());
        return to.constants().stream()
                .filter(other -> other.kind().equals(constant.kind())
                        && other.value() == constant.value()
                        && !other.name().equals(constant.name())
                        && !family.isEmpty()
                        && family(other.name()).equals(family))
                .map(other -> constant.value() + " is read as " + other.name() + ".")
                .findFirst()
                .orElse("");
    }

    /** All of a name but its last word. */
    private static String family(String name) {
        return name.contains("@") ? "" : name.substring(0, Math.max(name.lastIndexOf('_'), name.lastIndexOf(' ')) + 1);
    }

    private static AbiFinding changed(
            FindingKind rule, Constant constant, @Nullable Long before, @Nullable Long after) {
        return AbiFinding.of(
                rule,
                constant.name(),
                before == null ? null : String.valueOf(before),
                after == null ? null : String.valueOf(after));
    }

    private static Optional<Constant> named(AbiDescriptor side, Constant constant) {
        return side.constants().stream()
                .filter(other -> other.name().equals(constant.name()))
                .findFirst();
    }

    /** Whether every number of the kernel's headers is there, so that one which isn't is missing. */
    private static boolean listsNumbers(AbiDescriptor side) {
        return side.constants().stream().anyMatch(StructPairs::isListed);
    }

    private static boolean isListed(Constant constant) {
        return constant.source().contains("/kho/abi") || constant.source().contains("/liveupdate/abi");
    }

    /** A single bit, in a family of such: numbers of one name but for its last word. */
    private boolean isFlag(Constant constant) {
        int end = constant.name().lastIndexOf('_');
        if (end < 0 || Long.bitCount(constant.value()) != 1 || constant.name().contains("@")) {
            return false;
        }
        String family = constant.name().substring(0, end + 1);
        return constant.name().contains("FLAG")
                || Stream.concat(from.constants().stream(), to.constants().stream())
                        .anyMatch(other -> other.name().startsWith(family)
                                && !other.name().equals(constant.name())
                                && Long.bitCount(other.value()) == 1);
    }

    /** Structs of other kinds that the structs of this kind embed or lead to, however deep. */
    Set<String> reachedFrom(String kind) {
        Set<String> known = reached.get(kind);
        if (known == null) {
            known = reach(kind);
            reached.put(kind, known);
        }
        return known;
    }

    private Set<String> reach(String kind) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>();
        Stream.concat(from.structs().stream(), to.structs().stream())
                .filter(layout -> layout.kind().equals(kind))
                .forEach(layout -> open.add(layout.name()));
        Set<String> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            String name = open.removeFirst();
            for (String next : next(name)) {
                if (seen.add(next)) {
                    open.add(next);
                    if (!kindOf(next).equals(kind)) {
                        found.add(next);
                    }
                }
            }
        }
        return found;
    }

    /** Kinds whose structs embed this struct or lead to it, its own kind left out. */
    Set<String> reachedBy(String struct) {
        return kinds().stream()
                .filter(kind ->
                        !kind.equals(kindOf(struct)) && reachedFrom(kind).contains(struct))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What a struct embeds, and what its pointers lead to. */
    private Set<String> next(String name) {
        Set<String> next = new LinkedHashSet<>();
        addNext(next, outgoing.get(name), from.roles());
        addNext(next, incoming.get(name), to.roles());
        return next;
    }

    private void addNext(Set<String> next, @Nullable StructLayout layout, RoleMap roles) {
        if (layout == null) {
            return;
        }
        for (Field field : layout.fields()) {
            String embedded = field.embeds();
            if (embedded != null) {
                next.add(embedded);
            }
            leadsTo(layout.name(), field, roles).ifPresent(next::add);
        }
    }

    /** Only what belongs to the struct alone: blocks and tables that every kind shares are their own matter. */
    private Optional<String> leadsTo(String struct, Field field, RoleMap roles) {
        String role = roles.roleOf(struct);
        String target = field.pointsTo();
        if (target != null && byName.containsKey(target) && !carriers.contains(kindOf(target))) {
            return Optional.of(target);
        }
        if (!Roles.VMALLOC.equals(role) && !Roles.CHUNK_HEADER.equals(role)) {
            return Optional.empty();
        }
        String part = roles.roleOf(struct, field.name());
        if (role == null || part == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(Roles.leadsTo(role, part)).map(roles::struct);
    }

    /** The role of a struct of either kernel, null when it has none. */
    @Nullable
    String roleOf(String struct) {
        String role = from.roles().roleOf(struct);
        return role != null ? role : to.roles().roleOf(struct);
    }

    /** The same; its name when it has none. */
    String roleOrName(String struct) {
        String role = roleOf(struct);
        return role == null ? struct : role;
    }

    /** The role of a field of either kernel, null when it has none. */
    @Nullable
    String roleOf(String struct, String field) {
        String role = from.roles().roleOf(struct, field);
        return role != null ? role : to.roles().roleOf(struct, field);
    }
}
