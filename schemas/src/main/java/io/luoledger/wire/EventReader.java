package io.luoledger.wire;

import io.luoledger.event.Body;
import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Result;
import io.luoledger.event.Token;
import io.luoledger.wire.ByteCursor.MalformedException;
import io.luoledger.wire.EventMapping.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was written with one schema: in one pass, the event as this version has it, and the canonical form of what
 * was really written, fields that this version doesn't know included. Safe to share between threads.
 *
 * <p>A digest is taken over the canonical form, which doesn't depend on the version of the schema: a record's fields stand
 * in the order of their names, and a field that has its default value is left out. So an event read with a newer schema,
 * or copied into a file of a newer schema, keeps its digest; and any reader that has the writer's schema can compute it.
 * {@link EventWriter} makes the same of what it writes.
 *
 * <pre>
 * record  = 'r' length(4 bytes) name { field value } 0 0    field = length(2 bytes) name
 * value   = 'n' | 't' | 'f' | 'i' 8 bytes | 'd' 8 bytes | 's' length(4) utf-8 | 'x' length(4) bytes
 *         | '[' { value } ']' | '{' { length(4) utf-8 value } '}' | record
 * </pre>
 *
 * An enum is its symbol as a string, int and long are the same, float and double are the same.
 */
final class EventReader {
    private static final String BRANCH = "branch";
    /** The value of what the model has no place for. */
    private static final Object NOTHING = new Object();

    private static final long MAX_ITEMS = 1 << 20;

    private static final ThreadLocal<ByteBuilder> FORM = ThreadLocal.withInitial(ByteBuilder::new);

    /** Reads what this version writes. */
    static final EventReader CURRENT = current();

    private final Schema writer;
    private final boolean whole;
    private final KnownKinds known;
    private final Map<String, Schema> own;
    private final Node event;
    /** Records that nobody asks for, by name: in a schema they may be shared any number of times. */
    private final Map<String, Node> unasked = new HashMap<>();

    private int texts;

    /** Reads one value, as the model has it, and adds its canonical form. */
    private interface Node {
        @Nullable
        Object read(ByteCursor in, ByteBuilder form);
    }

    private static EventReader current() {
        Schema schema = io.luoledger.avro.LiveUpdateEvent.getClassSchema();
        return new EventReader(schema, KnownKinds.of(schema), true);
    }

    /** @param whole whether the model holds all that is written with this schema */
    EventReader(Schema writer, KnownKinds known, boolean whole) {
        this.writer = writer;
        this.known = known;
        this.whole = whole;
        this.own = SchemaPaths.named(known.own());
        this.event = asked(writer, LiveUpdateEvent.class);
    }

