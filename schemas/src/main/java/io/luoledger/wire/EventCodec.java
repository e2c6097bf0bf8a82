package io.luoledger.wire;

import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import org.apache.avro.generic.IndexedRecord;

/** Events to and from bytes, and the digest that their chain is made of. Not thread-safe. */
public final class EventCodec {
    public static final String SUBJECT = "luo.events-value";

    private final AvroCodec<io.luoledger.avro.LiveUpdateEvent> codec;

    public EventCodec() {
        this(SchemaTable.builtIn());
    }

    public EventCodec(SchemaTable table) {
        codec = new AvroCodec<>(io.luoledger.avro.LiveUpdateEvent.class, SUBJECT, table);
    }

    /** The draft as the next event of its host: with its sequence and its chain. */
    public LiveUpdateEvent seal(LedgerHead head, Draft draft) {
        LiveUpdateEvent open = new LiveUpdateEvent(
                draft.host(),
                head.nextSequence(),
                ChainHash.GENESIS,
                draft.source(),
                draft.boot(),
                draft.at(),
                draft.body());
        ChainHash chain = RecordedEvent.link(head.chain(), contentOf(EventMapping.toAvro(open)));
        return new LiveUpdateEvent(
                open.host(), open.sequence(), chain, open.source(), open.boot(), open.at(), open.body());
    }

    public byte[] encode(LiveUpdateEvent event) {
        return codec.encode(EventMapping.toAvro(event));
    }

    /** Throws {@link UnreadableInputException} for everything that isn't one whole event of a known schema. */
    public RecordedEvent decode(byte[] bytes) {
        io.luoledger.avro.LiveUpdateEvent read = codec.decode(bytes);
        IndexedRecord asWritten = codec.isCurrent(codec.schemaId(bytes)) ? read : codec.decodeAsWritten(bytes);
        return recorded(read, asWritten);
    }

    static RecordedEvent recorded(io.luoledger.avro.LiveUpdateEvent read, IndexedRecord asWritten) {
        try {
            return new RecordedEvent(EventMapping.fromAvro(read), contentOf(asWritten));
        } catch (IllegalArgumentException e) {
            throw new UnreadableInputException("an event with impossible contents: " + e.getMessage(), e);
        }
    }

    static ChainHash contentOf(IndexedRecord event) {
        return ChainHash.of(CanonicalForm.digest(event, "chain"));
    }
}
