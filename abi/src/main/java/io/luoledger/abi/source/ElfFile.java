package io.luoledger.abi.source;

import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sections of a little-endian 64-bit ELF file, as far as a kernel's ABI is in them. */
final class ElfFile {
    private static final int MAGIC = 0x464c457f;
    private static final int MAX_SECTIONS = 65_535;
    private static final int SHT_NOBITS = 8;
    private static final int SHF_COMPRESSED = 0x800;
    private static final int ET_REL = 1;
    private static final int MAX_TEXT = 1024;
    /** A format, such as "Linux version %s", isn't it. */
    private static final Pattern BANNER = Pattern.compile("Linux version (\\d\\S*) ");

    private static final int ARM64_MAGIC = 0x644d5241;

    private static final Pattern GUARD = Pattern.compile("[a-z][a-z-]*-v\\d{1,3}(;[a-z0-9;-]+)?");

    private final ByteBuffer data;
    private final String name;

    private ElfFile(ByteBuffer data, String name) {
        this.data = data;
        this.name = name;
    }

    static boolean is(ByteBuffer data) {
        return data.remaining() >= 4 && data.order(ByteOrder.LITTLE_ENDIAN).getInt(data.position()) == MAGIC;
    }

    static ElfFile read(ByteBuffer file, String name) {
        ByteBuffer data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (data.limit() < 64) {
            throw new UnreadableInputException(
                    name + ": byte 0: ELF header cut short: " + data.limit() + " bytes, expected 64");
        }
        if (data.get(4) != 2) {
            throw new UnreadableInputException(
                    name + ": byte 4: a 32-bit ELF file; expected a 64-bit kernel, no other takes part in a hand-over");
        }
        if (data.get(5) != 1) {
            throw new UnreadableInputException(name + ": byte 5: a big-endian ELF file; only little-endian is read");
        }
        return new ElfFile(data, name);
    }

    /** Whether it is still to be linked, as a module is. */
    boolean isRelocatable() {
        return data.getShort(16) == ET_REL;
    }

    String architecture() {
        return switch (data.getShort(18) & 0xffff) {
            case 62 -> "x86_64";
            case 183 -> "arm64";
            default -> "machine-" + (data.getShort(18) & 0xffff);
        };
    }

    /** The size of a page, where the machine has one alone or the head of its image says which; empty where nobody does. */
    OptionalInt pageSize() {
        return switch (architecture()) {
            case "x86_64" -> OptionalInt.of(4096);
            case "arm64" -> section(".head.text").map(ElfFile::arm64PageSize).orElse(OptionalInt.empty());
            default -> OptionalInt.empty();
        };
    }

    /** Bits 1 and 2 of the flags in an arm64 image's head. */
    private static OptionalInt arm64PageSize(ByteBuffer head) {
        if (head.limit() < 64 || head.order(ByteOrder.LITTLE_ENDIAN).getInt(56) != ARM64_MAGIC) {
            return OptionalInt.empty();
        }
        int told = (int) (head.getLong(24) >> 1 & 3);
        return told == 0 ? OptionalInt.empty() : OptionalInt.of(1024 << (2 * told));
    }

    /**
     * The bytes of a section, empty when the file has none of that name.
     *
     * @throws UnreadableInputException when it has, and not its bytes
     */
    Optional<ByteBuffer> section(String wanted) {
        long table = data.getLong(40);
        int entry = data.getShort(58) & 0xffff;
        int count = data.getShort(60) & 0xffff;
        int names = data.getShort(62) & 0xffff;
        if (table == 0) {
            return Optional.empty();
        }
        if (count == 0) {
            throw new UnreadableInputException(
                    name + ": byte 60: more than " + (0xff00 - 1) + " sections; expected a kernel's, which has fewer");
        }
        if (entry < 64
                || count > MAX_SECTIONS
                || table < 0
                || table + (long) entry * count > data.limit()
                || names >= count) {
            throw new UnreadableInputException(name + ": section table at " + table + " with " + count
                    + " entries doesn't fit into the file of " + data.limit() + " bytes");
        }
        long strings = data.getLong((int) table + names * entry + 24);
        ByteBuffer found = null;
        for (int i = 0; i < count; i++) {
            int at = (int) table + i * entry;
            if (text(strings + (data.getInt(at) & 0xffffffffL)).equals(wanted)) {
                if (found != null) {
                    throw new UnreadableInputException(name + ": two sections " + wanted + "; expected one");
                }
                found = bytes(wanted, at);
            }
        }
        return Optional.ofNullable(found);
    }

    private ByteBuffer bytes(String section, int header) {
        if (data.getInt(header + 4) == SHT_NOBITS) {
            throw new UnreadableInputException(
                    name + ": section " + section
                            + " is there without its bytes, as in debug information that was split off; expected the kernel itself");
        }
        if ((data.getLong(header + 8) & SHF_COMPRESSED) != 0) {
            throw new UnreadableInputException(name + ": section " + section
                    + " is compressed; expected plain bytes (objcopy --decompress-debug-sections)");
        }
        long offset = data.getLong(header + 24);
        long size = data.getLong(header + 32);
        if (offset < 0 || size < 0 || size > data.limit() || offset + size > data.limit()) {
            throw new UnreadableInputException(
                    name + ": section " + section + " at " + offset + " with " + size + " bytes runs over the end");
        }
        return data.slice((int) offset, (int) size);
    }

    private String text(long offset) {
        StringBuilder text = new StringBuilder();
        for (long at = offset; at >= 0 && at < data.limit() && data.get((int) at) != 0 && text.length() < 64; at++) {
            text.append((char) data.get((int) at));
        }
        return text.toString();
    }

    /** Strings in the read-only data that look like a guard's, such as "luo-v5". */
    Set<String> guardStrings() {
        Set<String> found = new TreeSet<>();
        strings(text -> {
            if (GUARD.matcher(text).matches()) {
                found.add(text);
            }
        });
        return found;
    }

    /** The release in the kernel's banner. */
    Optional<String> release() {
        Set<String> found = new TreeSet<>();
        strings(text -> {
            Matcher banner = BANNER.matcher(text);
            if (banner.find()) {
                found.add(banner.group(1));
            }
        });
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    private void strings(Consumer<String> each) {
        for (String sectionName : new String[] {".rodata", ".rodata.str1.1", ".rodata.str1.8", ".init.rodata"}) {
            section(sectionName).ifPresent(section -> strings(section, each));
        }
    }

    private static void strings(ByteBuffer section, Consumer<String> each) {
        int start = 0;
        for (int at = 0; at < section.limit(); at++) {
            if (section.get(at) == 0) {
                int length = at - start;
                if (length >= 4 && length < MAX_TEXT) {
                    byte[] bytes = new byte[length];
                    section.get(start, bytes);
                    each.accept(new String(bytes, StandardCharsets.ISO_8859_1));
                }
                start = at + 1;
            }
        }
    }
}
