package io.luoledger.abi.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptorBuilder;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Features;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.GuardForm;
import io.luoledger.abi.Hazard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The project's own JSON form of a descriptor: what {@code abi import} writes and the catalogue is kept in. */
final class OwnForm {
    static final String FORMAT = "luo-ledger-abi/1";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private OwnForm() {}

    static boolean is(JsonNode node) {
        return node.isObject() && node.path("format").asText().startsWith("luo-ledger-abi/");
    }

    static ObjectNode write(AbiDescriptor descriptor) {
        ObjectNode root = JSON.objectNode();
        root.put("format", FORMAT);
        root.put("release", descriptor.release());
        root.put("architecture", descriptor.architecture());
        root.put("pageSize", descriptor.pageSize());
        if (!descriptor.configuration().isEmpty()) {
            ObjectNode configuration = root.putObject("configuration");
            descriptor.configuration().forEach(configuration::put);
        }
        root.put("source", descriptor.source());
        root.put("confidence", word(descriptor.confidence()));
        if (descriptor.panicOnWarn()) {
            root.put("panicOnWarn", true);
        }
        texts(root, "incomplete", descriptor.incomplete());
        texts(root, "assumed", descriptor.assumed());
        ArrayNode guards = root.putArray("guards");
        descriptor.guards().forEach(guard -> guards.add(guard(guard)));
        ArrayNode structs = root.putArray("structs");
        descriptor.structs().forEach(layout -> structs.add(struct(layout)));
        ArrayNode constants = root.putArray("constants");
        for (Constant constant : descriptor.constants()) {
            constants
                    .addObject()
                    .put("name", constant.name())
                    .put("kind", constant.kind())
                    .put("value", constant.value())
                    .put("source", constant.source());
        }
        if (descriptor.registration() != null) {
            registration(root.putObject("registration"), descriptor.registration());
        }
        texts(root, "semantics", descriptor.semantics());
        if (!descriptor.documented().isEmpty()) {
            ArrayNode documented = root.putArray("documented");
            descriptor
                    .documented()
                    .forEach(one -> documented
                            .addObject()
                            .put("guard", one.guard())
                            .put("value", one.value())
                            .put("place", one.place()));
        }
        if (!descriptor.hazards().isEmpty()) {
            ArrayNode hazards = root.putArray("hazards");
            descriptor
                    .hazards()
                    .forEach(one -> hazards.addObject()
                            .put("kind", word(one.kind()))
                            .put("path", one.path())
                            .put("detail", one.detail())
                            .put("place", one.place()));
        }
        return root;
    }

    private static void registration(ObjectNode node, Registration registration) {
        node.put("kho", registration.kho());
        node.put("liveupdate", registration.liveUpdate());
        ArrayNode handlers = node.putArray("handlers");
        registration.handlers().forEach(handlers::add);
        ObjectNode flbs = node.putObject("flbs");
        registration.flbs().forEach((handler, names) -> {
            ArrayNode list = flbs.putArray(handler);
            names.forEach(list::add);
        });
    }

    private static ObjectNode guard(Guard guard) {
        ObjectNode node = JSON.objectNode();
        node.put("name", guard.name());
        node.put("layer", word(guard.layer()));
        node.put("kind", guard.kind());
        if (guard.writes().size() == 1 && guard.writes().equals(guard.reads())) {
            node.put("value", guard.value());
        } else {
            texts(node, "writes", guard.writes());
            texts(node, "reads", guard.reads());
        }
        if (guard.form() != GuardForm.usual(guard.layer())) {
            node.put("form", word(guard.form()));
        }
        if (guard.features() != null) {
            features(node.putObject("features"), guard.features());
        }
        node.put("source", guard.source());
        node.put("confidence", word(guard.confidence()));
        return node;
    }

    private static void features(ObjectNode node, Features features) {
        node.put("supp", hex(features.supp()));
        node.put("req", hex(features.req()));
        node.put("active", hex(features.active()));
        ObjectNode names = node.putObject("names");
        features.names().forEach((bit, name) -> names.put(name, bit));
    }

    /** Bits are a string: not every reader of JSON has 64-bit numbers. */
    private static String hex(long bits) {
        return "0x" + Long.toHexString(bits);
    }

