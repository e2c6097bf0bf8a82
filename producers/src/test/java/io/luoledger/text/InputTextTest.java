package io.luoledger.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputTextTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "fd377a585a000004, packed by xz, xz -dc",
        "28b52ffd0458, packed by zstd, zstd -dc",
        "04224d186440, packed by lz4, lz4 -dc",
        "425a6839314159, packed by bzip2, bzip2 -dc",
        "504b03041400, packed by zip, unzip -p",
        "fffe23002000, in UTF-16, iconv -f UTF-16 -t UTF-8",
        "feff00230020, in UTF-16, iconv -f UTF-16 -t UTF-8",
        "4c504b534848524800, a binary journal, journalctl --file"
    })
    void shouldSayHowToMakeTextOfWhatItDoesNotRead(String head, String what, String command) throws IOException {
        // Given
        Path file = Files.write(directory.resolve("console"), HexFormat.of().parseHex(head));
        TextFile text = InputText.of(file.toString());

        // When / Then
        assertThatThrownBy(text::open)
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith(file + ": " + what + ", expected text in UTF-8, as it is or packed by gzip: `"
                        + command + " " + file)
                .hasMessageEndingWith(" > TEXT`");
    }

    @Test
    void shouldSayHowToTakeTextInsteadOfJson() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("dmesg.json"), """
                {
                   "dmesg": [
                      {
                         "pri": 5,
                         "time":     0.000000,
                         "msg": "Linux version 7.3.4 (a@b) (gcc 12) #1"
                      }
                   ]
                }
                """);
        TextFile text = InputText.of(file.toString());

        // When / Then
        assertThatThrownBy(text::open)
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(file + ": the JSON of dmesg -J, expected text in UTF-8, as it is or packed by gzip:"
                        + " `dmesg > TEXT`");
    }

    @Test
    void shouldUnpackStandardInputToo() throws IOException {
        // Given
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream to = new GZIPOutputStream(packed)) {
            to.write('#');
        }
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(packed.toByteArray()));

        // When / Then
        try (InputStream in = InputText.of(InputText.STANDARD_INPUT).open()) {
            assertThat(in.readAllBytes()).containsExactly('#');
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void shouldReadATextShorterThanAnyOfTheirBeginnings() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("short"), "#\n");

        // When / Then
        try (InputStream in = InputText.of(file.toString()).open()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("#\n");
        }
    }
}
