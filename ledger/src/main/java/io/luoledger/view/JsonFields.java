package io.luoledger.view;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
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
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (Boolean.TRUE.equals(field.getObjectProp("shown")) || !isDefault(field, value)) {
                out.writeFieldName(field.name());
                value(out, value);
            }
        }
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
