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

    /** No {@code #pragma pack} in force. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

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

    /** @param own what its declaration asks for beyond its type */
    void add(String name, CType type, @Nullable Integer length, @Nullable Integer bits, CAttributes own, CToken place) {
        long start = union ? 0 : bit;
        boolean loose = packed || own.packed();
        int natural = loose ? 1 : type.alignment();
        int needed = Math.min(largestAlignment, Math.max(natural, own.alignment()));
        long end;
        if (bits != null) {
            if (bits > type.size() * 8 || bits < 0) {
                throw CProblem.unknown(place, "bit-field of " + bits + " bits in a type of " + type.size() * 8);
            }
            if (bits == 0) {
                bit = up(start, 8L * type.alignment());
                largest = Math.max(largest, bit);
                return;
            }
            start = own.alignment() == 0 ? start : up(start, 8L * Math.min(largestAlignment, own.alignment()));
            if (!loose && largestAlignment == UNBOUNDED && straddles(start, bits, type)) {
                start = up(start, 8L * type.alignment());
            }
            end = start + bits;
            // one without a name aligns nothing but itself; one with a name isn't packed where a pragma bounds
            // alignments
            needed = name.isEmpty()
                    ? Math.max(1, own.alignment())
                    : largestAlignment == UNBOUNDED ? needed : Math.min(largestAlignment, type.alignment());
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
        if (!name.isEmpty() || (type.members() != null && bits == null)) {
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

    /** Whether a bit-field would reach into more units of its type's alignment than the type has. */
    private static boolean straddles(long start, int bits, CType type) {
        long unit = 8L * type.alignment();
        return (start % unit + bits + unit - 1) / unit > Math.max(1, type.size() * 8 / unit);
    }

    private static long up(long value, long to) {
        return (value + to - 1) / to * to;
    }
}