    /**
     * The next event.
     *
     * @throws UnreadableInputException when it can't be decoded, or holds what can't be
     */
    RecordedEvent read(ByteCursor in) {
        try {
            int from = in.at();
            ByteBuilder form = FORM.get().cutTo(0);
            LiveUpdateEvent read = (LiveUpdateEvent) Objects.requireNonNull(event.read(in, form));
            requireHost(read.host());
            return new RecordedEvent(
                    read,
                    Digests.sha256(form.array(), form.length()),
                    whole ? null : new AsWritten(writer, Arrays.copyOfRange(in.array(), from, in.at())));
        } catch (UnreadableInputException e) {
            throw e;
        } catch (MalformedException e) {
            throw new UnreadableInputException("the record's body can't be decoded: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new UnreadableInputException("an event with impossible contents: " + e.getMessage(), e);
        }
    }

    /** Everything is kept by the host's name: without one that can be a key there is nothing to keep. */
    private static void requireHost(String host) {
        if (host.isEmpty() || host.length() > Draft.MAX_HOST_CHARS) {
            throw new IllegalArgumentException(
                    "a host name of " + host.length() + " characters, expected 1 to " + Draft.MAX_HOST_CHARS);
        }
    }

    // ---- of a schema, how it is read ----

    /** @param type of the model's field, null when nobody asks for the value */
    private Node node(Schema schema, @Nullable Class<?> type, @Nullable Class<?> itemType) {
        return switch (schema.getType()) {
            case RECORD -> type == null ? unasked(schema) : asked(schema, type);
            case UNION -> union(schema, type, itemType);
            case STRING -> text(expect(schema, type, String.class, Result.class));
            case INT -> number(expect(schema, type, int.class, Integer.class, long.class, Long.class, Token.class));
            case LONG -> number(expect(schema, type, long.class, Long.class, Token.class));
            case BOOLEAN -> flag(expect(schema, type, boolean.class, Boolean.class));
            case FIXED -> fixed(schema.getFixedSize(), expect(schema, type, byte[].class));
            case ENUM -> symbol(schema, type);
            case ARRAY ->
                array(node(schema.getElementType(), expect(schema, type, List.class) == null ? null : itemType, null));
            case BYTES -> bytes(expect(schema, type));
            case FLOAT -> ratio(in -> littleEndian(in, Float.BYTES).getFloat(), expect(schema, type));
            case DOUBLE -> ratio(in -> littleEndian(in, Double.BYTES).getDouble(), expect(schema, type));
            case MAP -> map(node(schema.getValueType(), expect(schema, type), null));
            case NULL ->
                (in, form) -> {
                    form.put('n');
                    return null;
                };
        };
    }

    /** Whether the model's field takes what stands there. */
    private static @Nullable Class<?> expect(Schema schema, @Nullable Class<?> type, Class<?>... fit) {
        if (type != null && !List.of(fit).contains(type)) {
            throw unreadable(schema.getType() + ", expected what fits " + type.getSimpleName());
        }
        return type;
    }

    private static UnreadableInputException unreadable(String what) {
        return new UnreadableInputException("written with a schema that this version can't read: " + what);
    }

    private Node asked(Schema schema, Class<?> type) {
        if (type != EventMapping.recordFor(schema) || !own.containsKey(schema.getFullName())) {
            throw unreadable(schema.getFullName() + ", expected what fits " + type.getSimpleName());
        }
        return record(schema, EventMapping.slots(type), EventMapping.maker(type));
    }

    private Node unasked(Schema schema) {
        Node made = unasked.get(schema.getFullName());
        if (made == null) {
            unasked.put(schema.getFullName(), (in, form) -> {
                throw new UnsupportedOperationException(schema.getFullName() + " holds itself");
            });
            made = record(schema, List.of(), values -> NOTHING);
            unasked.put(schema.getFullName(), made);
        }
        return made;
    }

    /** One field: its place in the model's record, and how it is read. */
    private record Step(int slot, Node value) {}

    /** A field with its name before it, unless it has its default. */
    private static Node named(byte[] name, Node value, byte @Nullable [] defaultForm, @Nullable Object whenNull) {
        return (in, form) -> {
            int start = form.length();
            Object read = value.read(in, form.put(name));
            if (defaultForm != null && form.endsWith(defaultForm, start + name.length)) {
                form.cutTo(start);
            }
            return read == null ? whenNull : read;
        };
    }

    /** The same for what most fields are: something, or nothing by default. */
    private static Node namedOrNothing(byte[] name, int nothing, Node value, @Nullable Object whenNull) {
        return (in, form) -> in.index(2, BRANCH) == nothing ? whenNull : value.read(in, form.put(name));
    }

    private Node record(Schema schema, List<Slot> slots, EventMapping.Maker maker) {
        List<Schema.Field> written = schema.getFields();
        Step[] steps = written.stream().map(field -> step(schema, field, slots)).toArray(Step[]::new);
        @Nullable
        Object[] values = slots.stream().map(slot -> absent(schema, slot)).toArray();
        RecordForm record = RecordForm.of(schema);
        return (in, form) -> {
            record.begin(form);
            @Nullable Object[] read = values.clone();
            int[] starts = new int[steps.length];
            for (int i = 0; i < steps.length; i++) {
                Step step = steps[i];
                starts[i] = form.length();
                Object value = step.value.read(in, form);
                if (step.slot >= 0) {
                    read[step.slot] = value;
                }
            }
            record.end(form, starts);
            return maker.make(read);
        };
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
                at, slot.type() == ChainHash.class ? EventReader::chain : field(written, slot.type(), slot.itemType()));
    }

