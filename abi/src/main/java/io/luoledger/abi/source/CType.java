package io.luoledger.abi.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A C type with its bytes.
 *
 * @param size -1 for a struct that is named but not defined
 * @param members null for what has none
 */
record CType(
        String name, long size, int alignment, @Nullable List<CType.Member> members, boolean union, boolean pointer) {
    /** What every pointer looks like on a 64-bit machine. */
    static final CType POINTER = new CType("ptr", 8, 8, null, false, true);

    /** A member; bits null when it isn't a bit-field, length null when it isn't an array. */
    record Member(
            String name,
            CType type,
            @Nullable Integer length,
            long firstBit,
            @Nullable Integer bits) {}

    static CType plain(String name, long size) {
        return new CType(name, size, (int) size, null, false, false);
    }

    boolean isAnonymous() {
        return members != null && name.isEmpty();
    }

    /** That many of them in a row; itself for null. */
    CType array(@Nullable Integer length) {
        return length == null
                ? this
                : new CType(name + "[" + length + "]", size * length, alignment, null, false, false);
    }
}
