package io.luoledger.streams;

import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Which records of luo.events are events. Not thread-safe. */
final class EventRecords {
    /** Where a record stands of which nobody knows the partition. */
    static final int NOWHERE = -1;

    private final EventCodec codec;
    private final int partitions;

    /** @param partitions of the ledger, 0 where nobody knows */
    EventRecords(SchemaIds schemas, int partitions) {
        codec = new EventCodec(schemas);
        this.partitions = partitions;
    }

    /** Throws {@link UnreadableInputException} for what isn't one. */
    RecordedEvent read(byte @Nullable [] key, byte @Nullable [] value, int partition) {
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
        requireAtHome(host, partition);
        return event;
    }

    /** A copy in another partition would begin a second ledger of the host there. */
    private void requireAtHome(String host, int partition) {
        if (partitions == 0 || partition == NOWHERE) {
            return;
        }
        // the default partitioner's choice
        int home = Utils.toPositive(Utils.murmur2(host.getBytes(StandardCharsets.UTF_8))) % partitions;
        if (partition != home) {
            throw new UnreadableInputException("in partition " + partition + ", expected " + home
                    + ", the partition of its host \"" + host + "\"");
        }
    }
}
