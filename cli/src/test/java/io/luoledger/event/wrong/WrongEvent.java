package io.luoledger.event.wrong;

import io.luoledger.wire.EventCodec;
import org.apache.avro.Schema;

/** Breaks walls on purpose, so that a test can see them fall: an event that knows how it is written. */
public final class WrongEvent {
    public final Schema schema = Schema.create(Schema.Type.NULL);
    public final EventCodec codec = new EventCodec();
}
