package io.luoledger.abi.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A C type with its bytes.
 *
 * @param size -1 for a struct that is named but not defined
 * @param members null for what has none
 * @param target name of what a pointer leads to; null when it isn't a pointer, or leads to anything
 */
record CType(
        String name,
        long size,
        int alignment,
        @Nullable List<CType.Member> members,
        boolean union,
        boolean pointer,
        @Nullable String target) {
    /** What every pointer looks like on a 64-bit machine. */
    static final CType POINTER = new CType("ptr", 8, 8, null, false, true, null);

    /** A member; bits null when it isn't a bit-field, length null when it isn't an array. */
    record Member(
            String name,
            CType type,
            @Nullable Integer length,
            long firstBit,
            @Nullable Integer bits) {}

    static CType plain(String name, long size) {
        return new CType(name, size, (int) size, null, false, false, null);
    }

    /** A struct or union; without members one that isn't defined. */
    static CType aggregate(String name, long size, int alignment, @Nullable List<Member> members, boolean union) {
        return new CType(name, size, alignment, members, union, false, null);
    }

    /** A pointer to this. */
    CType pointed() {
        boolean anything = pointer || name.isEmpty() || name.equals("void");
        return anything ? POINTER : new CType("ptr", 8, 8, null, false, true, name);
    }

    boolean isAnonymous() {
        return members != null && name.isEmpty();
    }

    /** That many of them in a row; itself for null. */
    CType array(@Nullable Integer length) {
        return length == null
                ? this
                : new CType(name + "[" + length + "]", size * length, alignment, null, false, false, null);
    }
}
