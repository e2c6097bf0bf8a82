package io.luoledger.wire;

import io.luoledger.event.ChainHash;
import io.luoledger.event.Result;
import io.luoledger.event.Token;
import io.luoledger.wire.ByteCursor.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value, as the model has it, and adds its canonical form. Which of these read an event, and in which order, a
 * {@link ReadingPlan} says.
 */
interface ValueReader {
    /** The value of what the model has no place for. */
    Object NOTHING = new Object();

    /** How many items one list may have. */
    long MAX_ITEMS = 1 << 20;

    @Nullable
    Object read(ByteCursor in, ByteBuilder form);

    // ---- fields ----

    /** A field with its name before it, unless it has its default. */
    static ValueReader named(byte[] name, ValueReader value, byte @Nullable [] defaultForm, @Nullable Object whenNull) {
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
    static ValueReader namedOrNothing(byte[] name, int nothing, ValueReader value, @Nullable Object whenNull) {
        return (in, form) -> in.index(2, ReadingPlan.BRANCH) == nothing ? whenNull : value.read(in, form.put(name));
    }

    /**
     * One field of a record.
     *
     * @param slot its place in the model's record, -1 for none
     */
    record Step(int slot, ValueReader value) {
        void read(ByteCursor in, ByteBuilder form, @Nullable Object[] values) {
            Object read = value.read(in, form);
            if (slot >= 0) {
                values[slot] = read;
            }
        }
    }

    /**
     * A record.
     *
     * @param shape its form
     * @param steps its fields as they were written
     * @param values what the model's record holds where nothing was written
     */
    static ValueReader record(RecordForm shape, Step[] steps, @Nullable Object[] values, EventMapping.Maker maker) {
        return (in, form) -> {
            shape.begin(form);
            @Nullable Object[] read = values.clone();
            if (shape.inOrder()) {
                for (Step step : steps) {
                    step.read(in, form, read);
                }
                shape.end(form);
            } else {
                int[] starts = new int[steps.length];
                for (int i = 0; i < steps.length; i++) {
                    starts[i] = form.length();
                    steps[i].read(in, form, read);
                }
                shape.end(form, starts);
            }
            return maker.make(read);
        };
    }

    // ---- single values ----

    static ValueReader nothing() {
        return (in, form) -> {
            form.put('n');
            return null;
        };
    }

    static ValueReader text(@Nullable Class<?> type) {
        return (in, form) -> {
            KnownTexts.Text text = in.text();
            form.put('s').putInt(text.utf8().length).put(text.utf8());
            return type == Result.class ? Result.ofName(text.value()) : text.value();
        };
    }

    static void utf8(String text, ByteBuilder form) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        form.putInt(utf8.length).put(utf8);
    }

    static ValueReader number(@Nullable Class<?> type) {
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

    static Object flag(ByteCursor in, ByteBuilder form) {
        boolean flag = in.flag();
        form.put(flag ? 't' : 'f');
        return flag;
    }

    static ValueReader fixed(int size, @Nullable Class<?> type) {
        return (in, form) -> {
            int from = in.skip(size);
            form.put('x').putInt(size).put(in.array(), from, size);
            return type == null ? NOTHING : Arrays.copyOfRange(in.array(), from, from + size);
        };
    }

    /** What the chain says isn't part of what it is computed over. */
    static Object chain(ByteCursor in, ByteBuilder form) {
        return ChainHash.at(in.array(), in.skip(ChainHash.BYTES));
    }

    static Object bytes(ByteCursor in, ByteBuilder form) {
        int length = in.length();
        form.put('x').putInt(length).put(in.array(), in.skip(length), length);
        return NOTHING;
    }

    static ValueReader floatingPoint(int bytes, ToDoubleFunction<ByteBuffer> read) {
        return (in, form) -> {
            ByteBuffer value =
                    ByteBuffer.wrap(in.array(), in.skip(bytes), bytes).order(ByteOrder.LITTLE_ENDIAN);
            form.put('d').putLong(Double.doubleToLongBits(read.applyAsDouble(value)));
            return NOTHING;
        };
    }

    /**
     * A symbol.
     *
     * @param forms of each symbol
     * @param constants what each symbol is in the model
     */
    static ValueReader symbol(byte[][] forms, @Nullable Object[] constants) {
        return (in, form) -> {
            int index = in.index(forms.length, "symbol");
            form.put(forms[index]);
            return constants[index];
        };
    }

    // ---- several values ----

    static ValueReader array(ValueReader item) {
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

    static ValueReader map(ValueReader value) {
        return (in, form) -> {
            TreeMap<String, byte[]> sorted = new TreeMap<>();
            int start = form.length();
            long total = 0;
            for (long count = blockCount(in); count != 0; count = blockCount(in)) {
                total = requireFew(total, count);
                for (long i = 0; i < count; i++) {
                    String key = in.text().value();
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
    static long blockCount(ByteCursor in) {
        long count = in.varint();
        if (count < 0) {
            in.varint();
        }
        return Math.abs(count);
    }

    static long requireFew(long before, long more) {
        if (more < 0 || before + more > MAX_ITEMS) {
            throw new MalformedException(more + " more items, expected at most " + MAX_ITEMS + " in all");
        }
        return before + more;
    }
}
