package io.luoledger.simulator.memory;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something for each of some pages, by the page's number: a table of tables, of which only those are made that hold anything. */
final class Pages<T> {
    private static final int TABLE_BITS = 6;
    private static final int TABLE_PAGES = 1 << TABLE_BITS;

    /** What takes each page's. */
    @FunctionalInterface
    interface Sink<T> {
        void accept(long page, T value);
    }

    private @Nullable Object[][] tables = new Object[1][];

    @Nullable
    T get(long page) {
        long table = page >>> TABLE_BITS;
        if (table >= tables.length || tables[(int) table] == null) {
            return null;
        }
        @SuppressWarnings("unchecked")
        T value = (T) tables[(int) table][(int) page & (TABLE_PAGES - 1)];
        return value;
    }

    void put(long page, T value) {
        int table = Math.toIntExact(page >>> TABLE_BITS);
        if (table >= tables.length) {
            tables = Arrays.copyOf(tables, Integer.highestOneBit(table) << 1);
        }
        if (tables[table] == null) {
            tables[table] = new Object[TABLE_PAGES];
        }
        tables[table][(int) page & (TABLE_PAGES - 1)] = value;
    }

    /** What was there, or null. */
    @Nullable
    T remove(long page) {
        T value = get(page);
        if (value != null) {
            tables[(int) (page >>> TABLE_BITS)][(int) page & (TABLE_PAGES - 1)] = null;
        }
        return value;
    }

    /** Gives others what these pages have. */
    void copy(long first, long pages, Pages<T> to) {
        for (long page = first; page < first + pages; page++) {
            T value = get(page);
            if (value != null) {
                to.put(page, value);
            }
        }
    }

    /** Hands over what there is, in the order of pages. */
    void forEach(Sink<? super T> sink) {
        for (int table = 0; table < tables.length; table++) {
            for (int slot = 0; tables[table] != null && slot < TABLE_PAGES; slot++) {
                long page = ((long) table << TABLE_BITS) + slot;
                if (get(page) != null) {
                    sink.accept(page, Objects.requireNonNull(get(page)));
                }
            }
        }
    }
}
