package io.luoledger.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.avro.AvroRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * A block of a log file, decompressed. Its events are made of its bytes each time they are asked for, with their digests,
 * by whatever thread asks: blocks of one file can be decoded side by side.
 */
final class EventBlock implements Iterable<RecordedEvent> {
    /** A larger one is decoded event by event, when it is asked for: decoded, events take several times their bytes. */
    private static final int MOST_BYTES_AT_ONCE = 1 << 20;

    private final String name;
    private final EventReader reader;
    private final byte[] bytes;
    private final long firstEvent;
    private final long count;

    /** Events of a file, in its order. */
    interface Events extends Iterator<RecordedEvent> {
        /** Number, in the file, of the one that comes next; behind the last, of the one that would. */
        long number();
    }

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

    /** How many events it says that it holds. */
    long count() {
        return count;
    }

    /** Throws {@link UnreadableInputException} at the first event that can't be read, and names it. */
    @Override
    public Events iterator() {
        return of(null);
    }

    /** Those of one host; what is surely another's isn't decoded. */
    Events of(@Nullable HostFilter host) {
        return new Events() {
            private final ByteCursor in = new ByteCursor(bytes);
            private long read;

            @Override
            public boolean hasNext() {
                passOverOthers();
                if (read == count && !in.atEnd()) {
                    throw broken(name, firstEvent + read, new IOException("bytes left behind a block's last event"));
                }
                return read < count;
            }

            private void passOverOthers() {
                try {
                    while (host != null && read < count && host.passesOver(in)) {
                        read++;
                    }
                } catch (UnreadableInputException e) {
                    throw broken(name, firstEvent + read, e);
                }
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

            @Override
            public long number() {
                return firstEvent + read;
            }
        };
    }

    /** All of them, decoded by the calling thread, unless they are too many to be held. */
    Events decoded() {
        Events events = iterator();
        if (bytes.length > MOST_BYTES_AT_ONCE) {
            return events;
        }
        List<RecordedEvent> decoded = new ArrayList<>();
        try {
            events.forEachRemaining(decoded::add);
        } catch (UnreadableInputException e) {
            return new DecodedEvents(firstEvent, decoded, e);
        }
        return new DecodedEvents(firstEvent, decoded, null);
    }

    static UnreadableInputException broken(String name, long good, Exception cause) {
        Throwable told = cause instanceof AvroRuntimeException && cause.getCause() != null ? cause.getCause() : cause;
        return new UnreadableInputException(
                name + ": cut or damaged behind event " + good + " of the file: " + Reason.of(told)
                        + "; expected whole blocks of events up to the end of the file",
                cause);
    }
}
