package io.luoledger.abi.source;

import io.luoledger.abi.source.CType.Member;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts members at their bits, as gcc does for little-endian 64-bit machines. */
final class CLayout {
    private static final long MAX_BITS = 8L * Integer.MAX_VALUE;
    /** No preserved-state struct comes near it. */
    private static final int MAX_MEMBERS = 4096;

    private final boolean union;
    private final boolean packed;
    private final int largestAlignment;
    private final int wanted;
    private final List<Member> members = new ArrayList<>();
    private long bit;
    private long largest;
    private int alignment = 1;

    /**
     * @param largestAlignment that members may have, as {@code #pragma pack} sets it
     * @param wanted alignment asked for, 0 when none was
     */
    CLayout(boolean union, boolean packed, int largestAlignment, int wanted) {
        this.union = union;
        this.packed = packed;
        this.largestAlignment = largestAlignment;
        this.wanted = wanted;
    }

    void add(
            String name, CType type, @Nullable Integer length, @Nullable Integer bits, int ownAlignment, CToken place) {
        long start = union ? 0 : bit;
        int natural = packed ? 1 : Math.min(largestAlignment, type.alignment());
        int needed = ownAlignment == 1 ? 1 : Math.max(natural, ownAlignment);
        long end;
        if (bits != null) {
            long unit = type.size() * 8;
            if (bits > unit || bits < 0) {
                throw CProblem.unknown(place, "bit-field of " + bits + " bits in a type of " + unit);
            }
            if (bits == 0) {
                bit = up(start, unit);
                return;
            }
            boolean straddles = start / unit != (start + bits - 1) / unit;
            if (!packed && straddles) {
                start = up(start, unit);
            }
            end = start + bits;
        } else {
            start = up(start, 8L * needed);
            end = start + 8 * type.size() * (length == null ? 1 : length);
        }
        if (end > MAX_BITS) {
            throw CProblem.unknown(place, "struct larger than " + Integer.MAX_VALUE + " bytes");
        }
        alignment = Math.max(alignment, needed);
        if (members.size() >= MAX_MEMBERS) {
            throw CProblem.limit(place, "struct of more than " + MAX_MEMBERS + " members");
        }
        if (!name.isEmpty() || type.isAnonymous()) {
            members.add(new Member(name, type, length, start, bits, place.line()));
        }
        bit = end;
        largest = Math.max(largest, end);
    }

    CType finish(String name, CToken keyword) {
        int whole = Math.max(alignment, Math.max(1, wanted));
        long size = up(largest, 8L * whole) / 8;
        if (size > Integer.MAX_VALUE) {
            throw CProblem.unknown(keyword, "struct larger than " + Integer.MAX_VALUE + " bytes");
        }
        return CType.aggregate(name, size, whole, List.copyOf(members), union);
    }

    private static long up(long value, long to) {
        return (value + to - 1) / to * to;
    }
}
