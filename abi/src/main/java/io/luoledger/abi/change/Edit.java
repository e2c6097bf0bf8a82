package io.luoledger.abi.change;

import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people do to a struct. */
public enum Edit {
    RENAME_FIELD("rename a field") {
        @Override
        List<Edited> of(StructLayout layout) {
            List<Edited> all = new ArrayList<>();
            for (Field field : layout.fields()) {
                all.add(Edited.replacing(layout, field, field.withName(field.name() + "_renamed")));
            }
            return all;
        }
    },
    ADD_AT_THE_END("add a field at the end") {
        @Override
        List<Edited> of(StructLayout layout) {
            return List.of(layout.isTree() ? Edited.property(layout) : Edited.longer(layout));
        }
    },
    ADD_IN_A_HOLE("add a field in a hole or in reserved bytes") {
        @Override
        List<Edited> of(StructLayout layout) {
            return layout.isTree() ? List.of() : Edited.filled(layout);
        }
    },
    RESIZE_FIELD("resize a field") {
        @Override
        List<Edited> of(StructLayout layout) {
            List<Edited> all = new ArrayList<>();
            for (Field field : layout.isTree() ? List.<Field>of() : layout.fields()) {
                Field other = resized(field);
                if (other != null) {
                    all.add(Edited.replacing(layout, field, other));
                }
            }
            return all;
        }
    };

    private static final Map<String, String> OTHER_WIDTH =
            Map.of("u8", "u16", "u16", "u32", "u32", "u64", "u64", "u32", "s32", "s64", "s64", "s32");

    private final String words;

    Edit(String words) {
        this.words = words;
    }

    /** As people say it: "add a field at the end". */
    public String words() {
        return words;
    }

    /** Every way of doing it; empty where the struct has no place for it. */
    abstract List<Edited> of(StructLayout layout);

    /** An integer wider, or narrower where it is the widest; an array twice as long; null for what has no other size. */
    private static @Nullable Field resized(Field field) {
        if (field.size() == null || field.size() == 0 || field.isBitField()) {
            return null;
        }
        Integer length = field.arrayLength();
        if (length != null && length > 0) {
            return field.with().arrayLength(length * 2).size(field.size() * 2).build();
        }
        String type = OTHER_WIDTH.get(field.type());
        return type == null
                ? null
                : field.with()
                        .type(type)
                        .size(Integer.parseInt(type.substring(1)) / 8)
                        .build();
    }
}