    private Node field(Schema.Field written, @Nullable Class<?> type, @Nullable Class<?> itemType) {
        byte[] name = RecordForm.name(written);
        Object whenNull = type == null ? null : EventMapping.absent(type);
        Schema schema = written.schema();
        if (type == Body.class) {
            return named(name, body(schema), null, null);
        }
        if (RecordForm.isNothingByDefault(written)) {
            int nothing = schema.getIndexNamed("null");
            return namedOrNothing(name, nothing, node(schema.getTypes().get(1 - nothing), type, itemType), whenNull);
        }
        Node value = node(schema, type, itemType);
        return named(name, value, defaultForm(written, value), whenNull);
    }

    private Schema.@Nullable Field ownField(Schema record, String name) {
        Schema mine = own.get(record.getFullName());
        return mine == null ? null : mine.getField(name);
    }

    /** The canonical form of a field's default; null where it has none. */
    synchronized byte @Nullable [] defaultForm(Schema.Field field) {
        return defaultForm(field, node(field.schema(), null, null));
    }

    private static byte @Nullable [] defaultForm(Schema.Field field, Node value) {
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
        Object value = node(mine.schema(), slot.type(), slot.itemType()).read(defaultOf(mine), new ByteBuilder());
        return value == null ? EventMapping.absent(slot.type()) : value;
    }

    /** The kinds that this version knows, and the others, which are shown with what their writer says of them. */
    private Node body(Schema schema) {
        return schema.isUnion() ? choice(schema.getTypes(), this::kind) : kind(schema);
    }

