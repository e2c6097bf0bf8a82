package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownTextsTest {
    @Test
    void shouldGiveTheSameObjectForTheSameBytesWhereverTheyStand() {
        // Given
        byte[] bytes = "vm-17 vm-17".getBytes(StandardCharsets.UTF_8);

        // When
        KnownTexts.Text first = KnownTexts.at(bytes, 0, 5);
        KnownTexts.Text second = KnownTexts.at(bytes, 6, 5);

        // Then
        assertThat(first.value()).isEqualTo("vm-17");
        assertThat(second).isSameAs(first);
    }

    @Test
    void shouldTellTextsApartThoughThereAreMoreThanItsPlaces() {
        // When
        boolean right = IntStream.range(0, 100_000)
                .mapToObj(Integer::toString)
                .allMatch(text -> read(text).value().equals(text));

        // Then
        assertThat(right).isTrue();
    }

    @Test
    void shouldReadTextsOfAnyLength() {
        for (int length : new int[] {0, 1, 7, 8, 9, 63, 64, 65, 1000}) {
            // Given
            String text = "x".repeat(length);

            // When / Then
            assertThat(read(text).value()).isEqualTo(text);
            assertThat(read(text).utf8()).hasSize(length);
        }
    }

    @Test
    void shouldKeepTheBytesOfATextAndReplaceWhatIsNone() {
        // Given
        byte[] none = {'a', (byte) 0xff, 'b'};

        // When
        KnownTexts.Text read = KnownTexts.at(none, 0, none.length);

        // Then
        assertThat(read("ä").utf8()).isEqualTo("ä".getBytes(StandardCharsets.UTF_8));
        assertThat(read.value()).isEqualTo("a\ufffdb");
        assertThat(read.utf8()).isEqualTo("a\ufffdb".getBytes(StandardCharsets.UTF_8));
        assertThat(KnownTexts.at(none, 0, none.length)).isSameAs(read);
    }

    private static KnownTexts.Text read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return KnownTexts.at(bytes, 0, bytes.length);
    }
}
