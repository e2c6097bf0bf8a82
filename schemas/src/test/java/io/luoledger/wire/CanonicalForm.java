package io.luoledger.wire;

import io.luoledger.event.ChainHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Of generated classes: as many as there are. */
    private static final ClassValue<Plan> GENERATED = new ClassValue<>() {
        @Override
        protected Plan computeValue(Class<?> type) {
            return newPlan(SpecificData.get().getSchema(type));
        }
    };

    /** Of schemas that came with a file: gone when the schema is. */
    private static final WeakIdentityMap<Schema, Plan> OTHERS = new WeakIdentityMap<>();

    /** One field. Remembers the plan of the record that it held last: but for the body, it is always the same kind. */
    private static final class Step {
        private final String field;
        /** With its length in front, as it is hashed: encoded once per schema, not once per event. */
        private final byte[] name;

        private final int position;
        private final @Nullable Object defaultValue;
        private @Nullable OfClass last;

        private Step(Schema.Field of) {
            field = of.name();
            name = lengthAndText(of.name());
            position = of.pos();
            defaultValue = of.hasDefaultValue() ? GenericData.get().getDefaultValue(of) : MISSING;
        }

        Plan planOf(IndexedRecord record) {
            if (!(record instanceof SpecificRecord)) {
                return OTHERS.computeIfAbsent(record.getSchema(), CanonicalForm::newPlan);
            }
            OfClass known = last;
            if (known == null || known.type() != record.getClass()) {
                known = new OfClass(record.getClass(), GENERATED.get(record.getClass()));
                last = known;
            }
            return known.plan();
        }
    }

    private record OfClass(Class<?> type, Plan plan) {}

    /** One kind of record. */
    private static final class Plan {
        /** What its form begins with. */
        private final byte[] begin;

        private final List<Step> steps;

        private Plan(byte[] begin, List<Step> steps) {
            this.begin = begin;
            this.steps = steps;
        }
    }

    /** Its buffer serves a thread's next event again. */
    private static final ThreadLocal<CanonicalForm> OF_THREAD = ThreadLocal.withInitial(CanonicalForm::new);

    private byte[] buffer = new byte[1024];
    private int length;

    private CanonicalForm() {}

    /** SHA-256 over the canonical form of the record without the named top-level field. */
    static ChainHash digest(IndexedRecord event, String without) {
        CanonicalForm form = OF_THREAD.get();
        form.length = 0;
        form.record(event, planOf(event), without);
        return Digests.sha256(form.buffer, form.length);
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
                .map(Step::new)
                .toList();
        byte[] name = schema.getFullName().getBytes(StandardCharsets.UTF_8);
        byte[] begin = ByteBuffer.allocate(1 + Integer.BYTES + name.length)
                .put((byte) 'r')
                .putInt(name.length)
                .put(name)
                .array();
        return new Plan(begin, steps);
    }

    private static byte[] lengthAndText(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Short.BYTES + utf8.length)
                .putShort((short) utf8.length)
                .put(utf8)
                .array();
    }

    /** Stands for "has no default", which null can't: null is a default. */
    private static final Object MISSING = new Object();

    private void record(IndexedRecord record, Plan plan, @Nullable String without) {
        bytes(plan.begin);
        for (Step step : plan.steps) {
            Object value = record.get(step.position);
            if (isDefault(value, step.defaultValue) || step.field.equals(without)) {
                continue;
            }
            bytes(step.name);
            if (value instanceof IndexedRecord nested) {
                record(nested, step.planOf(nested), null);
            } else {
                value(value);
            }
        }
        put(0);
        put(0);
    }

    private static boolean isDefault(@Nullable Object value, @Nullable Object defaultValue) {
        if (value == null || defaultValue == null) {
            return value == null && defaultValue == null;
        }
        if (defaultValue == MISSING) {
            return false;
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

    /** What most fields hold is asked for first: a switch over all types would ask interfaces before it. */
    private void value(@Nullable Object value) {
        if (value == null) {
            put('n');
        } else if (value instanceof String text) {
            put('s');
            text(text);
        } else if (value instanceof Long || value instanceof Integer) {
            number('i', ((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            put(flag ? 't' : 'f');
        } else if (value instanceof IndexedRecord record) {
            record(record, planOf(record), null);
        } else {
            rare(value);
        }
    }

    private void rare(Object value) {
        switch (value) {
            case Double number -> number('d', Double.doubleToLongBits(number));
            case Float number -> number('d', Double.doubleToLongBits(number.doubleValue()));
            case Number number -> number('i', number.longValue());
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
                    text(key);
                    value(item);
                });
                put('}');
            }
            default -> {
                put('s');
                text(value.toString());
            }
        }
    }

    private void blob(byte[] content) {
        put('x');
        string(content);
    }

    /** Length and UTF-8: nearly every text is ASCII, and needs no array of its own. */
    private void text(String content) {
        int characters = content.length();
        room(Integer.BYTES + characters);
        int at = length + Integer.BYTES;
        for (int i = 0; i < characters; i++) {
            char character = content.charAt(i);
            if (character >= 0x80) {
                string(content.getBytes(StandardCharsets.UTF_8));
                return;
            }
            buffer[at + i] = (byte) character;
        }
        INT.set(buffer, length, characters);
        length = at + characters;
    }

    private void string(byte[] content) {
        room(Integer.BYTES);
        INT.set(buffer, length, content.length);
        length += Integer.BYTES;
        bytes(content);
    }

    private void number(char tag, long bits) {
        room(1 + Long.BYTES);
        buffer[length] = (byte) tag;
        LONG.set(buffer, length + 1, bits);
        length += 1 + Long.BYTES;
    }

    private void put(int octet) {
        room(1);
        buffer[length++] = (byte) octet;
    }

    private void bytes(byte[] content) {
        room(content.length);
        System.arraycopy(content, 0, buffer, length, content.length);
        length += content.length;
    }

    private void room(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
