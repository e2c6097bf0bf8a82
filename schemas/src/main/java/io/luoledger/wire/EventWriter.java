package io.luoledger.wire;

import io.luoledger.event.Body;
import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Result;
import io.luoledger.event.Token;
import io.luoledger.event.UnknownBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writes events with this version's schema, and in the same pass the canonical form that {@link EventReader} would make of
 * what is written. Safe to share between threads.
 */
final class EventWriter {
    static final EventWriter CURRENT = new EventWriter(io.luoledger.avro.LiveUpdateEvent.getClassSchema());

    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    private final Node event;

    /** Writes one value of the model. */
    private interface Node {
        void write(@Nullable Object value, Buffers to);
    }

    /** What is written: the binary encoding, and the canonical form. */
    private static final class Buffers {
        private final ByteBuilder out = new ByteBuilder();
        private final ByteBuilder form = new ByteBuilder();
    }

    /** An event that was written. */
    static final class Written {
        private final byte[] body;
        private final ChainHash content;

        private Written(byte[] body, ChainHash content) {
            this.body = body;
            this.content = content;
        }

        /** Avro's binary encoding, without what says which schema it is of. */
        byte[] body() {
            return body;
        }

        /** SHA-256 over the canonical form: all but the chain. */
        ChainHash content() {
            return content;
        }
    }

    private EventWriter(Schema schema) {
        event = record(schema, LiveUpdateEvent.class);
    }

    /**
     * The event, and the digest of its content.
     *
     * @throws UnreadableInputException when this version doesn't know its kind
     */
    Written write(LiveUpdateEvent written) {
        Buffers to = fill(written);
        return new Written(to.out.toByteArray(), Digests.sha256(to.form.array(), to.form.length()));
    }

    /** The same for who needs no digest. */
    byte[] body(LiveUpdateEvent written) {
        return fill(written).out.toByteArray();
    }

    private Buffers fill(LiveUpdateEvent written) {
        Buffers to = BUFFERS.get();
        to.out.cutTo(0);
        to.form.cutTo(0);
        event.write(written, to);
        return to;
    }

    /** Puts the chain into an event that was written with another one. */
    static void setChain(byte[] body, ChainHash chain) {
        ByteCursor in = new ByteCursor(body);
        // the host
        in.skip(in.length());
        // the sequence
        in.varint();
        chain.putInto(body, in.at());
    }

    private static Node node(Schema schema, Class<?> type, Class<?> itemType) {
        return switch (schema.getType()) {
            case RECORD -> record(schema, type);
            case UNION -> type == Body.class ? body(schema) : nullable(schema, type, itemType);
            case STRING -> (value, to) -> text((String) Objects.requireNonNull(value), to);
            case INT, LONG -> (value, to) -> number(((Number) Objects.requireNonNull(value)).longValue(), to);
            case BOOLEAN -> (value, to) -> flag(Boolean.TRUE.equals(value), to);
            case FIXED -> (value, to) -> fixed((byte[]) Objects.requireNonNull(value), to);
            case ENUM -> symbol(schema);
            case ARRAY -> array(node(schema.getElementType(), itemType, itemType));
            case BYTES, FLOAT, DOUBLE, MAP, NULL ->
                throw new IllegalStateException("no field of an event is of the type " + schema.getType());
        };
    }

    /** What the schema has for a field of the model. */
    private static UnaryOperator<@Nullable Object> plain(EventMapping.Slot slot) {
        UnaryOperator<@Nullable Object> in = slot.getter().get();
        if (slot.type() == Result.class) {
            return record -> in.apply(record) instanceof Result result ? result.errnoName() : null;
        }
        if (slot.type() == Token.class) {
            return record -> in.apply(record) instanceof Token token ? (Long) token.bits() : null;
        }
        return slot.type() == ChainHash.class
                ? record -> in.apply(record) instanceof ChainHash chain ? chain.bytes() : null
                : in;
    }

    private static Node record(Schema schema, Class<?> type) {
        Node[] fields = schema.getFields().stream()
                .map(field -> EventMapping.slots(type).stream()
                        .filter(slot -> slot.name().equals(field.name()))
                        .findFirst()
                        .map(slot -> field(field, slot))
                        .orElseThrow(() -> new IllegalStateException(type.getSimpleName() + " has no " + field.name())))
                .toArray(Node[]::new);
        RecordForm record = RecordForm.of(schema);
        return (value, to) -> {
            Object of = Objects.requireNonNull(value);
            record.begin(to.form);
            int[] starts = new int[fields.length];
            for (int i = 0; i < fields.length; i++) {
                starts[i] = to.form.length();
                fields[i].write(of, to);
            }
            record.end(to.form, starts);
        };
    }

