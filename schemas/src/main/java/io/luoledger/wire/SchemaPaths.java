package io.luoledger.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Finds one's way in a schema. */
final class SchemaPaths {
    private SchemaPaths() {}

    /** Every record, enum and fixed in a schema, by full name, in the order of appearance. */
    static Map<String, Schema> named(Schema schema) {
        Map<String, Schema> found = new LinkedHashMap<>();
        collect(schema, found);
        return found;
    }

    private static void collect(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (found.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), found));
                }
            }
            case ENUM, FIXED -> found.putIfAbsent(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(type -> collect(type, found));
            case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
                // has no parts
            }
        }
    }

    static boolean isNamed(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> true;
            case ARRAY, MAP, UNION, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> false;
        };
    }

    /** Avro's location of an incompatibility ({@code /fields/6/type/4/fields/1}) as names, each behind a dot. */
    static String below(Schema root, String location) {
        StringBuilder path = new StringBuilder();
        Schema at = root;
        String[] steps = location.split("/");
        for (int i = 1; i < steps.length; i++) {
            Schema next = child(at, steps, i);
            if (steps[i].equals("fields") && i + 1 < steps.length && at.getType() == Schema.Type.RECORD) {
                Schema.Field field = at.getFields().get(Integer.parseInt(steps[++i]));
                path.append('.').append(field.name());
                at = field.schema();
            } else if (next != null) {
                if (at.getType() == Schema.Type.UNION) {
                    path.append('.').append(next.getName());
                }
                at = next;
            }
        }
        return path.toString();
    }

    private static @Nullable Schema child(Schema at, String[] steps, int i) {
        return switch (at.getType()) {
            case ARRAY -> steps[i].equals("items") ? at.getElementType() : null;
            case MAP -> steps[i].equals("values") ? at.getValueType() : null;
            case UNION -> {
                boolean branch = steps[i].chars().allMatch(Character::isDigit) && !steps[i].isEmpty();
                yield branch && Integer.parseInt(steps[i]) < at.getTypes().size()
                        ? at.getTypes().get(Integer.parseInt(steps[i]))
                        : null;
            }
            case RECORD, ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> null;
        };
    }
}
