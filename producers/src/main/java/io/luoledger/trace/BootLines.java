package io.luoledger.trace;

import io.luoledger.text.LineReader;
import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a boot's parts in the order of what they tell: one part behind the other, or merged where several recorders saw
 * the same time; the dump of a kernel that goes down last, wherever it stands.
 */
final class BootLines {
    /** What the lines are told to. */
    interface Reader {
        /** A text begins whose lines don't go on where the last one's ended. */
        void begins();

        /**
         * The next line.
         *
         * @param ahead what its recorder's clock is ahead of the first one's
         */
        void line(TextLine line, TraceLine read, long ahead);

        /** A record that another recorder has told already. */
        void copy(TextLine line, TraceLine read);
    }

    private final List<TextFile> files;
    private final @Nullable MergedOrder order;
    private final Reader reader;
    private final LastSection lastSection = new LastSection();

    /**
     * @param order of the records of parts that tell of the same time; null where each goes on where the one before ends
     */
    BootLines(List<TextFile> files, @Nullable MergedOrder order, Reader reader) {
        this.files = files;
        this.order = order;
        this.reader = reader;
    }

    void read() {
        if (order == null) {
            files.forEach(this::readFile);
        } else {
            readMerged(order);
        }
        if (!lastSection.isEmpty()) {
            reader.begins();
            readLastSection();
        }
    }

    private void readFile(TextFile part) {
        reader.begins();
        long number = 0;
        try (LineReader lines = new LineReader(part.open())) {
            for (String raw = lines.next(); raw != null; raw = lines.next()) {
                number = lines.number();
                TextLine line = TextLine.of(raw, lines, part.name());
                if (!lastSection.holds(line)) {
                    tell(line);
                } else if (lastSection.full()) {
                    readLastSection();
                }
            }
        } catch (IOException e) {
            throw unreadable(part, number, e);
        }
    }

    /** The dump at the end of the boot, wherever it stood in the text. */
    private void readLastSection() {
        lastSection.take().forEach(this::tell);
    }

    private void tell(TextLine line) {
        reader.line(line, line.parse(), 0);
    }

    private static UnreadableInputException unreadable(TextFile part, long behind, IOException e) {
        return new UnreadableInputException(
                part.name() + ": can't be read behind line " + behind + ": " + e.getMessage(), e);
    }

    private void readMerged(MergedOrder steps) {
        List<LineReader> open = new ArrayList<>();
        try {
            for (TextFile part : files) {
                open.add(open(part));
            }
            reader.begins();
            for (int i = 0; i < steps.size(); i++) {
                MergedOrder.Step step = steps.step(i);
                readToRecord(steps, step.part(), open.get(step.part()), step.copy());
            }
            for (int part = 0; part < files.size(); part++) {
                readToRecord(steps, part, open.get(part), false);
            }
        } finally {
            open.forEach(BootLines::close);
        }
    }

    private static LineReader open(TextFile part) {
        try {
            return new LineReader(part.open());
        } catch (IOException e) {
            throw unreadable(part, 0, e);
        }
    }

    private static void close(LineReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Up to the recorder's next record of an event, or to its end. */
    private void readToRecord(MergedOrder steps, int part, LineReader lines, boolean copy) {
        TextFile file = files.get(part);
        Records recorder = steps.recorder(part);
        try {
            for (String raw = lines.next(); raw != null; raw = lines.next()) {
                TextLine line = TextLine.of(raw, lines, file.name());
                TraceLine read = line.parse();
                boolean record = line.ended() && recorder.holds(read);
                if (record && copy) {
                    reader.copy(line, read);
                } else {
                    reader.line(line, read, steps.offset(part));
                }
                if (record) {
                    return;
                }
            }
        } catch (IOException e) {
            throw unreadable(file, lines.number(), e);
        }
    }
}
