package io.luoledger.abi.source;

import io.luoledger.abi.Features;
import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two tables that a kernel's image may have of what it takes over: LUO's own entry and one for each file handler that
 * is built in; nothing of KHO, nodes and FLBs. Both begin alike, so that the section's name alone tells how long an entry
 * is. As posted: an RFC of December 2025 for the strings, one of 2026 for the feature flags.
 *
 * <pre>
 * header                 magic u32, version u32
 * .liveupdate_versions   string char[48]
 * .liveupdate_features   name char[48], feat_bytes u32, reserved u32, supp u64, req u64, active u64
 * </pre>
 *
 * @param versions null when the image has no such section
 * @param features null when the image has no such section
 */
record ImageTables(
        @Nullable List<String> versions, @Nullable List<Flags> features) {
    /** Feature flags of LUO itself ("luo"), or of the files of one handler. */
    record Flags(String name, int bytes, int reserved, Features bits) {
        /** Why the bits aren't all that is said; empty when they are. */
        Optional<String> unread() {
            if (reserved != 0) {
                return Optional.of("reserved is 0x" + Integer.toHexString(reserved) + ", expected 0");
            }
            if (bytes < 1 || bytes > Long.BYTES) {
                return Optional.of("flags of " + Integer.toUnsignedString(bytes) + " bytes, expected at most 8");
            }
            long beyond = bytes == Long.BYTES ? 0 : -1L << (bytes * Byte.SIZE);
            return ((bits.supp() | bits.req() | bits.active()) & beyond) == 0
                    ? Optional.empty()
                    : Optional.of("bits beyond its " + bytes + " bytes");
        }
    }

    static final String VERSIONS = ".liveupdate_versions";
    static final String FEATURES = ".liveupdate_features";
    /** What LUO itself is called among the feature flags. */
    static final String CORE = "luo";

    private static final int MAGIC = 0x4c565550;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 8;
    private static final int NAME_BYTES = 48;
    private static final int FLAGS_BYTES = 80;
    /** No kernel has near as many handlers. */
    static final int MAX_ENTRIES = 4096;

    static ImageTables read(ElfFile elf, String image) {
        return new ImageTables(
                elf.section(VERSIONS)
                        .map(bytes -> new Table(bytes, image + ": section " + VERSIONS, NAME_BYTES).strings())
                        .orElse(null),
                elf.section(FEATURES)
                        .map(bytes -> new Table(bytes, image + ": section " + FEATURES, FLAGS_BYTES).flags())
                        .orElse(null));
    }

    boolean isEmpty() {
        return versions == null && features == null;
    }

    /** The section that says which handlers are built in. */
    String names() {
        return versions == null ? FEATURES : VERSIONS;
    }

    /** One section's entries. */
    private static final class Table {
        private final ByteBuffer data;
        private final String where;
        private final int entryBytes;

        Table(ByteBuffer bytes, String where, int entryBytes) {
            this.data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
            this.where = where;
            this.entryBytes = entryBytes;
            check();
        }

        private void check() {
            if (data.limit() < HEADER_BYTES) {
                throw wrong("", data.limit() + " bytes, expected a header of " + HEADER_BYTES);
            }
            if (data.getInt(0) != MAGIC) {
                throw wrong(" byte 0:", "magic 0x%08x, expected 0x%08x".formatted(data.getInt(0), MAGIC));
            }
            if (data.getInt(4) != VERSION) {
                throw wrong(
                        " byte 4:", "version " + Integer.toUnsignedString(data.getInt(4)) + ", expected " + VERSION);
            }
            int rest = (data.limit() - HEADER_BYTES) % entryBytes;
            if (rest != 0) {
                throw wrong("", rest + " bytes behind the last entry of " + entryBytes + "; expected none");
            }
            if (count() > MAX_ENTRIES) {
                throw wrong("", count() + " entries, expected at most " + MAX_ENTRIES);
            }
        }

        private int count() {
            return (data.limit() - HEADER_BYTES) / entryBytes;
        }

        List<String> strings() {
            List<String> strings = new ArrayList<>();
            for (int i = 0; i < count(); i++) {
                strings.add(name(i));
            }
            return strings;
        }

        List<Flags> flags() {
            List<Flags> flags = new ArrayList<>();
            for (int i = 0; i < count(); i++) {
                int at = at(i) + NAME_BYTES;
                Features bits =
                        new Features(data.getLong(at + 8), data.getLong(at + 16), data.getLong(at + 24), Map.of());
                flags.add(new Flags(name(i), data.getInt(at), data.getInt(at + 4), bits));
            }
            return flags;
        }

        private int at(int entry) {
            return HEADER_BYTES + entry * entryBytes;
        }

        private String name(int entry) {
            byte[] bytes = new byte[NAME_BYTES];
            data.get(at(entry), bytes);
            int length = 0;
            while (length < NAME_BYTES && bytes[length] > ' ' && bytes[length] < 0x7f) {
                length++;
            }
            String place = " entry " + (entry + 1) + ":";
            if (length == NAME_BYTES) {
                throw wrong(place, "no NUL in the " + NAME_BYTES + " bytes of its name");
            }
            for (int i = length; i < NAME_BYTES; i++) {
                if (bytes[i] != 0 || length == 0) {
                    throw wrong(place, "its name isn't text that NULs end, at byte " + (at(entry) + i));
                }
            }
            return new String(bytes, 0, length, StandardCharsets.US_ASCII);
        }

        private UnreadableInputException wrong(String place, String what) {
            return new UnreadableInputException(where + ":" + place + " " + what);
        }
    }
}
