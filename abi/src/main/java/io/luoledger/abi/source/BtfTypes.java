package io.luoledger.abi.source;

import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The type section of a BTF blob: an index over its bytes, nothing copied. Every offset is checked before it is used;
 * memory is one int per type. Source of the format: the kernel's BTF documentation.
 *
 * <pre>
 * header   magic u16, version u8, flags u8, hdr_len u32, type_off, type_len, str_off, str_len u32
 * type     name_off u32, info u32 (kind 24-28, vlen 0-15, kind_flag 31), size or type u32, then by kind
 * </pre>
 */
final class BtfTypes {
    static final int INT = 1;
    static final int PTR = 2;
    static final int ARRAY = 3;
    static final int STRUCT = 4;
    static final int UNION = 5;
    static final int ENUM = 6;
    static final int FWD = 7;
    static final int TYPEDEF = 8;
    static final int VOLATILE = 9;
    static final int CONST = 10;
    static final int RESTRICT = 11;
    static final int FLOAT = 16;
    static final int TYPE_TAG = 18;
    static final int ENUM64 = 19;

    private static final int MAGIC = 0xeb9f;
    private static final int SWAPPED = 0x9feb;
    private static final int HEADER_BYTES = 24;
    /** More than ten times what the largest kernel has. */
    static final int MAX_TYPES = 20_000_000;

    /** Arrays inside one another. */
    private static final int MAX_DEPTH = 32;
    /** Typedefs and qualifiers in a row that are followed anew each time; the ends of longer chains are kept. */
    private static final int SHORT_CHAIN = 32;

    private final ByteBuffer data;
    private final String name;
    private final int stringStart;
    private final int stringLength;
    private final Map<Integer, Integer> endsOfChains = new HashMap<>();
    private int[] offsets = new int[1024];
    private int count;

    private BtfTypes(ByteBuffer data, String name, int typeStart, int typeLength, int stringStart, int stringLength) {
        this.data = data;
        this.name = name;
        this.stringStart = stringStart;
        this.stringLength = stringLength;
        index(typeStart, typeLength);
    }

    static boolean is(ByteBuffer data) {
        if (data.remaining() < 2) {
            return false;
        }
        int magic = data.order(ByteOrder.LITTLE_ENDIAN).getShort(data.position()) & 0xffff;
        return magic == MAGIC || magic == SWAPPED;
    }

    static BtfTypes read(ByteBuffer blob, String name) {
        ByteBuffer data = blob.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (data.limit() < HEADER_BYTES) {
            throw new UnreadableInputException(name + ": byte 0: BTF header cut short: " + data.limit()
                    + " bytes, expected at least " + HEADER_BYTES);
        }
        int magic = data.getShort(0) & 0xffff;
        if (magic == SWAPPED) {
            throw new UnreadableInputException(
                    name + ": byte 0: BTF of a big-endian kernel; only little-endian is read");
        }
        if (magic != MAGIC) {
            throw new UnreadableInputException(
                    name + ": byte 0: not BTF: magic 0x%04x, expected 0x%04x".formatted(magic, MAGIC));
        }
        if (data.get(2) != 1) {
            throw new UnreadableInputException(name + ": byte 2: BTF version " + data.get(2) + ", expected 1");
        }
        long header = data.getInt(4) & 0xffffffffL;
        long typeStart = header + (data.getInt(8) & 0xffffffffL);
        long typeLength = data.getInt(12) & 0xffffffffL;
        long stringStart = header + (data.getInt(16) & 0xffffffffL);
        long stringLength = data.getInt(20) & 0xffffffffL;
        section(name, "types", header, typeStart, typeLength, data.limit());
        section(name, "strings", header, stringStart, stringLength, data.limit());
        if (stringLength == 0 || data.get((int) stringStart) != 0) {
            throw new UnreadableInputException(name + ": byte " + stringStart
                    + ": split BTF, as modules have it: its types and names continue those of the kernel that it belongs"
                    + " to, its base, without which it can't be read; expected the kernel's own, such as"
                    + " /sys/kernel/btf/vmlinux");
        }
        if (data.get((int) (stringStart + stringLength - 1)) != 0) {
            throw new UnreadableInputException(name + ": byte " + stringStart + ": BTF strings don't end with a NUL");
        }
        return new BtfTypes(data, name, (int) typeStart, (int) typeLength, (int) stringStart, (int) stringLength);
    }

    private static void section(String name, String what, long header, long start, long length, int limit) {
        if (header < HEADER_BYTES || start + length > limit) {
            throw new UnreadableInputException(name + ": BTF " + what + " at " + start + " with " + length
                    + " bytes don't fit into the file of " + limit + " bytes");
        }
    }

    private void index(int start, int length) {
        long at = start;
        long end = (long) start + length;
        add(0);
        while (at < end) {
            if (end - at < 12) {
                throw new UnreadableInputException(name + ": byte " + at + ": type " + count + " cut short");
            }
            int info = data.getInt((int) at + 4);
            int vlen = info & 0xffff;
            long extra = extraBytes((info >>> 24) & 0x1f, vlen, at);
            if (at + 12 + extra > end) {
                throw new UnreadableInputException(
                        name + ": byte " + at + ": type " + count + " runs over the end of the types");
            }
            add((int) at);
            at += 12 + extra;
        }
    }

