package io.luoledger.streams;

import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Which records of luo.events are events. Not thread-safe. */
final class EventRecords {
    private final EventCodec codec;

    EventRecords(SchemaIds schemas) {
        codec = new EventCodec(schemas);
    }

    /** Throws {@link UnreadableInputException} for what isn't one. */
    RecordedEvent read(byte @Nullable [] key, byte @Nullable [] value) {
        if (value == null) {
            throw new UnreadableInputException("no value, expected an event: the ledger has no deletions");
        }
        RecordedEvent event = codec.decode(value);
        String host = event.event().host();
        String name = key == null ? null : new String(key, StandardCharsets.UTF_8);
        if (!host.equals(name)) {
            // another key may mean another partition: two instances would then keep one host
            throw new UnreadableInputException((name == null ? "no key" : "key \"" + name + "\"")
                    + ", expected the event's host \"" + host + "\"");
        }
        return event;
    }
}