    private static ObjectNode struct(StructLayout layout) {
        ObjectNode node = JSON.objectNode();
        node.put("name", layout.name());
        node.put("kind", layout.kind());
        node.put("guard", layout.guard());
        node.put("encoding", layout.encoding());
        node.put("size", layout.size());
        node.put("packed", layout.packed());
        texts(node, "dependsOn", layout.dependsOn());
        node.put("source", layout.source());
        node.put("confidence", word(layout.confidence()));
        if (layout.notes() != null) {
            node.put("notes", layout.notes());
        }
        ArrayNode fields = node.putArray("fields");
        for (Field field : layout.fields()) {
            ObjectNode one = fields.addObject();
            one.put("name", field.name());
            one.put("type", field.type());
            put(one, "arrayLength", field.arrayLength());
            put(one, "offset", field.offset());
            put(one, "size", field.size());
            put(one, "bitOffset", field.bitOffset());
            put(one, "bitSize", field.bitSize());
            if (field.pointsTo() != null) {
                one.put("pointsTo", field.pointsTo());
            }
            put(one, "line", field.line());
        }
        return node;
    }

    private static void put(ObjectNode node, String name, @Nullable Integer value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void texts(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(name);
            values.forEach(array::add);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static AbiDescriptor read(JsonNode root, String where) {
        if (!root.path("format").asText().equals(FORMAT)) {
            throw JsonNodes.wrong(where + ".format", "\"" + FORMAT + "\"", root.get("format"));
        }
        String source = JsonNodes.text(root, "source", where);
        List<Guard> guards = new ArrayList<>();
        for (JsonNode node : JsonNodes.array(root.get("guards"), where + ".guards")) {
            guards.add(readGuard(node, where + ".guards"));
        }
        List<StructLayout> structs = new ArrayList<>();
        for (JsonNode node : JsonNodes.array(root.get("structs"), where + ".structs")) {
            structs.add(readStruct(node, where + ".structs"));
        }
        List<Constant> constants = new ArrayList<>();
        for (JsonNode node : root.path("constants")) {
            constants.add(new Constant(
                    JsonNodes.text(node, "name", where + ".constants"),
                    JsonNodes.text(node, "kind", where + ".constants"),
                    node.path("value").asLong(),
                    JsonNodes.text(node, "source", where + ".constants")));
        }
        List<AbiDescriptor.DocumentedString> documented = new ArrayList<>();
        for (JsonNode node : root.path("documented")) {
            documented.add(new AbiDescriptor.DocumentedString(
                    JsonNodes.text(node, "guard", where + ".documented"),
                    JsonNodes.text(node, "value", where + ".documented"),
                    JsonNodes.text(node, "place", where + ".documented")));
        }
        List<Hazard> hazards = new ArrayList<>();
        for (JsonNode node : root.path("hazards")) {
            hazards.add(new Hazard(
                    constant(Hazard.Kind.class, node, "kind", where + ".hazards"),
                    JsonNodes.text(node, "path", where + ".hazards"),
                    JsonNodes.text(node, "detail", where + ".hazards"),
                    JsonNodes.text(node, "place", where + ".hazards")));
        }
        Map<String, String> configuration = new TreeMap<>();
        root.path("configuration")
                .properties()
                .forEach(entry ->
                        configuration.put(entry.getKey(), entry.getValue().asText()));
        Integer pageSize = JsonNodes.optionalInt(root, "pageSize", where);
        if (pageSize == null || pageSize < 512 || Integer.bitCount(pageSize) != 1) {
            throw JsonNodes.wrong(where + ".pageSize", "a power of two from 512", root.get("pageSize"));
        }
        return AbiDescriptorBuilder.builder()
                .release(JsonNodes.text(root, "release", where))
                .architecture(JsonNodes.text(root, "architecture", where))
                .pageSize(pageSize)
                .configuration(configuration)
                .guards(guards)
                .structs(structs)
                .constants(constants)
                .registration(readRegistration(root.get("registration")))
                .semantics(readTexts(root, "semantics"))
                .documented(documented)
                .hazards(hazards)
                .incomplete(readTexts(root, "incomplete"))
                .assumed(readTexts(root, "assumed"))
                .source(source)
                .confidence(constant(Confidence.class, root, "confidence", where))
                .panicOnWarn(JsonNodes.bool(root, "panicOnWarn", false))
                .build();
    }

    private static @Nullable Registration readRegistration(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            return null;
        }
        Map<String, List<String>> flbs = new TreeMap<>();
        node.path("flbs").properties().forEach(entry -> {
            List<String> names = new ArrayList<>();
            entry.getValue().forEach(name -> names.add(name.asText()));
            flbs.put(entry.getKey(), names);
        });
        return new Registration(
                JsonNodes.bool(node, "kho", true),
                JsonNodes.bool(node, "liveupdate", true),
                readTexts(node, "handlers"),
                flbs);
    }

    private static Guard readGuard(JsonNode node, String where) {
        String name = JsonNodes.text(node, "name", where);
        List<String> writes = readTexts(node, "writes");
        List<String> reads = readTexts(node, "reads");
        if (writes.isEmpty()) {
            writes = List.of(JsonNodes.text(node, "value", where + "." + name));
        }
        Layer layer = constant(Layer.class, node, "layer", where + "." + name);
        return new Guard(
                name,
                layer,
                JsonNodes.text(node, "kind", where + "." + name),
                writes,
                reads.isEmpty() ? writes : reads,
                node.has("form") ? constant(GuardForm.class, node, "form", where) : GuardForm.usual(layer),
                node.has("features") ? readFeatures(node.get("features"), where + "." + name + ".features") : null,
                Optional.ofNullable(JsonNodes.optionalText(node, "source")).orElse("not given"),
                node.has("confidence") ? constant(Confidence.class, node, "confidence", where) : Confidence.HIGH);
    }

    private static Features readFeatures(JsonNode node, String where) {
        Map<Integer, String> names = new TreeMap<>();
        node.path("names").properties().forEach(entry -> {
            if (!entry.getValue().isInt()
                    || entry.getValue().intValue() < 0
                    || entry.getValue().intValue() >= Long.SIZE) {
                throw JsonNodes.wrong(where + ".names." + entry.getKey(), "a bit from 0 to 63", entry.getValue());
            }
            names.put(entry.getValue().intValue(), entry.getKey());
        });
        return new Features(bits(node, "supp", where), bits(node, "req", where), bits(node, "active", where), names);
    }

    private static long bits(JsonNode node, String name, String where) {
        String text = JsonNodes.text(node, name, where);
        if (!text.matches("0x[0-9a-fA-F]{1,16}")) {
            throw JsonNodes.wrong(where + "." + name, "bits such as \"0x3\"", node.get(name));
        }
        return Long.parseUnsignedLong(text.substring(2), 16);
    }

    private static StructLayout readStruct(JsonNode node, String where) {
        String name = JsonNodes.text(node, "name", where);
        String place = where + "." + name;
        List<Field> fields = new ArrayList<>();
        for (JsonNode field : JsonNodes.array(node.get("fields"), place + ".fields")) {
            fields.add(new Field(
                    JsonNodes.text(field, "name", place + ".fields"),
                    JsonNodes.text(field, "type", place + ".fields"),
                    JsonNodes.optionalInt(field, "arrayLength", place),
                    JsonNodes.optionalInt(field, "offset", place),
                    JsonNodes.optionalInt(field, "size", place),
                    JsonNodes.optionalInt(field, "bitOffset", place),
                    JsonNodes.optionalInt(field, "bitSize", place),
                    JsonNodes.optionalText(field, "pointsTo"),
                    JsonNodes.optionalInt(field, "line", place)));
        }
        return new StructLayout(
                name,
                JsonNodes.text(node, "kind", place),
                JsonNodes.optionalText(node, "guard"),
                Optional.ofNullable(JsonNodes.optionalText(node, "encoding")).orElse(StructLayout.STRUCT),
                JsonNodes.optionalInt(node, "size", place),
                JsonNodes.bool(node, "packed", false),
                fields,
                readTexts(node, "dependsOn"),
                Optional.ofNullable(JsonNodes.optionalText(node, "source")).orElse("not given"),
                node.has("confidence") ? constant(Confidence.class, node, "confidence", place) : Confidence.HIGH,
                JsonNodes.optionalText(node, "notes"));
    }

    private static List<String> readTexts(JsonNode node, String name) {
        List<String> texts = new ArrayList<>();
        node.path(name).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String name, String where) {
        String word = node.path(name).asText("");
        for (E value : type.getEnumConstants()) {
            if (word(value).equals(word)) {
                return value;
            }
        }
        throw JsonNodes.wrong(
                where + "." + name,
                "one of "
                        + java.util.Arrays.stream(type.getEnumConstants())
                                .map(OwnForm::word)
                                .toList(),
                node.get(name));
    }
}
