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

/** Writes events with this version's schema. Safe to share between threads. */
final class EventWriter {
    static final EventWriter CURRENT = new EventWriter(io.luoledger.avro.LiveUpdateEvent.getClassSchema());

    private static final ThreadLocal<ByteBuilder> OUT = ThreadLocal.withInitial(ByteBuilder::new);

    private final Node event;

    /** Writes one value of the model. */
    private interface Node {
        void write(@Nullable Object value, ByteBuilder out);
    }

    private EventWriter(Schema schema) {
        event = record(schema, LiveUpdateEvent.class);
    }

    /**
     * The event in Avro's binary encoding, without what says which schema it is of.
     *
     * @throws UnreadableInputException when this version doesn't know its kind
     */
    byte[] write(LiveUpdateEvent written) {
        ByteBuilder out = OUT.get().cutTo(0);
        event.write(written, out);
        return out.toByteArray();
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
            case STRING -> (value, out) -> text((String) Objects.requireNonNull(value), out);
            case INT, LONG -> (value, out) -> out.putVarint(((Number) Objects.requireNonNull(value)).longValue());
            case BOOLEAN -> (value, out) -> out.put(Boolean.TRUE.equals(value) ? 1 : 0);
            case FIXED -> (value, out) -> out.put((byte[]) Objects.requireNonNull(value));
            case ENUM -> (value, out) -> out.putVarint(schema.getEnumOrdinal(String.valueOf(value)));
            case ARRAY -> array(node(schema.getElementType(), itemType, itemType));
            case BYTES, FLOAT, DOUBLE, MAP, NULL ->
                throw new IllegalStateException("no field of an event is of the type " + schema.getType());
        };
    }

    private record Step(UnaryOperator<@Nullable Object> value, Node node) {}

    /** What the schema has for a field of the model. */
    private static UnaryOperator<@Nullable Object> plain(EventMapping.Slot slot) {
        UnaryOperator<@Nullable Object> in = slot.in();
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
        List<EventMapping.Slot> slots = EventMapping.slots(type);
        Step[] steps = schema.getFields().stream()
                .map(field -> slots.stream()
                        .filter(slot -> slot.name().equals(field.name()))
                        .findFirst()
                        .map(slot -> new Step(plain(slot), node(field.schema(), slot.type(), slot.itemType())))
                        .orElseThrow(() -> new IllegalStateException(type.getSimpleName() + " has no " + field.name())))
                .toArray(Step[]::new);
        return (value, out) -> {
            Object record = Objects.requireNonNull(value);
            for (Step step : steps) {
                step.node.write(step.value.apply(record), out);
            }
        };
    }

    private static Node nullable(Schema schema, Class<?> type, Class<?> itemType) {
        int nothing = schema.getIndexNamed("null");
        Node node = node(schema.getTypes().get(1 - nothing), type, itemType);
        return (value, out) -> {
            if (value == null) {
                out.putVarint(nothing);
            } else {
                node.write(value, out.putVarint(1 - nothing));
            }
        };
    }

    private static Node body(Schema schema) {
        Map<Class<?>, Kind> kinds = new ConcurrentHashMap<>();
        return (value, out) -> {
            if (value instanceof UnknownBody unknown) {
                throw new UnreadableInputException("an event of the kind " + unknown.kind()
                        + ", which this version of luo-ledger doesn't know and can't write;"
                        + " expected a version at least as new as the one that wrote it");
            }
            Object body = Objects.requireNonNull(value);
            Kind kind = kinds.computeIfAbsent(body.getClass(), record -> kind(schema, record));
            kind.fields.write(body, out.putVarint(kind.branch));
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
        return (value, out) -> {
            List<?> items = (List<?>) Objects.requireNonNull(value);
            if (!items.isEmpty()) {
                out.putVarint(items.size());
                items.forEach(one -> item.write(one, out));
            }
            out.putVarint(0);
        };
    }

    private static void text(String text, ByteBuilder out) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.putVarint(utf8.length).put(utf8);
    }
}
