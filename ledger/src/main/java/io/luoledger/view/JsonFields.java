package io.luoledger.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A typed record as JSON: its fields by their names, in their order; one that has its default is left out, unless the
 * schema says {@code @shown(true)} of it: null is what isn't known there, and not what isn't there.
 */
final class JsonFields {
    private JsonFields() {}

    /** An object of it. */
    static void object(JsonGenerator out, IndexedRecord record) throws IOException {
        out.writeStartObject();
        fields(out, record);
        out.writeEndObject();
    }

    /** Its fields, into an object that was begun. */
    static void fields(JsonGenerator out, IndexedRecord record) throws IOException {
        fields(out, record, Set.of());
    }

    /** @param unknown names of those that are null, whatever the record has to say in their place */
    static void fields(JsonGenerator out, IndexedRecord record, Set<String> unknown) throws IOException {
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (unknown.contains(field.name())) {
                out.writeNullField(field.name());
            } else if (Boolean.TRUE.equals(field.getObjectProp("shown")) || !isDefault(field, value)) {
                out.writeFieldName(field.name());
                value(out, value);
            }
        }
    }

    /** The way back: what isn't there is at its default. */
    static <T extends SpecificRecord> T read(JsonNode node, T empty) {
        for (Schema.Field field : empty.getSchema().getFields()) {
            JsonNode value = node.get(field.name());
            empty.put(
                    field.pos(),
                    value == null && field.hasDefaultValue()
                            ? SpecificData.get().getDefaultValue(field)
                            : value(value == null ? NullNode.getInstance() : value, field.schema()));
        }
        return empty;
    }

    private static @Nullable Object value(JsonNode node, Schema schema) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> node.asBoolean();
            case INT -> node.asInt();
            case LONG -> node.asLong();
            case DOUBLE -> node.asDouble();
            case STRING -> node.asText();
            case ENUM -> constant(typeOf(schema), symbol(node.asText(), schema));
            case RECORD -> read(node, (SpecificRecord) SpecificData.newInstance(typeOf(schema), schema));
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                node.forEach(item -> items.add(value(item, schema.getElementType())));
                yield items;
            }
            case MAP -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                node.properties()
                        .forEach(entry -> entries.put(entry.getKey(), value(entry.getValue(), schema.getValueType())));
                yield entries;
            }
            case UNION ->
                node.isNull()
                        ? null
                        : value(
                                node,
                                schema.getTypes().stream()
                                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                                        .findFirst()
                                        .orElseThrow());
            case BYTES, FIXED, FLOAT -> throw new IllegalArgumentException("not shown as JSON: " + schema);
        };
    }

    /** The generated class; Avro's own way there trusts no class that it wasn't told of, since a schema may be anybody's. */
    private static Class<?> typeOf(Schema ours) {
        try {
            return Class.forName(ours.getFullName());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no class was generated for " + ours.getFullName(), e);
        }
    }

    private static Object constant(Class<?> type, String symbol) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.toString().equals(symbol))
                .findFirst()
                .orElseThrow();
    }

    /** A newer version may know more of them. */
    private static String symbol(String name, Schema schema) {
        return schema.hasEnumSymbol(name) ? name : String.valueOf(schema.getEnumDefault());
    }

    private static boolean isDefault(Schema.Field field, @Nullable Object value) {
        if (!field.hasDefaultValue()) {
            return false;
        }
        Object byDefault = SpecificData.get().getDefaultValue(field);
        return value == null ? byDefault == null : value.equals(byDefault);
    }

    private static void value(JsonGenerator out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Boolean flag -> out.writeBoolean(flag);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case IndexedRecord record -> object(out, record);
            case Collection<?> items -> {
                out.writeStartArray();
                for (Object item : items) {
                    value(out, item);
                }
                out.writeEndArray();
            }
            case Map<?, ?> entries -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : entries.entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    value(out, entry.getValue());
                }
                out.writeEndObject();
            }
            // a text, or the symbol of an enum
            default -> out.writeString(value.toString());
        }
    }
}
