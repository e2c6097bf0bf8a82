package io.luoledger.abi.source;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    /** A member and the line of its name; bits null when it isn't a bit-field, length null when it isn't an array. */
    record Member(
            String name,
            CType type,
            @Nullable Integer length,
            long firstBit,
            @Nullable Integer bits,
            int line) {
        /** The same, counted from the start of what it is inside of. */
        private Member from(long start) {
            return new Member(name, type, length, start + firstBit, bits, line);
        }

        private boolean liesAs(Member other) {
            boolean own = type.isAnonymous() && other.type.isAnonymous();
            return name.equals(other.name)
                    && firstBit == other.firstBit
                    && Objects.equals(length, other.length)
                    && Objects.equals(bits, other.bits)
                    && (own
                            ? type.liesAs(other.type)
                            : type.name.equals(other.type.name)
                                    && type.size == other.type.size
                                    && Objects.equals(type.target, other.type.target));
        }
    }

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

    CType named(String given) {
        return new CType(given, size, alignment, members, union, pointer, target);
    }

    /** This with the alignment that a typedef asks for; itself for 0. */
    CType aligned(int asked) {
        return asked == 0 ? this : new CType(name, size, asked, members, union, pointer, target);
    }

    /** A member by its name, also of what has no name itself. */
    Optional<Member> member(String wanted) {
        for (Member member : members == null ? List.<Member>of() : members) {
            if (member.name().equals(wanted)) {
                return Optional.of(member);
            }
            Optional<Member> inside = member.name().isEmpty() ? member.type().member(wanted) : Optional.empty();
            if (inside.isPresent()) {
                return inside.map(one -> one.from(member.firstBit()));
            }
        }
        return Optional.empty();
    }

    /** Whether its own members lie alike, wherever they are written. */
    boolean liesAs(CType other) {
        boolean alike = size == other.size
                && alignment == other.alignment
                && union == other.union
                && Objects.equals(target, other.target)
                && name.equals(other.name);
        if (!alike || members == null || other.members == null) {
            return alike && members == null && other.members == null;
        }
        Iterator<Member> there = other.members.iterator();
        return members.size() == other.members.size()
                && members.stream().allMatch(member -> member.liesAs(there.next()));
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

    /** The type that these words of C stand for. */
    static CType integer(List<String> words) {
        boolean unsigned = words.contains("unsigned");
        if (words.contains("char")) {
            return plain(unsigned ? "u8" : words.contains("signed") ? "s8" : "char", 1);
        }
        if (words.contains("bool") || words.contains("_Bool")) {
            return plain("bool", 1);
        }
        int bits = words.contains("short") ? 16 : words.contains("long") ? 64 : 32;
        return plain((unsigned ? "u" : "s") + bits, bits / 8);
    }

    /** As wide as an int unless its constants need more, or it is packed and they need less. */
    static CType enumeration(long least, long most, boolean packed) {
        int bytes = packed ? 1 : 4;
        while (bytes < 8 && !fits(least, most, 8 * bytes)) {
            bytes *= 2;
        }
        return plain((least < 0 ? "s" : "u") + 8 * bytes, bytes);
    }

    private static boolean fits(long least, long most, int bits) {
        long signed = 1L << (bits - 1);
        return least < 0 ? least >= -signed && most < signed : most < 2 * signed;
    }
}
