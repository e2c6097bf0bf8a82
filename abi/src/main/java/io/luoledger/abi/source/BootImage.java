package io.luoledger.abi.source;

import com.github.luben.zstd.ZstdInputStream;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * What boot loaders take on x86 (bzImage, vmlinuz): a small program with the kernel's ELF file in it, compressed, and
 * behind that its size. Source of the format: the kernel's boot protocol.
 *
 * <pre>
 * 0x1f1 setup_sects u8   0x202 "HdrS", 0x206 version u16   0x248 payload_offset u32, 0x24c payload_length u32
 * </pre>
 */
final class BootImage {
    private static final int HEADER = 0x202;
    private static final int HEADER_END = 0x250;
    private static final int MAGIC = 0x53726448;
    /** The first one that tells where the compressed kernel is. */
    private static final int FIRST_VERSION = 0x208;

    private static final int SECTOR = 512;
    private static final int USUAL_SETUP_SECTORS = 4;
    private static final int MAX_BYTES = 1 << 30;

    /** How kernels are compressed: by the first bytes, in hexadecimal digits. */
    private enum Form {
        GZIP("1f8b"),
        ZSTD("28b52ffd"),
        XZ("fd377a585a"),
        BZIP2("425a68"),
        LZMA("5d0000"),
        LZO("894c5a4f"),
        LZ4("02214c18");

        private static final int LONGEST = 5;

        private final String beginning;

        Form(String beginning) {
            this.beginning = beginning;
        }

        static Optional<Form> of(byte[] payload) {
            String start = HexFormat.of().formatHex(payload, 0, Math.min(LONGEST, payload.length));
            return Arrays.stream(values())
                    .filter(form -> start.startsWith(form.beginning))
                    .findFirst();
        }
    }

    private BootImage() {}

    static boolean is(ByteBuffer file) {
        ByteBuffer data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        return data.limit() >= HEADER_END && data.getInt(HEADER) == MAGIC;
    }

    /**
     * The kernel's ELF file in it.
     *
     * @throws UnreadableInputException with the place, or with what to run instead
     */
    static ByteBuffer kernel(ByteBuffer file, String name) {
        byte[] payload = payload(file.slice().order(ByteOrder.LITTLE_ENDIAN), name);
        Form form = Form.of(payload)
                .orElseThrow(() -> unpack(name, "the kernel in it is compressed in a way that isn't known"));
        int size = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt(payload.length - 4);
        if (size < 64 || size > MAX_BYTES) {
            throw new UnreadableInputException(name + ": the kernel in it says that it has "
                    + Integer.toUnsignedString(size) + " bytes, expected at most " + MAX_BYTES);
        }
        try (InputStream in = open(form, payload, name)) {
            byte[] kernel = in.readNBytes(size);
            if (kernel.length < size) {
                throw new UnreadableInputException(
                        name + ": the kernel in it ends after " + kernel.length + " of " + size + " bytes");
            }
            // only at its end does gzip compare its checksum; behind zstd's stands the size
            if (form == Form.GZIP && in.read() >= 0) {
                throw new UnreadableInputException(name + ": the kernel in it goes on behind its " + size + " bytes");
            }
            return ByteBuffer.wrap(kernel);
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": the kernel in it can't be unpacked: " + Reason.of(e), e);
        }
    }

    private static byte[] payload(ByteBuffer data, String name) {
        int version = data.getShort(HEADER + 4) & 0xffff;
        if (version < FIRST_VERSION) {
            throw unpack(name, "its boot protocol is older than 2.08");
        }
        int told = data.get(0x1f1) & 0xff;
        long start = (long) ((told == 0 ? USUAL_SETUP_SECTORS : told) + 1) * SECTOR
                + Integer.toUnsignedLong(data.getInt(0x248));
        long length = Integer.toUnsignedLong(data.getInt(0x24c));
        if (length < 8 || start + length > data.limit()) {
            throw new UnreadableInputException(name + ": byte 584: the kernel in it, at " + start + " with " + length
                    + " bytes, doesn't fit into the file of " + data.limit() + " bytes");
        }
        byte[] payload = new byte[(int) length];
        data.get((int) start, payload);
        return payload;
    }

    private static InputStream open(Form form, byte[] payload, String name) throws IOException {
        InputStream bytes = new ByteArrayInputStream(payload);
        return switch (form) {
            case GZIP -> new GZIPInputStream(bytes);
            case ZSTD -> new ZstdInputStream(bytes);
            case XZ, BZIP2, LZMA, LZO, LZ4 ->
                throw unpack(
                        name,
                        "the kernel in it is compressed with " + form.name().toLowerCase(Locale.ROOT));
        };
    }

    private static UnreadableInputException unpack(String name, String why) {
        return new UnreadableInputException(
                name + ": a boot image, and " + why
                        + "; expected gzip or zstd, or the vmlinux itself (scripts/extract-vmlinux of the kernel's tree gives it)");
    }
}