    /** Writes a field of the record that it is given. */
    private static Node field(Schema.Field field, EventMapping.Slot slot) {
        UnaryOperator<@Nullable Object> in = plain(slot);
        if (slot.type() == ChainHash.class) {
            // what the chain says isn't part of what it is computed over
            return (record, to) -> to.out.put((byte[]) Objects.requireNonNull(in.apply(record)));
        }
        byte[] name = RecordForm.name(field);
        Schema schema = field.schema();
        if (slot.type() != Body.class && RecordForm.isNothingByDefault(field)) {
            int nothing = schema.getIndexNamed("null");
            Node something = node(schema.getTypes().get(1 - nothing), slot.type(), slot.itemType());
            return (record, to) -> {
                Object value = in.apply(record);
                if (value == null) {
                    to.out.putVarint(nothing);
                } else {
                    to.out.putVarint(1 - nothing);
                    to.form.put(name);
                    something.write(value, to);
                }
            };
        }
        Node node = node(schema, slot.type(), slot.itemType());
        byte[] whenDefault = slot.type() == Body.class ? null : EventReader.CURRENT.defaultForm(field);
        return (record, to) -> {
            int start = to.form.length();
            to.form.put(name);
            node.write(in.apply(record), to);
            if (whenDefault != null && to.form.endsWith(whenDefault, start + name.length)) {
                to.form.cutTo(start);
            }
        };
    }

    private static Node nullable(Schema schema, Class<?> type, Class<?> itemType) {
        int nothing = schema.getIndexNamed("null");
        Node something = node(schema.getTypes().get(1 - nothing), type, itemType);
        return (value, to) -> {
            if (value == null) {
                to.out.putVarint(nothing);
                to.form.put('n');
            } else {
                to.out.putVarint(1 - nothing);
                something.write(value, to);
            }
        };
    }

    private static Node body(Schema schema) {
        Map<Class<?>, Kind> kinds = new ConcurrentHashMap<>();
        return (value, to) -> {
            if (value instanceof UnknownBody unknown) {
                throw new UnreadableInputException("an event of the kind " + unknown.kind()
                        + ", which this version of luo-ledger doesn't know and can't write;"
                        + " expected a version at least as new as the one that wrote it");
            }
            Object body = Objects.requireNonNull(value);
            Kind kind = kinds.computeIfAbsent(body.getClass(), record -> kind(schema, record));
            to.out.putVarint(kind.branch);
            kind.fields.write(body, to);
        };
    }

    private record Kind(int branch, Node fields) {}

    private static Kind kind(Schema union, Class<?> record) {
        for (int i = 0; i < union.getTypes().size(); i++) {
            Schema kind = union.getTypes().get(i);
            if (record == EventMapping.recordFor(kind)) {
                return new Kind(i, record(kind, record));
            }
        }
        throw new IllegalStateException("the schema has no kind " + record.getSimpleName());
    }

    private static Node array(Node item) {
        return (value, to) -> {
            List<?> items = (List<?>) Objects.requireNonNull(value);
            to.form.put('[');
            if (!items.isEmpty()) {
                to.out.putVarint(items.size());
                items.forEach(one -> item.write(one, to));
            }
            to.out.putVarint(0);
            to.form.put(']');
        };
    }

    private static Node symbol(Schema schema) {
        return (value, to) -> {
            String symbol = String.valueOf(value);
            to.out.putVarint(schema.getEnumOrdinal(symbol));
            textForm(symbol.getBytes(StandardCharsets.UTF_8), to.form);
        };
    }

    private static void number(long number, Buffers to) {
        to.out.putVarint(number);
        to.form.put('i').putLong(number);
    }

    private static void flag(boolean flag, Buffers to) {
        to.out.put(flag ? 1 : 0);
        to.form.put(flag ? 't' : 'f');
    }

    private static void fixed(byte[] bytes, Buffers to) {
        to.out.put(bytes);
        to.form.put('x').putInt(bytes.length).put(bytes);
    }

    private static void text(String text, Buffers to) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        to.out.putVarint(utf8.length).put(utf8);
        textForm(utf8, to.form);
    }

    private static void textForm(byte[] utf8, ByteBuilder form) {
        form.put('s').putInt(utf8.length).put(utf8);
    }
}
