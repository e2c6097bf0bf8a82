package io.luoledger.abi.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A kernel's image as small as one can be: an ELF file with the sections that a test wants. */
public final class ImageBytes {
    private static final int HEADER = 64;

    private record Section(String name, ByteBuffer bytes, int type, long flags) {}

    private final List<Section> sections = new ArrayList<>();

    /** With the line that tells a kernel's release, and these strings in its read-only data. */
    public static ImageBytes kernel(String release, String... strings) {
        return new ImageBytes()
                .with(
                        ".rodata",
                        text("Linux version " + release + " (a@b) (gcc) #1 SMP\n\0" + String.join("\0", strings)
                                + "\0"));
    }

    public ImageBytes with(String name, byte[] bytes) {
        return with(name, bytes, 1, 2);
    }

    ImageBytes with(String name, byte[] bytes, int type, long flags) {
        sections.add(new Section(name, ByteBuffer.wrap(bytes), type, flags));
        return this;
    }

    /** With the layouts of a 7.3 kernel, or any other blob. */
    public ImageBytes withBtf(byte[] blob) {
        return with(".BTF", blob);
    }

    public ImageBytes withVersions(String... names) {
        return with(ImageTables.VERSIONS, versions(names));
    }

    public byte[] bytes() {
        StringBuilder names = new StringBuilder("\0");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        List<long[]> headers = new ArrayList<>();
        for (Section section : sections) {
            headers.add(new long[] {
                names.length(),
                section.type(),
                section.flags(),
                HEADER + data.size(),
                section.bytes().capacity()
            });
            names.append(section.name()).append('\0');
            data.writeBytes(section.bytes().array());
        }
        headers.add(new long[] {names.length(), 3, 0, HEADER + data.size(), names.length() + ".shstrtab\0".length()});
        data.writeBytes(text(names + ".shstrtab\0"));
        int table = HEADER + data.size();
        ByteBuffer file = ByteBuffer.allocate(table + 64 * (headers.size() + 1)).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464c457f)
                .put((byte) 2)
                .put((byte) 1)
                .putShort(16, (short) 2)
                .putShort(18, (short) 62);
        file.putLong(40, table).putShort(58, (short) 64).putShort(60, (short) (headers.size() + 1));
        file.putShort(62, (short) headers.size());
        file.position(HEADER).put(data.toByteArray());
        for (int i = 0; i < headers.size(); i++) {
            long[] header = headers.get(i);
            int at = table + 64 * (i + 1);
            file.putInt(at, (int) header[0]).putInt(at + 4, (int) header[1]).putLong(at + 8, header[2]);
            file.putLong(at + 24, header[3]).putLong(at + 32, header[4]);
        }
        return file.array();
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes());
    }

    /** What a linker would gather of LUO's string and those of its handlers. */
    static byte[] versions(String... names) {
        byte[] bytes = table(48 * names.length);
        ByteBuffer table = ByteBuffer.wrap(bytes);
        for (int i = 0; i < names.length; i++) {
            table.put(8 + 48 * i, text(names[i]));
        }
        return bytes;
    }

    /** The same of feature flags: NAME, SUPP, REQ, ACTIVE of each. */
    public static byte[] features(Object... entries) {
        byte[] bytes = table(80 * entries.length / 4);
        ByteBuffer table = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < entries.length / 4; i++) {
            int at = 8 + 80 * i;
            table.put(at, text((String) entries[4 * i])).putInt(at + 48, 8);
            for (int word = 0; word < 3; word++) {
                table.putLong(at + 56 + 8 * word, ((Number) entries[4 * i + 1 + word]).longValue());
            }
        }
        return bytes;
    }

    private static byte[] table(int bytes) {
        byte[] table = new byte[8 + bytes];
        ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).putInt(0x4c565550).putInt(1);
        return table;
    }

    /** BTF of structs with one number in each. */
    public static byte[] btf(String... structs) {
        StringBuilder strings = new StringBuilder("\0u64\0number\0");
        ByteBuffer types = ByteBuffer.allocate(16 + 24 * structs.length).order(ByteOrder.LITTLE_ENDIAN);
        types.putInt(1).putInt(1 << 24).putInt(8).putInt(64);
        for (String struct : structs) {
            types.putInt(strings.length()).putInt(4 << 24 | 1).putInt(8);
            types.putInt(5).putInt(1).putInt(0);
            strings.append(struct).append('\0');
        }
        byte[] text = text(strings.toString());
        ByteBuffer blob =
                ByteBuffer.allocate(24 + types.capacity() + text.length).order(ByteOrder.LITTLE_ENDIAN);
        blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        blob.putInt(0).putInt(types.capacity()).putInt(types.capacity()).putInt(text.length);
        return blob.put(types.array()).put(text).array();
    }

    /** The BTF of a real 7.3 kernel. */
    public static byte[] btfOf73() {
        try (InputStream in = new GZIPInputStream(
                Objects.requireNonNull(ImageBytes.class.getResourceAsStream("/io/luoledger/abi/vmlinux-7.3.btf.gz")))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What boot loaders take, with this in it. */
    public static byte[] bootImage(byte[] payload) {
        ByteBuffer image = ByteBuffer.allocate(1024 + 16 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        image.put(0x1f1, (byte) 1).putInt(0x202, 0x53726448).putShort(0x206, (short) 0x20f);
        image.putInt(0x248, 16).putInt(0x24c, payload.length);
        return image.put(1024 + 16, payload).array();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