    private Node kind(Schema kind) {
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

    private Node unknown(Schema kind) {
        Node fields = unasked(kind);
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

    private Node union(Schema schema, @Nullable Class<?> type, @Nullable Class<?> itemType) {
        return choice(schema.getTypes(), branch -> node(branch, type, itemType));
    }

    /** A log holds few of the kinds that there are: how the others are read needn't be worked out. */
    private Node choice(List<Schema> branches, Function<Schema, Node> how) {
        @Nullable Node[] nodes = new @Nullable Node[branches.size()];
        return (in, form) -> {
            int index = in.index(nodes.length, BRANCH);
            Node node = nodes[index];
            if (node == null) {
                synchronized (this) {
                    node = how.apply(branches.get(index));
                }
                nodes[index] = node;
            }
            return node.read(in, form);
        };
    }

    private Node text(@Nullable Class<?> type) {
        if (type == null) {
            return EventReader::textOnly;
        }
        int slot = texts++;
        return (in, form) -> {
            ByteCursor.Text text = in.text(slot);
            form.put('s');
            if (text.ascii()) {
                form.putInt(text.length()).put(in.array(), text.from(), text.length());
            } else {
                utf8(text.value(), form);
            }
            return type == Result.class ? Result.ofName(text.value()) : text.value();
        };
    }

    private static Object textOnly(ByteCursor in, ByteBuilder form) {
        int length = in.length();
        int from = in.skip(length);
        form.put('s');
        if (in.isAscii(from)) {
            form.putInt(length).put(in.array(), from, length);
        } else {
            utf8(new String(in.array(), from, length, StandardCharsets.UTF_8), form);
        }
        return NOTHING;
    }

    private static void utf8(String text, ByteBuilder form) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        form.putInt(utf8.length).put(utf8);
    }

    private static Node number(@Nullable Class<?> type) {
        boolean narrow = type == int.class || type == Integer.class;
        return (in, form) -> {
            long number = narrow ? in.integer() : in.varint();
            form.put('i').putLong(number);
            if (type == Token.class) {
                return new Token(number);
            }
            return narrow ? (Object) (int) number : (Object) number;
        };
    }

    private static Node flag(@Nullable Class<?> ignored) {
        return (in, form) -> {
            boolean flag = in.flag();
            form.put(flag ? 't' : 'f');
            return flag;
        };
    }

    private static Node fixed(int size, @Nullable Class<?> type) {
        return (in, form) -> {
            int from = in.skip(size);
            form.put('x').putInt(size).put(in.array(), from, size);
            return type == null ? NOTHING : Arrays.copyOfRange(in.array(), from, from + size);
        };
    }

    /** What the chain says isn't part of what it is computed over. */
    private static Object chain(ByteCursor in, ByteBuilder form) {
        return ChainHash.at(in.array(), in.skip(ChainHash.BYTES));
    }

    private static Node bytes(@Nullable Class<?> ignored) {
        return (in, form) -> {
            int length = in.length();
            form.put('x').putInt(length).put(in.array(), in.skip(length), length);
            return NOTHING;
        };
    }

    private static ByteBuffer littleEndian(ByteCursor in, int size) {
        return ByteBuffer.wrap(in.array(), in.skip(size), size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Node ratio(ToDoubleFunction<ByteCursor> read, @Nullable Class<?> ignored) {
        return (in, form) -> {
            form.put('d').putLong(Double.doubleToLongBits(read.applyAsDouble(in)));
            return NOTHING;
        };
    }

    private Node symbol(Schema schema, @Nullable Class<?> type) {
        Schema mine = own.get(schema.getFullName());
        List<String> symbols = schema.getEnumSymbols();
        byte[][] forms = symbols.stream()
                .map(symbol -> {
                    ByteBuilder form = new ByteBuilder().put('s');
                    utf8(symbol, form);
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
        return (in, form) -> {
            int index = in.index(forms.length, "symbol");
            form.put(forms[index]);
            return constants[index];
        };
    }

    private static Node array(Node item) {
        return (in, form) -> {
            form.put('[');
            List<Object> items = new ArrayList<>(0);
            long total = 0;
            for (long count = blockCount(in); count != 0; count = blockCount(in)) {
                total = requireFew(total, count);
                for (long i = 0; i < count; i++) {
                    Object read = item.read(in, form);
                    if (read != null) {
                        items.add(read);
                    }
                }
            }
            form.put(']');
            return List.copyOf(items);
        };
    }

    private Node map(Node value) {
        int slot = texts++;
        return (in, form) -> {
            TreeMap<String, byte[]> sorted = new TreeMap<>();
            int start = form.length();
            long total = 0;
            for (long count = blockCount(in); count != 0; count = blockCount(in)) {
                total = requireFew(total, count);
                for (long i = 0; i < count; i++) {
                    String key = in.text(slot).value();
                    value.read(in, form);
                    sorted.put(key, Arrays.copyOfRange(form.array(), start, form.length()));
                    form.cutTo(start);
                }
            }
            form.put('{');
            sorted.forEach((key, bytes) -> {
                utf8(key, form);
                form.put(bytes);
            });
            form.put('}');
            return NOTHING;
        };
    }

    /** How many items follow; a count below zero has their size behind it. */
    private static long blockCount(ByteCursor in) {
        long count = in.varint();
        if (count < 0) {
            in.varint();
        }
        return Math.abs(count);
    }

    private static long requireFew(long before, long more) {
        if (more < 0 || before + more > MAX_ITEMS) {
            throw new MalformedException(more + " more items, expected at most " + MAX_ITEMS + " in all");
        }
        return before + more;
    }
}
