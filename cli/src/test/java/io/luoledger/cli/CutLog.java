package io.luoledger.cli;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.files.LogInput;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.LogFileWriter;
import io.luoledger.wire.RecordedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Log files made of parts of others. */
final class CutLog {
    private CutLog() {}

    /** Appends what one log has of these to another. */
    static void copy(Path from, Path to, Predicate<LiveUpdateEvent> which) {
        List<RecordedEvent> events = new ArrayList<>(read(to));
        read(from).stream().filter(event -> which.test(event.event())).forEach(events::add);
        try (LogFileWriter writer = new LogFileWriter(Files.newOutputStream(to))) {
            events.forEach(writer::append);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<RecordedEvent> read(Path log) {
        List<RecordedEvent> events = new ArrayList<>();
        try (LogFileReader reader = LogInput.open(log.toString())) {
            reader.forEachRemaining(events::add);
        }
        return events;
    }
}
