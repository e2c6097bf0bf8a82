package io.luoledger.abi.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptorBuilder;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.role.RoleMap;
import io.luoledger.abi.role.Roles;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one kernel as a test run records them: {@code strings} by constant, {@code structs} by name,
 * {@code derived} numbers, {@code registered} handlers and FLBs, {@code semantics}, {@code boot_args}.
 */
final class FactsForm {
    /** Order in which such a file lists its strings: what a constant of an unknown name is taken for. */
    private static final List<Layer> USUAL_ORDER = List.of(
            Layer.KHO_ROOT,
            Layer.LUO,
            Layer.HANDLER,
            Layer.KHO_MEMORY_MAP,
            Layer.KHO_DATA,
            Layer.KHO_SIZE,
            Layer.LUO_NODE);

    private static final Set<Layer> ONCE = EnumSet.copyOf(USUAL_ORDER);
    private static final int DEFAULT_PAGE = 4096;
    private static final int[] PAGE_SIZES = {4096, 16384, 65536};

    private final JsonNode root;
    private final String source;
    private final List<Guard> guards = new ArrayList<>();
    private final List<String> assumed = new ArrayList<>();

    private FactsForm(JsonNode root, String source) {
        this.root = root;
        this.source = source;
    }

    static boolean is(JsonNode node) {
        return node.isObject()
                && node.path("structs").isObject()
                && node.path("strings").isObject();
    }

    static AbiDescriptor read(JsonNode root, String source) {
        return new FactsForm(root, source).read();
    }

