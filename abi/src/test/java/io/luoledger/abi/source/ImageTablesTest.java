package io.luoledger.abi.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.abi.Features;
import io.luoledger.wire.UnreadableInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTablesTest {
    @Test
    void shouldReadBothSections() {
        // When
        ImageTables read = read(ImageBytes.kernel("7.3")
                .withVersions("luo", "memfd", "x".repeat(47))
                .with(ImageTables.FEATURES, ImageBytes.features("luo", 7, 1, 3, "memfd", -1L, 0, 0)));

        // Then
        assertThat(read.versions()).containsExactly("luo", "memfd", "x".repeat(47));
        assertThat(read.features())
                .containsExactly(
                        new ImageTables.Flags("luo", 8, 0, new Features(7, 1, 3, Map.of())),
                        new ImageTables.Flags("memfd", 8, 0, new Features(-1, 0, 0, Map.of())));
        assertThat(read(ImageBytes.kernel("7.3")).isEmpty()).isTrue();
    }

    /** 240 bytes are five of the ones and three of the others. */
    @Test
    void shouldKnowTheLengthOfAnEntryByTheSectionsName() {
        // Given
        byte[] strings = ImageBytes.versions("luo-v5", "a-v1", "b-v1", "c-v1", "d-v1");
        byte[] flags = ImageBytes.features("luo", 7, 7, 7, "a", 1, 1, 1, "b", 1, 1, 1);
        assertThat(strings).hasSameSizeAs(flags);

        // When, then
        assertThat(read(new ImageBytes().with(ImageTables.VERSIONS, strings)).versions())
                .hasSize(5);
        assertThat(read(new ImageBytes().with(ImageTables.FEATURES, flags)).features())
                .hasSize(3);
        refused(
                ImageTables.VERSIONS,
                flags,
                "x: section .liveupdate_versions: entry 2: its name isn't text that NULs end, at byte 56");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0   | 0x4c565551 | byte 0: magic 0x4c565551, expected 0x4c565550
            0   | 0x5055564c | byte 0: magic 0x5055564c, expected 0x4c565550
            4   | 2          | byte 4: version 2, expected 1
            4   | -1         | byte 4: version 4294967295, expected 1
            8   | 0          | entry 1: its name isn't text that NULs end, at byte 8
            16  | 0x80       | entry 1: its name isn't text that NULs end, at byte 16
            40  | 1          | entry 1: its name isn't text that NULs end, at byte 40
            """)
    void shouldSayWhatIsWrong(int at, String word, String message) {
        // Given
        byte[] table = ImageBytes.versions("luo-v5");
        ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).putInt(at, (int) (long) Long.decode(word));

        // When, then
        refused(ImageTables.VERSIONS, table, "x: section .liveupdate_versions: " + message);
    }

    @Test
    void shouldRefuseWhatDoesNotCome() {
        byte[] table = ImageBytes.features("luo", 7, 7, 7);
        refused(
                ImageTables.FEATURES,
                Arrays.copyOf(table, 7),
                "x: section .liveupdate_features: 7 bytes, expected a header of 8");
        refused(
                ImageTables.FEATURES,
                Arrays.copyOf(table, 87),
                "x: section .liveupdate_features: 79 bytes behind the last entry of 80; expected none");
        refused(
                ImageTables.VERSIONS,
                ImageBytes.versions("x".repeat(48)),
                "x: section .liveupdate_versions: entry 1: no NUL in the 48 bytes of its name");
        String[] most = new String[ImageTables.MAX_ENTRIES];
        Arrays.fill(most, "a-v1");
        assertThat(read(new ImageBytes().withVersions(most)).versions()).hasSize(most.length);
        String[] more = Arrays.copyOf(most, most.length + 1);
        more[most.length] = "a-v1";
        refused(
                ImageTables.VERSIONS,
                ImageBytes.versions(more),
                "x: section .liveupdate_versions: 4097 entries, expected at most 4096");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            8  | 0 | 0xff   | -
            1  | 0 | 0xff   | -
            4  | 0 | 0xff   | -
            1  | 0 | 0x1ff  | bits beyond its 1 bytes
            0  | 0 | 0x1    | flags of 0 bytes, expected at most 8
            16 | 0 | 0x1    | flags of 16 bytes, expected at most 8
            8  | 1 | 0x1    | reserved is 0x1, expected 0
            """)
    void shouldSayWhichFlagsAreNotUnderstood(int bytes, int reserved, String supp, String why) {
        assertThat(new ImageTables.Flags("luo", bytes, reserved, new Features(Long.decode(supp), 0, 0, Map.of()))
                        .unread()
                        .orElse(null))
                .isEqualTo(why);
    }

    /** The places of a section's bytes, each of which another tool may have changed. */
    @Test
    void shouldNotTakeASectionForReadWhoseBytesAreNotThere() {
        byte[] table = ImageBytes.versions("luo-v5");
        String section = "x: section .liveupdate_versions ";
        refused(
                new ImageBytes().with(ImageTables.VERSIONS, table, 8, 2),
                section
                        + "is there without its bytes, as in debug information that was split off; expected the kernel itself");
        refused(
                new ImageBytes().with(ImageTables.VERSIONS, table, 1, 0x800),
                section + "is compressed; expected plain bytes (objcopy --decompress-debug-sections)");
        refused(
                new ImageBytes().with(ImageTables.VERSIONS, table).with(ImageTables.VERSIONS, table),
                "x: two sections .liveupdate_versions; expected one");
    }

    private static ImageTables read(ImageBytes image) {
        return ImageTables.read(ElfFile.read(image.buffer(), "x"), "x");
    }

    private static void refused(String section, byte[] bytes, String message) {
        refused(new ImageBytes().with(section, bytes), message);
    }

    private static void refused(ImageBytes image, String message) {
        assertThatThrownBy(() -> read(image))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(message);
    }
}
