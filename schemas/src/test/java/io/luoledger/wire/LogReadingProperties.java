package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.LiveUpdateEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** However a log file is read, it says the same. */
class LogReadingProperties {
    /**
     * What came of reading a file.
     *
     * @param numbers what the reader said of each event's place
     * @param trouble what it ended with
     */
    private record Read(
            List<RecordedEvent> events,
            List<Long> numbers,
            @Nullable String trouble) {}

    @Property(tries = 200)
    void shouldReadTheSameWhenOthersDecode(
            @ForAll("logs") List<LiveUpdateEvent> events, @ForAll double where, @ForAll boolean damaged) {
        // Given
        byte[] file = file(events);
        int at = (int) (Math.abs(where % 1) * file.length);
        if (damaged) {
            file[at] ^= 0x10;
        } else {
            file = Arrays.copyOf(file, Math.max(at, file(List.of()).length));
        }

        // When
        Read decoded = read(file, reader -> reader.decodedBy(ForkJoinPool.commonPool()));

        // Then
        assertThat(decoded).isEqualTo(read(file, reader -> reader));
    }

    @Property(tries = 200)
    void shouldPassOverEventsOfOthersAlone(@ForAll("logs") List<LiveUpdateEvent> events, @ForAll int which) {
        // Given
        String host = events.get(Math.floorMod(which, events.size())).host();
        byte[] file = file(events);
        List<RecordedEvent> all = read(file, reader -> reader).events();
        List<Integer> own = IntStream.range(0, all.size())
                .filter(i -> all.get(i).event().host().equals(host))
                .boxed()
                .toList();

        // When
        Read read = read(file, reader -> reader.passingOverOthersThan(host));

        // Then
        assertThat(read.trouble()).isNull();
        assertThat(read.events()).isEqualTo(own.stream().map(all::get).toList());
        assertThat(read.numbers())
                .isEqualTo(own.stream().map(Integer::longValue).toList());
    }

    @Provide
    Arbitrary<List<LiveUpdateEvent>> logs() {
        Arbitrary<LiveUpdateEvent> events = RandomEvents.events();
        return Arbitraries.oneOf(
                events.list().ofMinSize(1).ofMaxSize(8),
                // some hosts, many times, in several blocks
                events.list()
                        .ofSize(8)
                        .map(few -> IntStream.range(0, 1200)
                                .mapToObj(i -> few.get(i * 5 % 8))
                                .toList()));
    }

    private static Read read(byte[] file, UnaryOperator<LogFileReader> how) {
        List<RecordedEvent> events = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        try (LogFileReader reader = how.apply(new LogFileReader("log.avro", new ByteArrayInputStream(file)))) {
            while (reader.hasNext()) {
                long number = reader.read();
                // whether hasNext or next says that an event can't be read is nobody's concern
                events.add(reader.next());
                numbers.add(number);
            }
            return new Read(events, numbers, null);
        } catch (UnreadableInputException e) {
            return new Read(events, numbers, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] file(List<LiveUpdateEvent> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (LogFileWriter writer = new LogFileWriter(bytes)) {
            events.forEach(writer::append);
        }
        return bytes.toByteArray();
    }
}
