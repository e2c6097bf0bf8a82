package io.luoledger.wire;

import io.luoledger.event.Body;
import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.EventLimits;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/** Events to and from bytes, and the digest that their chain is made of. Not thread-safe. */
public final class EventCodec {
    static {
        AvroTrust.ensure();
    }

    public static final String SUBJECT = "luo.events-value";

    private static final Schema WORKING = io.luoledger.avro.LiveUpdateEvent.getClassSchema();

    private final SchemaIds ids;
    private final AvroCodec<io.luoledger.avro.LiveUpdateEvent> codec;
    private final KnownKinds known;
    /** Whether the generated class holds just what this codec knows. */
    private final boolean knowsAll;

    public EventCodec() {
        this(SchemaTable.builtIn());
    }

    public EventCodec(SchemaIds ids) {
        this(ids, WORKING);
    }

    /** A codec that knows of events only what this version of their schema says: an older reader. */
    public EventCodec(SchemaIds ids, Schema own) {
        this.ids = ids;
        known = KnownKinds.of(own);
        knowsAll = own.equals(WORKING);
        codec = new AvroCodec<>(io.luoledger.avro.LiveUpdateEvent.class, SUBJECT, ids, known::readerFor);
    }

    /**
     * The draft as the next event of its host: with its sequence and its chain.
     *
     * @throws UnreadableInputException when it exceeds the limits of an event
     */
    public LiveUpdateEvent seal(LedgerHead head, Draft draft) {
        LiveUpdateEvent open = new LiveUpdateEvent(
                draft.host(),
                head.nextSequence(),
                ChainHash.GENESIS,
                draft.source(),
                draft.boot(),
                draft.at(),
                draft.body(),
                draft.assumptions());
        requireWithinLimits(open);
        ChainHash chain = RecordedEvent.link(head.chain(), contentOf(EventMapping.toAvro(open)));
        return new LiveUpdateEvent(
                open.host(),
                open.sequence(),
                chain,
                open.source(),
                open.boot(),
                open.at(),
                open.body(),
                open.assumptions());
    }

    /** Throws {@link UnreadableInputException} that names the event, unless it keeps the limits of an event. */
    public static void requireWithinLimits(LiveUpdateEvent event) {
        String exceeded = EventLimits.exceededBy(event);
        if (exceeded != null) {
            throw new UnreadableInputException(
                    "host " + event.host() + ", sequence " + event.sequence() + ": " + exceeded);
        }
    }

    public byte[] encode(LiveUpdateEvent event) {
        return codec.encode(EventMapping.toAvro(event));
    }

    /**
     * An event as it was read elsewhere. What a newer version wrote is passed on byte for byte, under its own schema.
     *
     * @throws UnreadableInputException when something of it would be lost
     */
    public byte[] encode(RecordedEvent recorded) {
        if (recorded.known()) {
            return encode(recorded.event());
        }
        AsWritten asWritten = recorded.asWritten();
        if (asWritten == null) {
            LiveUpdateEvent event = recorded.event();
            throw new UnreadableInputException("host " + event.host() + ", sequence " + event.sequence()
                    + ": the event holds fields that this version of luo-ledger doesn't know and would lose;"
                    + " expected a version at least as new as the one that wrote it");
        }
        byte[] body = asWritten.body();
        return ByteBuffer.allocate(AvroCodec.HEADER_BYTES + body.length)
                .put(AvroCodec.MAGIC)
                .putInt(ids.idOfOther(SUBJECT, asWritten.schema()))
                .put(body)
                .array();
    }

    /** Throws {@link UnreadableInputException} for everything that isn't one whole event of a known schema. */
    public RecordedEvent decode(byte[] bytes) {
        io.luoledger.avro.LiveUpdateEvent read = codec.decode(bytes);
        boolean whole = knowsAll && codec.isCurrent(bytes);
        return recorded(known, read, whole ? read : codec.decodeAsWritten(bytes));
    }

    /**
     * One event, read twice.
     *
     * @param read as the known schema has it
     * @param asWritten as its writer's schema has it; the same object where that is the same schema
     */
    static RecordedEvent recorded(KnownKinds known, io.luoledger.avro.LiveUpdateEvent read, IndexedRecord asWritten) {
        try {
            requireHost(read.getHost());
            IndexedRecord kind = kindOf(asWritten);
            Body body =
                    known.knows(kind.getSchema()) ? EventMapping.bodyOf(read.getBody()) : EventMapping.unknown(kind);
            return new RecordedEvent(
                    EventMapping.fromAvro(read, body),
                    contentOf(asWritten),
                    asWritten instanceof SpecificRecord ? null : new AsWritten(asWritten));
        } catch (UnreadableInputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnreadableInputException("an event with impossible contents: " + e.getMessage(), e);
        }
    }

    /** Everything is kept by the host's name: without one that can be a key there is nothing to keep. */
    private static void requireHost(String host) {
        if (host.isEmpty() || host.length() > Draft.MAX_HOST_CHARS) {
            throw new IllegalArgumentException(
                    "a host name of " + host.length() + " characters, expected 1 to " + Draft.MAX_HOST_CHARS);
        }
    }

    private static IndexedRecord kindOf(IndexedRecord event) {
        Schema.Field field = event.getSchema().getField(KnownKinds.BODY);
        if (field != null && event.get(field.pos()) instanceof IndexedRecord body) {
            return body;
        }
        throw new IllegalArgumentException("no body, expected the record of one kind");
    }

    static ChainHash contentOf(IndexedRecord event) {
        return ChainHash.of(CanonicalForm.digest(event, "chain"));
    }
}
