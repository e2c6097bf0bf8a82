package io.luoledger.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a digest is taken over. They don't depend on the version of the schema: a record's fields stand in the
 * order of their names, and a field that has its default value is left out. So an event read with a newer schema, or
 * copied into a file of a newer schema, keeps its digest; and any reader that has the writer's schema can compute it.
 *
 * <pre>
 * record  = 'r' name { field value } 0          field = length(2 bytes) name
 * value   = 'n' | 't' | 'f' | 'i' 8 bytes | 'd' 8 bytes | 's' length(4) utf-8 | 'x' length(4) bytes
 *         | '[' { value } ']' | '{' { string value } '}' | record
 * </pre>
 *
 * An enum is its symbol as a string, int and long are the same, float and double are the same.
 */
final class CanonicalForm {
    /** Of generated classes: as many as there are. */
    private static final ClassValue<Plan> GENERATED = new ClassValue<>() {
        @Override
        protected Plan computeValue(Class<?> type) {
            return newPlan(SpecificData.get().getSchema(type));
        }
    };

    /** Of schemas that came with a file: gone when the schema is. */
    private static final WeakIdentityMap<Schema, Plan> OTHERS = new WeakIdentityMap<>();

    /** Names stand as what they are hashed as: encoded once per schema, not once per event. */
    private static final class Name {
        private final byte[] utf8;

        private Name(String text) {
            utf8 = text.getBytes(StandardCharsets.UTF_8);
        }

        byte[] bytes() {
            return utf8;
        }
    }

    private record Step(
            String field, Name name, int position, @Nullable Object defaultValue) {}

    private record Plan(Name name, List<Step> steps) {}

    private final MessageDigest digest;
    private byte[] buffer = new byte[1024];
    private int length;

    private CanonicalForm(MessageDigest digest) {
        this.digest = digest;
    }

    /** SHA-256 over the canonical form of the record without the named top-level fields. */
    static byte[] digest(IndexedRecord event, String without) {
        CanonicalForm form = new CanonicalForm(Digests.sha256());
        form.record(event, without);
        form.flush();
        return form.digest.digest();
    }

    private static Plan planOf(IndexedRecord record) {
        return record instanceof SpecificRecord
                ? GENERATED.get(record.getClass())
                : OTHERS.computeIfAbsent(record.getSchema(), CanonicalForm::newPlan);
    }

    /** Holds on to nothing of the schema, so that it can go. */
    private static Plan newPlan(Schema schema) {
        List<Step> steps = schema.getFields().stream()
                .sorted(Comparator.comparing(Schema.Field::name))
                .map(field -> new Step(
                        field.name(),
                        new Name(field.name()),
                        field.pos(),
                        field.hasDefaultValue() ? GenericData.get().getDefaultValue(field) : MISSING))
                .toList();
        return new Plan(new Name(schema.getFullName()), steps);
    }

    /** Stands for "has no default", which null can't: null is a default. */
    private static final Object MISSING = new Object();

    private void record(IndexedRecord record, @Nullable String without) {
        Plan plan = planOf(record);
        put('r');
        string(plan.name().bytes());
        for (Step step : plan.steps()) {
            if (step.field().equals(without)) {
                continue;
            }
            Object value = record.get(step.position());
            if (isDefault(value, step.defaultValue())) {
                continue;
            }
            byte[] name = step.name().bytes();
            put(name.length >>> 8);
            put(name.length);
            bytes(name);
            value(value);
        }
        put(0);
        put(0);
    }

    private static boolean isDefault(@Nullable Object value, @Nullable Object defaultValue) {
        if (defaultValue == MISSING) {
            return false;
        }
        if (value == null || defaultValue == null) {
            return value == null && defaultValue == null;
        }
        if (value instanceof CharSequence
                || value instanceof GenericEnumSymbol<?>
                || value instanceof Enum<?>
                || defaultValue instanceof GenericEnumSymbol<?>) {
            return value.toString().equals(defaultValue.toString());
        }
        if (value instanceof Number left && defaultValue instanceof Number right) {
            return left.doubleValue() == right.doubleValue() && left.longValue() == right.longValue();
        }
        return Objects.equals(value, defaultValue);
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> put('n');
            case Boolean flag -> put(flag ? 't' : 'f');
            case Double number -> number('d', Double.doubleToLongBits(number));
            case Float number -> number('d', Double.doubleToLongBits(number.doubleValue()));
            case Number number -> number('i', number.longValue());
            case IndexedRecord record -> record(record, null);
            case GenericFixed fixed -> blob(fixed.bytes());
            case ByteBuffer buffered -> {
                byte[] content = new byte[buffered.remaining()];
                buffered.duplicate().get(content);
                blob(content);
            }
            case Collection<?> items -> {
                put('[');
                for (Object item : items) {
                    value(item);
                }
                put(']');
            }
            case Map<?, ?> map -> {
                put('{');
                TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
                map.forEach((key, item) -> sorted.put(String.valueOf(key), item));
                sorted.forEach((key, item) -> {
                    string(key.getBytes(StandardCharsets.UTF_8));
                    value(item);
                });
                put('}');
            }
            default -> {
                put('s');
                string(value.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void blob(byte[] content) {
        put('x');
        string(content);
    }

    private void string(byte[] content) {
        put(content.length >>> 24);
        put(content.length >>> 16);
        put(content.length >>> 8);
        put(content.length);
        bytes(content);
    }

    private void number(char tag, long bits) {
        put(tag);
        for (int shift = 56; shift >= 0; shift -= 8) {
            put((int) (bits >>> shift));
        }
    }

    private void put(int octet) {
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        buffer[length++] = (byte) octet;
    }

    private void bytes(byte[] content) {
        if (length + content.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + content.length));
        }
        System.arraycopy(content, 0, buffer, length, content.length);
        length += content.length;
    }

    private void flush() {
        digest.update(buffer, 0, length);
        length = 0;
    }
}
