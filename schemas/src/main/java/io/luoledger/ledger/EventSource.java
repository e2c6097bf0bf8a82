package io.luoledger.ledger;

import io.luoledger.event.Draft;
import java.util.function.Consumer;

/** Makes drafts of events: a trace, a simulation. Streams: memory doesn't grow with what it reads. */
@FunctionalInterface
public interface EventSource {
    /** Hands every draft to the sink, in order. Throws {@code UnreadableInputException} for input that can't be read. */
    void forEach(Consumer<Draft> sink);
}
