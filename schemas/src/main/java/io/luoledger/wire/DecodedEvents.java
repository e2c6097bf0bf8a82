package io.luoledger.wire;

import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A block's events, decoded, up to where it can't be read: that shows when what stands before it was taken. */
final class DecodedEvents implements EventBlock.Events {
    private final long firstEvent;
    private final List<RecordedEvent> events;
    private final @Nullable UnreadableInputException broken;
    private int next;

    DecodedEvents(long firstEvent, List<RecordedEvent> events, @Nullable UnreadableInputException broken) {
        this.firstEvent = firstEvent;
        this.events = events;
        this.broken = broken;
    }

    @Override
    public boolean hasNext() {
        if (next == events.size() && broken != null) {
            throw broken;
        }
        return next < events.size();
    }

    @Override
    public RecordedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return events.get(next++);
    }

    @Override
    public long number() {
        return firstEvent + next;
    }
}
