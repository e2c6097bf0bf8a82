package io.luoledger.abi.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptorBuilder;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of structs, each with its {@code subsystem}, {@code compatible} string and {@code source}: what is known of
 * many kernels in one file. Every source becomes a descriptor; asked for a release, all sources that name it or a range
 * around it become one.
 */
final class CatalogueForm {
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.(\\d+)");
    private static final Pattern RANGE = Pattern.compile("v(\\d+)\\.(\\d+)\\s*\\.\\.\\s*v(\\d+)\\.(\\d+)");
    private static final Pattern POINTER = Pattern.compile("(.*?)\\s*\\((phys[^)]*)\\)");
    private static final String TREE_PREFIX = "(FDT node)";

    private CatalogueForm() {}

    static boolean is(JsonNode node) {
        return node.isArray()
                && !node.isEmpty()
                && node.get(0).has("subsystem")
                && node.get(0).has("struct");
    }

    /** @param release null for one descriptor per source */
    static List<AbiDescriptor> read(JsonNode list, String file, @Nullable String release) {
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        for (JsonNode entry : list) {
            String source = JsonNodes.text(entry, "source", file);
            if (release == null) {
                groups.computeIfAbsent(source, name -> new ArrayList<>()).add(entry);
            } else if (covers(source, release)) {
                groups.computeIfAbsent(release, name -> new ArrayList<>()).add(entry);
            }
        }
        List<AbiDescriptor> descriptors = new ArrayList<>();
        groups.forEach((name, entries) -> descriptors.add(descriptor(name, entries, file)));
        return descriptors;
    }