    private AbiDescriptor read() {
        Registration registration = registration();
        guards(registration);
        List<StructLayout> layouts = new ArrayList<>();
        root.get("structs").properties().forEach(entry -> layouts.add(struct(entry.getKey(), entry.getValue())));
        List<Constant> constants = new ArrayList<>();
        root.path("derived").properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                constants.add(
                        new Constant(entry.getKey(), "luo", entry.getValue().asLong(), source));
            }
        });
        AbiDescriptor bare = descriptor(layouts, constants, registration, DEFAULT_PAGE);
        List<StructLayout> guarded = layouts.stream()
                .map(layout -> guarded(layout, bare.roles(), layouts))
                .toList();
        return descriptor(guarded, constants, registration, pageSize(bare));
    }

    private AbiDescriptor descriptor(
            List<StructLayout> layouts, List<Constant> constants, @Nullable Registration registration, int pageSize) {
        List<String> semantics = new ArrayList<>();
        JsonNode meaning = root.path("semantics");
        if (meaning.isTextual()) {
            semantics.add(meaning.asText());
        } else {
            meaning.forEach(one -> semantics.add(one.asText()));
        }
        String release = Optional.ofNullable(JsonNodes.optionalText(root, "release"))
                .orElse(Optional.ofNullable(JsonNodes.optionalText(root, "kernel"))
                        .orElse("unknown"));
        String architecture = Optional.ofNullable(JsonNodes.optionalText(root, "architecture"))
                .orElse("x86_64");
        return AbiDescriptorBuilder.builder()
                .release(release)
                .architecture(architecture)
                .pageSize(pageSize)
                .guards(guards)
                .structs(layouts)
                .constants(constants)
                .registration(registration)
                .semantics(semantics)
                .assumed(assumed)
                .source(source)
                .confidence(Confidence.HIGH)
                .panicOnWarn(bootsWith("(sysctl[.]kernel[./])?panic_on_warn(=[1-9]\\d*)?"))
                .build();
    }

    private int pageSize(AbiDescriptor bare) {
        Integer given = JsonNodes.optionalInt(root, "page_size", source);
        if (given != null) {
            return given;
        }
        int perBlock = root.path("derived").path("sessions_per_block").asInt(0);
        int header = size(bare, Roles.BLOCK);
        int session = size(bare, Roles.SESSION);
        for (int page : PAGE_SIZES) {
            if (perBlock > 0 && session > 0 && (page - header) / session == perBlock) {
                return page;
            }
        }
        return DEFAULT_PAGE;
    }

    private static int size(AbiDescriptor side, String role) {
        return side.layout(role).map(StructLayout::size).orElse(0);
    }

    private @Nullable Registration registration() {
        JsonNode registered = root.path("registered");
        if (!registered.isObject()) {
            return null;
        }
        List<String> handlers = new ArrayList<>();
        registered.path("file_handlers").forEach(handler -> handlers.add(handler.asText()));
        Map<String, List<String>> flbs = new TreeMap<>();
        registered.path("flbs").properties().forEach(entry -> {
            List<String> names = new ArrayList<>();
            entry.getValue().forEach(name -> names.add(name.asText()));
            flbs.put(entry.getKey(), names);
        });
        boolean kho = JsonNodes.bool(registered, "kho", true) && !bootsWith("kho=(off|0|n|false)");
        boolean live = JsonNodes.bool(registered, "liveupdate", true) && !bootsWith("liveupdate=(off|0|n|false)");
        return new Registration(kho, kho && live, handlers, flbs);
    }

    private boolean bootsWith(String argument) {
        String arguments = " " + root.path("boot_args").toString().replaceAll("[\",\\[\\]]", " ") + " ";
        return arguments.matches(".*\\s" + argument + "\\s.*");
    }

    private void guards(@Nullable Registration registration) {
        Map<String, JsonNode> unknown = new LinkedHashMap<>();
        Set<String> handlers = registration == null ? Set.of() : Set.copyOf(registration.handlers());
        root.get("strings").properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            String name = entry.getKey();
            Optional<GuardNames.Meaning> meaning = GuardNames.of(name, value.asText());
            if (value.isNull()) {
                if (meaning.isEmpty()) {
                    unknown.put(name, value);
                }
            } else if (value.isArray()) {
                value.forEach(one -> guard(name, Layer.FLB, "flb", one.asText()));
            } else if (value.isIntegralNumber()) {
                GuardNames.Meaning known =
                        meaning.orElse(new GuardNames.Meaning(Layer.KEXEC_METADATA, "kexec-metadata"));
                guard(name, known.layer(), known.kind(), value.asText());
            } else if (meaning.isPresent()) {
                guard(name, meaning.get().layer(), meaning.get().kind(), value.asText());
            } else if (handlers.contains(value.asText())) {
                guard(name, Layer.HANDLER, name, value.asText());
            } else {
                unknown.put(name, value);
            }
        });
        placeUnknown(unknown);
    }

    /** Constants of unknown names keep the usual order; what is left of it tells what they are. */
    private void placeUnknown(Map<String, JsonNode> unknown) {
        List<Layer> left = new ArrayList<>(USUAL_ORDER);
        guards.forEach(guard -> left.remove(guard.layer()));
        List<String> names = new ArrayList<>(unknown.keySet());
        boolean fits = names.size() == left.size();
        for (int i = 0; i < names.size(); i++) {
            Layer layer = fits ? left.get(i) : Layer.OTHER;
            JsonNode value = unknown.get(names.get(i));
            if (value == null || value.isNull() || !value.isTextual()) {
                continue;
            }
            if (ONCE.contains(layer)) {
                assumed.add(names.get(i) + " is taken for " + layer + " by its place in the list");
            }
            guard(names.get(i), layer, kind(layer, names.get(i)), value.asText());
        }
    }

    private static String kind(Layer layer, String name) {
        return switch (layer) {
            case KHO_ROOT, KHO_MEMORY_MAP, KHO_DATA, KHO_SIZE -> "kho";
            case LUO, LUO_PART, LUO_NODE, LUO_NAME -> "luo";
            case KEXEC_METADATA -> "kexec-metadata";
            case FLB, FLB_VERSION -> "flb";
            case HANDLER, KHO_NODE, NODE_VERSION, CLIENT_VERSION, MAGIC, FEATURES, OTHER -> name;
        };
    }

    private void guard(String name, Layer layer, String kind, String value) {
        guards.add(Guard.of(name, layer, kind, value, source));
    }

    private StructLayout struct(String name, JsonNode node) {
        String where = "structs." + name;
        JsonNodes.object(node, where);
        List<Field> fields = new ArrayList<>();
        for (JsonNode field : JsonNodes.array(node.get("fields"), where + ".fields")) {
            fields.add(TypeNames.field(
                    JsonNodes.text(field, "name", where + ".fields"),
                    JsonNodes.text(field, "type", where + ".fields"),
                    JsonNodes.optionalInt(field, "offset", where),
                    JsonNodes.optionalInt(field, "size", where),
                    JsonNodes.optionalInt(field, "bit_offset", where),
                    JsonNodes.optionalInt(field, "bit_size", where),
                    null));
        }
        return new StructLayout(
                name,
                "other",
                null,
                StructLayout.STRUCT,
                JsonNodes.optionalInt(node, "size", where),
                JsonNodes.bool(node, "packed", false),
                fields,
                source,
                Confidence.HIGH,
                null);
    }

    /** Its kind and guard: by its role; one without a role goes with what embeds it. */
    private StructLayout guarded(StructLayout layout, RoleMap roles, List<StructLayout> all) {
        String role = roles.roleOf(layout.name());
        if (role == null) {
            return all.stream()
                    .filter(outer -> outer.fields().stream()
                            .anyMatch(field -> layout.name().equals(field.embeds())))
                    .map(outer -> roles.roleOf(outer.name()))
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .map(outer -> byRole(layout, outer))
                    .orElse(layout);
        }
        return byRole(layout, role);
    }

    private StructLayout byRole(StructLayout layout, String role) {
        Map<String, Layer> layers = new HashMap<>();
        for (String one : List.of(Roles.LUO, Roles.SESSION, Roles.FILE_SET, Roles.FILE, Roles.FLB_HEADER, Roles.FLB)) {
            layers.put(one, Layer.LUO);
        }
        layers.put(Roles.MEMFD, Layer.HANDLER);
        layers.put(Roles.FOLIO, Layer.HANDLER);
        layers.put(Roles.METADATA, Layer.KEXEC_METADATA);
        Layer layer = layers.getOrDefault(role, Layer.KHO_ROOT);
        Optional<Guard> guard = guards.stream()
                .filter(one -> one.layer() == layer)
                .filter(one -> layer != Layer.HANDLER || one.kind().equals("memfd") || countOf(layer) == 1)
                .findFirst();
        return guard.map(one -> layout.withGuard(one.kind(), one.name()))
                .orElse(layout.withGuard(layer == Layer.HANDLER ? "memfd" : kind(layer, role), null));
    }

    private long countOf(Layer layer) {
        return guards.stream().filter(one -> one.layer() == layer).count();
    }
}
