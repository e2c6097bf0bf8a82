package io.luoledger.wire;

import io.luoledger.event.Body;
import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Result;
import io.luoledger.event.Token;
import io.luoledger.wire.EventMapping.Slot;
import io.luoledger.wire.ValueReader.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * How what was written with one schema is read into the model: for each of the schema's types a {@link ValueReader}, put
 * together once for each schema. What the model asks for is read by its type there; all else only for its form.
 */
final class ReadingPlan {
    static final String BRANCH = "branch";

    private final Schema writer;
    private final KnownKinds known;
    private final Map<String, Schema> own;
    /** Records that nobody asks for, by name: in a schema they may be shared any number of times, and hold themselves. */
    private final Map<String, ValueReader> unasked = new HashMap<>();

    ReadingPlan(Schema writer, KnownKinds known) {
        this.writer = writer;
        this.known = known;
        this.own = SchemaPaths.named(known.own());
    }

    /** Reads an event as this version has it. */
    ValueReader event() {
        return asked(writer, LiveUpdateEvent.class);
    }

    /** @param type of the model's field, null when nobody asks for the value */
    private ValueReader value(Schema schema, @Nullable Class<?> type, @Nullable Class<?> itemType) {
        return switch (schema.getType()) {
            case RECORD -> type == null ? unasked(schema) : asked(schema, type);
            case UNION -> choice(schema.getTypes(), branch -> value(branch, type, itemType));
            case STRING -> ValueReader.text(expect(schema, type, String.class, Result.class));
            case INT ->
                ValueReader.number(expect(schema, type, int.class, Integer.class, long.class, Long.class, Token.class));
            case LONG -> ValueReader.number(expect(schema, type, long.class, Long.class, Token.class));
            case BOOLEAN -> expected(schema, type, ValueReader::flag, boolean.class, Boolean.class);
            case FIXED -> ValueReader.fixed(schema.getFixedSize(), expect(schema, type, byte[].class));
            case ENUM -> symbol(schema, type);
            case ARRAY ->
                ValueReader.array(value(
                        schema.getElementType(), expect(schema, type, List.class) == null ? null : itemType, null));
            case BYTES -> expected(schema, type, ValueReader::bytes);
            case FLOAT -> expected(schema, type, ValueReader.floatingPoint(Float.BYTES, ByteBuffer::getFloat));
            case DOUBLE -> expected(schema, type, ValueReader.floatingPoint(Double.BYTES, ByteBuffer::getDouble));
            case MAP -> ValueReader.map(value(schema.getValueType(), expect(schema, type), null));
            case NULL -> ValueReader.nothing();
        };
    }

    /** Whether the model's field takes what stands there. */
    private static @Nullable Class<?> expect(Schema schema, @Nullable Class<?> type, Class<?>... fit) {
        if (type != null && !List.of(fit).contains(type)) {
            throw unreadable(schema.getType() + ", expected what fits " + type.getSimpleName());
        }
        return type;
    }

    private static ValueReader expected(Schema schema, @Nullable Class<?> type, ValueReader reader, Class<?>... fit) {
        expect(schema, type, fit);
        return reader;
    }

    private static UnreadableInputException unreadable(String what) {
        return new UnreadableInputException("written with a schema that this version can't read: " + what);
    }

    private ValueReader symbol(Schema schema, @Nullable Class<?> type) {
        Schema mine = own.get(schema.getFullName());
        List<String> symbols = schema.getEnumSymbols();
        byte[][] forms = symbols.stream()
                .map(symbol -> {
                    ByteBuilder form = new ByteBuilder().put('s');
                    ValueReader.utf8(symbol, form);
                    return form.toByteArray();
                })
                .toArray(byte[][]::new);
        @Nullable
        Object[] constants = symbols.stream()
                .map(symbol -> type == null || mine == null
                        ? null
                        : EventMapping.constant(
                                type, mine.hasEnumSymbol(symbol) ? symbol : String.valueOf(mine.getEnumDefault())))
                .toArray();
        return ValueReader.symbol(forms, constants);
    }

    /** A log holds few of the kinds that there are: how the others are read needn't be worked out. */
    private ValueReader choice(List<Schema> branches, Function<Schema, ValueReader> how) {
        @Nullable ValueReader[] readers = new @Nullable ValueReader[branches.size()];
        return (in, form) -> {
            int index = in.index(readers.length, BRANCH);
            ValueReader reader = readers[index];
            if (reader == null) {
                synchronized (this) {
                    reader = how.apply(branches.get(index));
                }
                readers[index] = reader;
            }
            return reader.read(in, form);
        };
    }

    // ---- records ----

    private ValueReader asked(Schema schema, Class<?> type) {
        if (type != EventMapping.recordFor(schema) || !own.containsKey(schema.getFullName())) {
            throw unreadable(schema.getFullName() + ", expected what fits " + type.getSimpleName());
        }
        return record(schema, EventMapping.slots(type), EventMapping.maker(type));
    }

