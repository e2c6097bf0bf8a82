package io.luoledger.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that states had before there was a schema: numbers as zigzag varints, strings with their length in
 * front, null as one byte. Throws IllegalStateException for anything else.
 */
public final class StateReader {
    private final byte[] bytes;
    private int at;

    private StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a whole state of one of these formats; the first byte tells which.
     *
     * @param read makes the state of its fields, and its format
     */
    public static <T> T whole(byte[] bytes, int oldest, int newest, BiFunction<StateReader, Integer, T> read) {
        StateReader in = new StateReader(bytes);
        int format = in.raw();
        if (format < oldest || format > newest) {
            throw new IllegalStateException("format " + format + ", this version reads " + oldest
                    + (oldest == newest ? " and " : " to ") + StateFormat.CURRENT);
        }
        T state = read.apply(in, format);
        if (in.at != bytes.length) {
            throw new IllegalStateException("a stored state has " + (bytes.length - in.at) + " bytes too many");
        }
        return state;
    }

    int raw() {
        if (at >= bytes.length) {
            throw new IllegalStateException("a stored state ends at byte " + at + " in the middle of a field");
        }
        return bytes[at++];
    }

    public long number() {
        long value = 0;
        int shift = 0;
        int piece;
        do {
            piece = raw();
            value |= (long) (piece & 0x7f) << shift;
            shift += 7;
        } while (piece < 0);
        return (value >>> 1) ^ -(value & 1);
    }

    public boolean flag() {
        return raw() != 0;
    }

    public String text() {
        return new String(block(), StandardCharsets.UTF_8);
    }

    public byte[] block() {
        int length = Math.toIntExact(number());
        if (length < 0 || length > bytes.length - at) {
            throw new IllegalStateException("a stored state holds a field of " + length + " bytes at byte " + at);
        }
        byte[] block = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return block;
    }

    public @Nullable Long maybeNumber() {
        return flag() ? Long.valueOf(number()) : null;
    }

    public @Nullable String maybeText() {
        return flag() ? text() : null;
    }

    public <E extends Enum<E>> E name(Class<E> type) {
        return Enum.valueOf(type, text());
    }

    /** As many as a number in front of them says. */
    public <T> List<T> list(Supplier<T> item) {
        List<T> items = new ArrayList<>();
        for (long i = number(); i > 0; i--) {
            items.add(item.get());
        }
        return items;
    }

    /** Keys, each in front of its value. */
    public <K, V> SortedMap<K, V> map(Supplier<K> key, Supplier<V> value) {
        SortedMap<K, V> entries = new TreeMap<>();
        for (long i = number(); i > 0; i--) {
            entries.put(key.get(), value.get());
        }
        return entries;
    }
}
