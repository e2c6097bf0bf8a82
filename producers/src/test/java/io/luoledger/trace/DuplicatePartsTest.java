package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DuplicatePartsTest {
    private final AtomicInteger opened = new AtomicInteger();

    @Test
    void shouldReadEachPartOnceHoweverManyHaveTheSameSize() {
        // Given
        List<TextFile> parts = IntStream.range(100, 300)
                .mapToObj(i -> text("part" + i, "content " + i))
                .toList();

        // When
        DuplicateParts.refuse(parts);

        // Then
        assertThat(opened).hasValue(parts.size());
    }

    @Test
    void shouldRefuseTwoPartsOfTheSameText() {
        List<TextFile> parts = List.of(text("a", "one"), text("b", "two"), text("c", "one"));

        assertThatThrownBy(() -> DuplicateParts.refuse(parts))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("c: the same text as a, expected each part of each boot once");
    }

    @Test
    void shouldNotReadAPartWhoseSizeNoOtherHas() {
        DuplicateParts.refuse(List.of(text("a", "one"), text("b", "four")));

        assertThat(opened).hasValue(0);
    }

    private TextFile text(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new TextFile() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public InputStream open() {
                opened.incrementAndGet();
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public long bytes() {
                return bytes.length;
            }
        };
    }
}