    private ValueReader unasked(Schema schema) {
        String name = schema.getFullName();
        ValueReader made = unasked.get(name);
        if (made == null) {
            Nested nested = new Nested();
            // before its fields are looked at: one of them may be it again
            unasked.put(name, nested);
            nested.record = record(schema, List.of(), values -> ValueReader.NOTHING);
            made = nested;
        }
        return made;
    }

    /** A record that may hold itself, as deep as somebody wrote it. */
    private static final class Nested implements ValueReader {
        private @Nullable ValueReader record;

        @Override
        public @Nullable Object read(ByteCursor in, ByteBuilder form) {
            in.enter();
            Object read = Objects.requireNonNull(record).read(in, form);
            in.leave();
            return read;
        }
    }

    private ValueReader record(Schema schema, List<Slot> slots, EventMapping.Maker maker) {
        Step[] steps = schema.getFields().stream()
                .map(field -> step(schema, field, slots))
                .toArray(Step[]::new);
        @Nullable
        Object[] values = slots.stream().map(slot -> absent(schema, slot)).toArray();
        return ValueReader.record(RecordForm.of(schema), steps, values, maker);
    }

    private Step step(Schema record, Schema.Field written, List<Slot> slots) {
        int at = slots.isEmpty() || ownField(record, written.name()) == null
                ? -1
                : IntStream.range(0, slots.size())
                        .filter(i -> slots.get(i).name().equals(written.name()))
                        .findFirst()
                        .orElse(-1);
        if (at < 0) {
            return new Step(at, field(written, null, null));
        }
        Slot slot = slots.get(at);
        return new Step(
                at, slot.type() == ChainHash.class ? ValueReader::chain : field(written, slot.type(), slot.itemType()));
    }

    private ValueReader field(Schema.Field written, @Nullable Class<?> type, @Nullable Class<?> itemType) {
        byte[] name = RecordForm.name(written);
        Object whenNull = type == null ? null : EventMapping.absent(type);
        Schema schema = written.schema();
        if (type == Body.class) {
            return ValueReader.named(name, body(schema), null, null);
        }
        if (RecordForm.isNothingByDefault(written)) {
            int nothing = schema.getIndexNamed("null");
            return ValueReader.namedOrNothing(
                    name, nothing, value(schema.getTypes().get(1 - nothing), type, itemType), whenNull);
        }
        ValueReader value = value(schema, type, itemType);
        return ValueReader.named(name, value, defaultForm(written, value), whenNull);
    }

    private Schema.@Nullable Field ownField(Schema record, String name) {
        Schema mine = own.get(record.getFullName());
        return mine == null ? null : mine.getField(name);
    }

    /** The canonical form of a field's default; null where it has none. */
    synchronized byte @Nullable [] defaultForm(Schema.Field field) {
        return defaultForm(field, value(field.schema(), null, null));
    }

    private static byte @Nullable [] defaultForm(Schema.Field field, ValueReader value) {
        if (!field.hasDefaultValue()) {
            return null;
        }
        ByteBuilder form = new ByteBuilder();
        value.read(defaultOf(field), form);
        return form.toByteArray();
    }

    private static ByteCursor defaultOf(Schema.Field field) {
        return new ByteCursor(AsWritten.encode(field.schema(), GenericData.get().getDefaultValue(field)));
    }

    /** What the model holds where the writer's schema has no such field: the own schema's default. */
    private @Nullable Object absent(Schema written, Slot slot) {
        Schema.Field mine = ownField(written, slot.name());
        if (mine == null || written.getField(slot.name()) != null) {
            return EventMapping.absent(slot.type());
        }
        if (!mine.hasDefaultValue()) {
            throw unreadable(written.getFullName() + " has no " + slot.name());
        }
        Object value = value(mine.schema(), slot.type(), slot.itemType()).read(defaultOf(mine), new ByteBuilder());
        return value == null ? EventMapping.absent(slot.type()) : value;
    }

    // ---- kinds of events ----

    /** The kinds that this version knows, and the others, which are shown with what their writer says of them. */
    private ValueReader body(Schema schema) {
        return schema.isUnion() ? choice(schema.getTypes(), this::kind) : kind(schema);
    }

    private ValueReader kind(Schema kind) {
        if (kind.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException("no body, expected the record of one kind");
        }
        if (!known.knows(kind)) {
            return unknown(kind);
        }
        Class<?> record = EventMapping.recordFor(kind);
        if (record == null) {
            throw new IllegalStateException("no record for the kind " + kind.getName());
        }
        return asked(kind, record);
    }

    private ValueReader unknown(Schema kind) {
        ValueReader fields = unasked(kind);
        GenericDatumReader<IndexedRecord> reader = new GenericDatumReader<>(kind);
        return (in, form) -> {
            int from = in.at();
            fields.read(in, form);
            try {
                return EventMapping.unknown(
                        reader.read(null, DecoderFactory.get().binaryDecoder(in.array(), from, in.at() - from, null)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
