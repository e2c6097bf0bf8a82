package io.luoledger.streams;

import io.luoledger.avro.UpdateSummary;
import io.luoledger.avro.UpdateView;
import io.luoledger.view.ViewRecords;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.SchemaIds;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the summaries on luo.updates together: the last one of a live update counts. Not thread-safe. */
public final class PublishedUpdates {
    private final AvroCodec<UpdateSummary> codec;
    private final Map<ByteBuffer, UpdateView> updates = new LinkedHashMap<>();

    /** @param schemas what the ids in the records stand for */
    public PublishedUpdates(SchemaIds schemas) {
        codec = new AvroCodec<>(UpdateSummary.class, "luo.updates-value", schemas);
    }

    /** Throws UnreadableInputException for what isn't a summary. */
    public UpdateView decode(byte[] value) {
        return ViewRecords.update(codec.decode(value));
    }

    /** Takes a record. Throws UnreadableInputException for what isn't a summary. */
    public void add(byte[] key, byte[] value) {
        UpdateView update = decode(value);
        ByteBuffer name = ByteBuffer.wrap(key);
        // the newest summary comes last
        updates.remove(name);
        updates.put(name, update);
    }

    /** Every live update, in the order of the last word on it. */
    public List<UpdateView> updates() {
        return List.copyOf(updates.values());
    }
}
