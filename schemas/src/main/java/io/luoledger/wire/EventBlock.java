package io.luoledger.wire;

import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.avro.AvroRuntimeException;

/**
 * A block of a log file, decompressed. Its events are made of its bytes each time they are asked for, with their digests,
 * by whatever thread asks: blocks of one file can be decoded side by side.
 */
public final class EventBlock implements Iterable<RecordedEvent> {
    private final String name;
    private final EventReader reader;
    private final byte[] bytes;
    private final long firstEvent;
    private final long count;

    EventBlock(String name, EventReader reader, byte[] bytes, long firstEvent, long count) throws IOException {
        if (count < 0) {
            throw new IOException("a block of " + count + " events");
        }
        this.name = name;
        this.reader = reader;
        this.bytes = bytes;
        this.firstEvent = firstEvent;
        this.count = count;
    }

    /** Number of its first event in the file, from 0. */
    public long firstEvent() {
        return firstEvent;
    }

    /** How many events it says that it holds. */
    public long count() {
        return count;
    }

    /** Throws {@link UnreadableInputException} at the first event that can't be read, and names it. */
    @Override
    public Iterator<RecordedEvent> iterator() {
        return new Iterator<>() {
            private final ByteCursor in = new ByteCursor(bytes);
            private long read;

            @Override
            public boolean hasNext() {
                if (read == count && !in.atEnd()) {
                    throw broken(name, firstEvent + read, new IOException("bytes left behind a block's last event"));
                }
                return read < count;
            }

            @Override
            public RecordedEvent next() {
                if (read == count) {
                    throw new NoSuchElementException();
                }
                try {
                    RecordedEvent event = reader.read(in);
                    read++;
                    return event;
                } catch (UnreadableInputException e) {
                    throw broken(name, firstEvent + read, e);
                }
            }
        };
    }

    static UnreadableInputException broken(String name, long good, Exception cause) {
        Throwable told = cause instanceof AvroRuntimeException && cause.getCause() != null ? cause.getCause() : cause;
        String reason = told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
        return new UnreadableInputException(
                name + ": cut or damaged behind event " + good + " of the file: " + reason
                        + "; expected whole blocks of events up to the end of the file",
                cause);
    }
}