    private static boolean covers(String source, String release) {
        if (source.equals(release)) {
            return true;
        }
        Matcher wanted = VERSION.matcher(release.startsWith("v") ? release : "v" + release);
        if (!wanted.matches()) {
            return false;
        }
        if (!source.startsWith("mainline")) {
            return false;
        }
        int version = number(wanted, 1);
        Matcher range = RANGE.matcher(source);
        if (range.find()) {
            return number(range, 1) <= version && version <= number(range, 3);
        }
        Matcher named = VERSION.matcher(source);
        while (named.find()) {
            if (number(named, 1) == version) {
                return true;
            }
        }
        return false;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group)) * 1000 + Integer.parseInt(matcher.group(group + 1));
    }

    private static AbiDescriptor descriptor(String name, List<JsonNode> entries, String file) {
        Map<String, Guard> guards = new LinkedHashMap<>();
        Map<String, StructLayout> structs = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        entries.forEach(entry -> names.add(entry.path("struct").asText()));
        Set<String> subsystems = new LinkedHashSet<>();
        boolean low = false;
        for (JsonNode entry : entries) {
            String where = file + ": " + entry.path("struct").asText("?");
            Guard guard = guard(entry, where);
            if (guard != null) {
                guards.putIfAbsent(guard.name(), guard);
            }
            StructLayout layout = struct(entry, guard, names, where);
            structs.merge(
                    layout.name(),
                    layout,
                    (a, b) -> a.fields().size() >= b.fields().size() ? a : b);
            subsystems.add(JsonNodes.text(entry, "subsystem", where));
            low |= layout.confidence() != Confidence.HIGH;
        }
        List<String> incomplete = new ArrayList<>();
        for (String needed : List.of("kho", "luo", "memfd")) {
            if (!subsystems.contains(needed)) {
                incomplete.add(needed + " isn't in the list");
            }
        }
        return AbiDescriptorBuilder.builder()
                .release(name)
                .architecture("x86_64")
                .pageSize(4096)
                .guards(List.copyOf(guards.values()))
                .structs(List.copyOf(structs.values()))
                .incomplete(incomplete)
                .source(file + ": " + name)
                .confidence(low ? Confidence.MEDIUM : Confidence.HIGH)
                .build();
    }

    private static @Nullable Guard guard(JsonNode entry, String where) {
        String versionedBy = Optional.ofNullable(JsonNodes.optionalText(entry, "versioned_by"))
                .orElse("");
        String compatible =
                Optional.ofNullable(JsonNodes.optionalText(entry, "compatible")).orElse("");
        String subsystem = JsonNodes.text(entry, "subsystem", where);
        Matcher inner = Pattern.compile("([A-Z_]+_VERSION)=(\\d+)").matcher(versionedBy);
        if (inner.find()) {
            Layer layer = subsystem.equals("kho")
                    ? Layer.KEXEC_METADATA
                    : inner.group(1).startsWith("KHO_") ? Layer.CLIENT_VERSION : Layer.FLB_VERSION;
            String kind = layer == Layer.KEXEC_METADATA ? "kexec-metadata" : subsystem;
            return Guard.of(inner.group(1), layer, kind, inner.group(2), where);
        }
        Matcher constant = Pattern.compile("[A-Z][A-Z_]+_COMPATIBLE").matcher(versionedBy);
        if (compatible.isEmpty() || compatible.startsWith("(none") || versionedBy.startsWith("nothing")) {
            return null;
        }
        String value = compatible.contains(" / ") ? compatible.substring(compatible.indexOf(" / ") + 3) : compatible;
        if (constant.find()) {
            return GuardNames.of(constant.group())
                    .map(meaning -> Guard.of(constant.group(), meaning.layer(), meaning.kind(), value, where))
                    .orElse(null);
        }
        if (isTree(entry) && JsonNodes.text(entry, "struct", where).contains("root")) {
            return switch (subsystem) {
                case "kho" -> Guard.of("KHO_FDT_COMPATIBLE", Layer.KHO_ROOT, "kho", value, where);
                case "luo" -> Guard.of("LUO_FDT_COMPATIBLE", Layer.LUO, "luo", value, where);
                default ->
                    Guard.of(
                            subsystem.toUpperCase(Locale.ROOT) + "_KHO_NODE_COMPATIBLE",
                            Layer.OTHER,
                            subsystem,
                            value,
                            where);
            };
        }
        return null;
    }

    private static boolean isTree(JsonNode entry) {
        return StructLayout.TREE.equals(JsonNodes.optionalText(entry, "encoding"));
    }

    private static StructLayout struct(JsonNode entry, @Nullable Guard guard, Set<String> names, String where) {
        String subsystem = JsonNodes.text(entry, "subsystem", where);
        String name = JsonNodes.text(entry, "struct", where);
        if (isTree(entry)) {
            name = subsystem + " " + name.replace(TREE_PREFIX, "").strip();
        }
        List<Field> fields = new ArrayList<>();
        for (JsonNode field : JsonNodes.array(entry.get("fields"), where)) {
            fields.add(field(field, names, where));
        }
        String notes = JsonNodes.optionalText(entry, "notes");
        String source = JsonNodes.text(entry, "source", where);
        String doubt = (source + " " + notes).toLowerCase(Locale.ROOT);
        Confidence confidence = doubt.contains("low confidence")
                ? Confidence.LOW
                : doubt.contains("medium") ? Confidence.MEDIUM : Confidence.HIGH;
        return new StructLayout(
                name,
                guard == null ? subsystem : guard.kind(),
                guard == null ? null : guard.name(),
                isTree(entry) ? StructLayout.TREE : StructLayout.STRUCT,
                JsonNodes.optionalInt(entry, "size", where),
                JsonNodes.bool(entry, "packed", false),
                fields,
                source,
                confidence,
                notes);
    }

    private static Field field(JsonNode node, Set<String> names, String where) {
        String name = JsonNodes.text(node, "name", where);
        String pointsTo = null;
        Matcher pointer = POINTER.matcher(name);
        if (pointer.matches()) {
            name = pointer.group(1);
            pointsTo = pointer.group(2);
        }
        String type = JsonNodes.text(node, "type", where).replaceAll(" bit-field.*", "");
        String bare = type.replaceAll("\\[.*", "");
        if (names.contains(bare)) {
            type = "struct " + type;
        }
        Integer lsb = null;
        Integer width = null;
        if (node.has("bits")) {
            lsb = JsonNodes.optionalInt(node.get("bits"), "lsb", where);
            width = JsonNodes.optionalInt(node.get("bits"), "width", where);
        }
        return TypeNames.field(
                name,
                type,
                JsonNodes.optionalInt(node, "offset", where),
                JsonNodes.optionalInt(node, "size", where),
                lsb,
                width,
                pointsTo);
    }
}
