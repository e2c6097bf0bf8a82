package io.luoledger.abi.change;

import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A struct after an edit, laid out as the compiler would do it.
 *
 * @param field what was edited
 */
record Edited(StructLayout layout, String field) {
    private static final String ADDED = "added";
    private static final int WORD = 8;
    private static final Map<Integer, String> UNSIGNED = Map.of(1, "u8", 2, "u16", 4, "u32", 8, "u64");

    /** With another field in a field's place; what comes behind it moves by the difference of their sizes. */
    static Edited replacing(StructLayout layout, Field old, Field other) {
        int place = layout.fields().indexOf(old);
        List<Field> fields = new ArrayList<>(layout.fields());
        fields.set(place, other);
        StructLayout same = layout.withFields(fields);
        return new Edited(layout.isTree() ? same : moved(same, place + 1, size(other) - size(old)), old.name());
    }

    static Edited property(StructLayout tree) {
        Field property = new Field(ADDED, "u64", null, null, WORD, null, null, null, null);
        return new Edited(
                tree.withFields(Stream.concat(tree.fields().stream(), Stream.of(property))
                        .toList()),
                ADDED);
    }

    /** Behind the last field, or before a flexible array, which has to stay the last. */
    static Edited longer(StructLayout layout) {
        List<Field> fields = new ArrayList<>(layout.fields());
        boolean flexible =
                !fields.isEmpty() && Integer.valueOf(0).equals(fields.getLast().arrayLength());
        int place = fields.size() - (flexible ? 1 : 0);
        int end = flexible ? offset(fields.getLast()) : size(layout);
        int start = layout.packed() ? end : aligned(end);
        fields.add(place, word(start, WORD));
        if (flexible) {
            fields.set(place + 1, fields.getLast().withOffset(start + WORD));
        }
        return new Edited(
                layout.with()
                        .fields(fields)
                        .size(Math.max(size(layout), start + WORD))
                        .build(),
                ADDED);
    }

    /** One for each reserved field and each hole, its first bytes spent. */
    static List<Edited> filled(StructLayout layout) {
        List<Edited> all = new ArrayList<>();
        int end = 0;
        for (int i = 0; i < layout.fields().size(); i++) {
            Field field = layout.fields().get(i);
            hole(layout, i, end, offset(field), all);
            if (field.isReserved() && size(field) > 0 && !field.isBitField()) {
                List<Field> fields = new ArrayList<>(layout.fields());
                fields.set(i, word(offset(field), spent(offset(field), size(field))));
                all.add(new Edited(layout.withFields(fields), field.name()));
            }
            end = Math.max(end, offset(field) + size(field));
        }
        hole(layout, layout.fields().size(), end, size(layout), all);
        return all;
    }

    private static void hole(StructLayout layout, int place, int from, int to, List<Edited> all) {
        if (to > from) {
            List<Field> fields = new ArrayList<>(layout.fields());
            fields.add(place, word(from, spent(from, to - from)));
            all.add(new Edited(layout.withFields(fields), ADDED));
        }
    }

    /** The largest number that fits there and is aligned. Unit: bytes */
    private static int spent(int offset, int room) {
        int size = WORD;
        while (size > room || offset % size != 0) {
            size /= 2;
        }
        return size;
    }

    private static Field word(int offset, int size) {
        return new Field(ADDED, UNSIGNED.getOrDefault(size, "u8"), null, offset, size, null, null, null, null);
    }

    /** With the fields from a place on, and the end, further on; by whole words where the compiler aligns. */
    static StructLayout moved(StructLayout layout, int place, int bytes) {
        int by = layout.packed() ? bytes : aligned(bytes);
        List<Field> fields = new ArrayList<>(layout.fields());
        for (int i = place; i < fields.size(); i++) {
            fields.set(i, fields.get(i).withOffset(offset(fields.get(i)) + by));
        }
        return layout.with().fields(fields).size(size(layout) + by).build();
    }

    private static int aligned(int bytes) {
        return Math.ceilDiv(bytes, WORD) * WORD;
    }

    static int size(StructLayout layout) {
        return layout.size() == null ? 0 : layout.size();
    }

    static int size(Field field) {
        return field.size() == null ? 0 : field.size();
    }

    private static int offset(Field field) {
        return field.offset() == null ? 0 : field.offset();
    }
}
