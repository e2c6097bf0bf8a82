package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.LiveUpdateEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileBlocksTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void shouldReadFromEveryBlockOn() throws IOException {
        // Given
        List<LiveUpdateEvent> events = LogFileTest.sealed(2500);

        // When
        try (LogFileBlocks blocks = LogFileBlocks.open("log.avro", write(events))) {
            // Then
            assertThat(blocks.all()).hasSizeGreaterThan(2);
            for (LogFileBlocks.Block block : blocks.all()) {
                List<LiveUpdateEvent> rest = new ArrayList<>();
                blocks.from(block.offset(), block.firstEvent())
                        .forEachRemaining(recorded -> rest.add(recorded.event()));
                assertThat(rest).isEqualTo(events.subList((int) block.firstEvent(), events.size()));
                assertThat(blocks.isBoundary(block.offset())).isTrue();
                assertThat(blocks.isBoundary(block.offset() + 1)).isFalse();
                assertThat(blocks.holding(block.firstEvent())).isEqualTo(block);
            }
            assertThat(blocks.holding(2500).count()).isZero();
        }
    }

    @Test
    void shouldCountOnInMessages() throws IOException {
        // Given
        Path file = write(LogFileTest.sealed(2500));
        byte[] whole = Files.readAllBytes(file);

        try (LogFileBlocks blocks = LogFileBlocks.open("log.avro", file)) {
            LogFileBlocks.Block last = blocks.all().getLast();
            Files.write(file, Arrays.copyOf(whole, whole.length - 3));

            // When / Then
            LogFileReader reader = blocks.from(last.offset(), last.firstEvent());
            assertThatThrownBy(() -> reader.forEachRemaining(event -> {}))
                    .isInstanceOf(UnreadableInputException.class)
                    .hasMessageStartingWith("log.avro: cut or damaged behind event ");
            assertThat(reader.read()).isGreaterThanOrEqualTo(last.firstEvent());
            assertThatThrownBy(blocks::all)
                    .hasMessage("log.avro: no whole block at byte " + last.offset()
                            + ", expected blocks up to the end of the file");
        }
    }

    @Test
    void shouldDecodeBlocksOnAnyThreadAsAReaderDoes() throws IOException {
        // Given
        Path file = write(LogFileTest.sealed(2500));
        List<RecordedEvent> inOrder = new ArrayList<>();
        List<EventBlock> blocks = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader("log.avro", Files.newInputStream(file));
                LogFileReader ofBlocks = new LogFileReader("log.avro", Files.newInputStream(file))) {
            reader.forEachRemaining(inOrder::add);
            for (EventBlock block = ofBlocks.nextBlock(); block != null; block = ofBlocks.nextBlock()) {
                blocks.add(block);
            }
        }

        // When
        List<RecordedEvent> decoded = blocks.parallelStream()
                .flatMap(block -> StreamSupport.stream(block.spliterator(), false))
                .toList();

        // Then
        assertThat(blocks).hasSizeGreaterThan(2);
        assertThat(decoded).isEqualTo(inOrder);
    }

    private Path write(List<LiveUpdateEvent> events) throws IOException {
        Path file = directory.resolve("log.avro");
        try (LogFileWriter writer = new LogFileWriter(Files.newOutputStream(file))) {
            events.forEach(writer::append);
        }
        return file;
    }
}
