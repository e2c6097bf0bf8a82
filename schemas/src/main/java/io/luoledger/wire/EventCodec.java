package io.luoledger.wire;

import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.EventLimits;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Events to and from bytes, and the digest that their chain is made of. Not thread-safe. */
public final class EventCodec {
    static {
        AvroTrust.ensure();
    }

    public static final String SUBJECT = "luo.events-value";

    private static final Schema WORKING = io.luoledger.avro.LiveUpdateEvent.getClassSchema();

    private final SchemaIds ids;
    private final KnownKinds known;
    /** Whether the model holds just what this codec knows. */
    private final boolean knowsAll;

    private final Map<Integer, EventReader> readers = new ConcurrentHashMap<>();
    private byte @Nullable [] frame;

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
    }

    /** An event that continues its host's chain, and its bytes under this version's schema. */
    public static final class Sealed {
        private final LiveUpdateEvent event;
        private final byte[] body;

        private Sealed(LiveUpdateEvent event, byte[] body) {
            this.event = event;
            this.body = body;
        }

        public LiveUpdateEvent event() {
            return event;
        }

        byte[] body() {
            return body;
        }
    }

    /**
     * The draft as the next event of its host: with its sequence and its chain.
     *
     * @throws UnreadableInputException when it exceeds the limits of an event
     */
    public LiveUpdateEvent seal(LedgerHead head, Draft draft) {
        return sealed(head, draft).event();
    }

    /** The same for who writes it, too: {@link #encode(Sealed)} has its bytes ready. */
    public Sealed sealed(LedgerHead head, Draft draft) {
        LiveUpdateEvent open = next(head, draft, ChainHash.GENESIS);
        requireWithinLimits(open);
        EventWriter.Written written = EventWriter.CURRENT.write(open);
        ChainHash chain = RecordedEvent.link(head.chain(), written.content());
        EventWriter.setChain(written.body(), chain);
        return new Sealed(next(head, draft, chain), written.body());
    }

    private static LiveUpdateEvent next(LedgerHead head, Draft draft, ChainHash chain) {
        return new LiveUpdateEvent(
                draft.host(),
                head.nextSequence(),
                chain,
                draft.source(),
                draft.boot(),
                draft.at(),
                draft.body(),
                draft.assumptions());
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
        return framed(EventWriter.CURRENT.body(event));
    }

    public byte[] encode(Sealed sealed) {
        return framed(sealed.body());
    }

    private byte[] framed(byte[] body) {
        if (frame == null) {
            // asked for with the first event: who only reads needs no id, and a registry is told of nothing
            frame = WireFrame.header(ids.idOf(SUBJECT, WORKING));
        }
        return WireFrame.of(frame, body);
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
        return WireFrame.of(WireFrame.header(ids.idOfOther(SUBJECT, asWritten.schema())), asWritten.body());
    }

    /** Throws {@link UnreadableInputException} for everything that isn't one whole event of a known schema. */
    public RecordedEvent decode(byte[] bytes) {
        EventReader reader = reader(WireFrame.schemaId(bytes));
        ByteCursor in = new ByteCursor(bytes, WireFrame.BYTES, bytes.length);
        RecordedEvent event = reader.read(in);
        if (!in.atEnd()) {
            throw new UnreadableInputException("bytes left behind the end of the record");
        }
        return event;
    }

    private EventReader reader(int id) {
        EventReader made = readers.get(id);
        if (made == null) {
            Schema writer = ids.schemaOf(id);
            made = new EventReader(writer, known, knowsAll && SchemaTable.sameForm(writer, WORKING));
            readers.put(id, made);
        }
        return made;
    }

    /** SHA-256 over the event's content: all but its chain. */
    static ChainHash contentOf(LiveUpdateEvent event) {
        return EventWriter.CURRENT.write(event).content();
    }
}