    private long extraBytes(int kind, int vlen, long at) {
        return switch (kind) {
            case INT, 14, 17 -> 4;
            case ARRAY -> 12;
            case STRUCT, UNION, 15, ENUM64 -> 12L * vlen;
            case ENUM, 13 -> 8L * vlen;
            case PTR, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT, 12, FLOAT, TYPE_TAG -> 0;
            default ->
                throw new UnreadableInputException(
                        name + ": byte " + at + ": type " + count + " has the unknown kind " + kind);
        };
    }

    private void add(int offset) {
        if (count >= MAX_TYPES) {
            throw new UnreadableInputException(name + ": more than " + MAX_TYPES + " types");
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
        }
        offsets[count++] = offset;
    }

    /** Number of types, void included. */
    int count() {
        return count;
    }

    int kind(int type) {
        return type == 0 ? 0 : (data.getInt(at(type) + 4) >>> 24) & 0x1f;
    }

    int vlen(int type) {
        return data.getInt(at(type) + 4) & 0xffff;
    }

    boolean kindFlag(int type) {
        return data.getInt(at(type) + 4) < 0;
    }

    /** Size of a struct, union, enum or int; for the others the type that they refer to. */
    int sizeOrType(int type) {
        return data.getInt(at(type) + 8);
    }

    String name(int type) {
        return string(data.getInt(at(type)));
    }

    /** One of the three words of a member: 0 name, 1 type, 2 offset; of an array: 0 element, 1 index, 2 length. */
    int word(int type, int member, int word) {
        return data.getInt(at(type) + 12 + 12 * member + 4 * word);
    }

    int intEncoding(int type) {
        return data.getInt(at(type) + 12);
    }

    String string(int offset) {
        if (offset < 0 || offset >= stringLength) {
            throw new UnreadableInputException(name + ": string offset " + (offset & 0xffffffffL) + " outside of the "
                    + stringLength + " bytes of strings");
        }
        int end = stringStart + offset;
        while (data.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - stringStart - offset];
        data.get(stringStart + offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Behind typedefs and qualifiers. */
    int resolve(int type) {
        int at = type;
        for (int depth = 0; depth < SHORT_CHAIN; depth++) {
            if (!isName(at)) {
                return at;
            }
            at = sizeOrType(at);
        }
        return endOfChain(type);
    }

    private int endOfChain(int type) {
        Set<Integer> passed = new LinkedHashSet<>();
        int at = type;
        while (isName(at) && !endsOfChains.containsKey(at)) {
            if (!passed.add(at)) {
                throw new UnreadableInputException(name + ": type " + type + " refers to itself");
            }
            at = sizeOrType(at);
        }
        int end = endsOfChains.getOrDefault(at, at);
        passed.forEach(one -> endsOfChains.put(one, end));
        return end;
    }

    /** The typedefs that lead to what a type is, the outermost first. */
    List<String> typedefs(int type) {
        List<String> names = new ArrayList<>();
        int at = type;
        for (int depth = 0; depth < SHORT_CHAIN && isName(at); depth++) {
            if (kind(at) == TYPEDEF) {
                names.add(name(at));
            }
            at = sizeOrType(at);
        }
        return names;
    }

    /** What an array is of, whatever its dimensions, behind all names; of anything else the type itself. */
    int element(int type) {
        int at = resolve(type);
        for (int depth = 0; kind(at) == ARRAY; depth++) {
            if (depth > MAX_DEPTH) {
                throw new UnreadableInputException(
                        name + ": type " + type + " has more than " + MAX_DEPTH + " arrays inside one another");
            }
            at = resolve(word(at, 0, 0));
        }
        return at;
    }

    /** Whether a type is only another name, or a qualified form, of another one. */
    private boolean isName(int type) {
        return switch (kind(type)) {
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> true;
            default -> false;
        };
    }

    /** Size of a type. Unit: bytes. */
    long size(int type) {
        return size(type, 0);
    }

    private long size(int type, int depth) {
        if (depth > MAX_DEPTH) {
            throw new UnreadableInputException(
                    name + ": type " + type + " has more than " + MAX_DEPTH + " arrays inside one another");
        }
        int plain = resolve(type);
        return switch (kind(plain)) {
            case PTR -> 8;
            case ARRAY -> (word(plain, 0, 2) & 0xffffffffL) * size(word(plain, 0, 0), depth + 1);
            case INT, STRUCT, UNION, ENUM, ENUM64, FLOAT -> sizeOrType(plain) & 0xffffffffL;
            default -> 0;
        };
    }

    private int at(int type) {
        if (type <= 0 || type >= count) {
            throw new UnreadableInputException(
                    name + ": reference to type " + (type & 0xffffffffL) + ", but there are only " + (count - 1));
        }
        return offsets[type];
    }
}
