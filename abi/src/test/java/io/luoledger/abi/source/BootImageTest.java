package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootImageTest {
    private static final byte[] KERNEL =
            ImageBytes.kernel("7.3.4").withVersions("luo-v5").bytes();

    @Test
    void shouldUnpackTheKernel() throws IOException {
        assertThat(unpacked(gzip(KERNEL))).isEqualTo(ByteBuffer.wrap(KERNEL));
        assertThat(unpacked(sized(Zstd.compress(KERNEL), KERNEL.length))).isEqualTo(ByteBuffer.wrap(KERNEL));
        assertThat(Importers.release(unpacked(gzip(KERNEL)), "x")).hasValue("7.3.4");
    }

    @ParameterizedTest
    @CsvSource({
        "fd377a585a00000000000000, the kernel in it is compressed with xz",
        "425a6839000000000000000000, the kernel in it is compressed with bzip2",
        "5d00000000000000000000, the kernel in it is compressed with lzma",
        "894c5a4f0000000000000000, the kernel in it is compressed with lzo",
        "02214c180000000000000000, the kernel in it is compressed with lz4",
        "7f454c460000000000000000, the kernel in it is compressed in a way that isn't known"
    })
    void shouldSayWhatToRunForAKernelThatIsCompressedInAnotherWay(String payload, String why) {
        refused(
                ImageBytes.bootImage(sized(java.util.HexFormat.of().parseHex(payload), 4096)),
                "x: a boot image, and " + why + "; expected gzip or zstd, or the vmlinux itself"
                        + " (scripts/extract-vmlinux of the kernel's tree gives it)");
    }

    @Test
    void shouldSayWhatIsWrongWithABootImage() throws IOException {
        // Given
        byte[] image = ImageBytes.bootImage(gzip(KERNEL));
        byte[] old = image.clone();
        old[0x206] = 7;
        old[0x207] = 2;
        byte[] zstd = Zstd.compress(KERNEL);

        // When, then
        refused(
                Arrays.copyOf(image, image.length - 1),
                "x: byte 584: the kernel in it, at 1040 with " + (image.length - 1040)
                        + " bytes, doesn't fit into the file of " + (image.length - 1) + " bytes");
        assertThatThrownBy(() -> BootImage.kernel(ByteBuffer.wrap(old), "x"))
                .hasMessageStartingWith("x: a boot image, and its boot protocol is older than 2.08;");
        refused(
                ImageBytes.bootImage(sized(zstd, -1)),
                "x: the kernel in it says that it has 4294967295 bytes, expected at most 1073741824");
        assertThatThrownBy(() ->
                        BootImage.kernel(ByteBuffer.wrap(ImageBytes.bootImage(sized(zstd, KERNEL.length + 1))), "x"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("x: the kernel in it ");
        byte[] damaged = gzip(KERNEL);
        damaged[20] ^= 0x55;
        assertThatThrownBy(() -> BootImage.kernel(ByteBuffer.wrap(ImageBytes.bootImage(damaged)), "x"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("x: the kernel in it ");
    }

    private static ByteBuffer unpacked(byte[] payload) {
        return Importers.unpacked(ByteBuffer.wrap(ImageBytes.bootImage(payload)), "x");
    }

    private static byte[] sized(byte[] payload, int size) {
        return ByteBuffer.allocate(payload.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(payload)
                .putInt(size)
                .array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static void refused(byte[] image, String message) {
        assertThatThrownBy(() -> BootImage.kernel(ByteBuffer.wrap(image), "x"))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(message);
    }
}
