package io.luoledger.core;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.FileBody.FileUnpreserved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One host's log, written down as it happened; each event is a microsecond after the one before it. */
public final class LogScript {
    public static final String HANDLER = "memfd-v2";

    private final EventCodec codec = new EventCodec();
    private final String host;
    private final List<RecordedEvent> events = new ArrayList<>();
    private LedgerHead head = LedgerHead.EMPTY;
    private Boot boot = new Boot("boot-0", "7.3.4", 0, Side.NONE);
    private int boots;
    private long nanos;
    private boolean wall;
    private long wallMicros = 1_000_000_000;

    private LogScript(String host) {
        this.host = host;
    }

    public static LogScript host(String host) {
        return new LogScript(host);
    }

    /** From here on every event has a wall time, too. */
    public LogScript withWallClock() {
        wall = true;
        return this;
    }

    /** Lets time pass. */
    public LogScript pass(long micros) {
        nanos += micros * 1000;
        wallMicros += micros;
        return this;
    }

    public LogScript boot(String kernel, long liveUpdate) {
        boot = new Boot("boot-" + ++boots, kernel, liveUpdate, Side.NONE);
        nanos = 0;
        return this;
    }

    public LogScript boot(String kernel, long liveUpdate, BootOutcome outcome) {
        return boot(kernel, liveUpdate).in(new KernelBooted(outcome, null, null, null, null, null, Result.success()));
    }

    public LogScript out(Body... bodies) {
        return add(Side.OUTGOING, bodies);
    }

    public LogScript in(Body... bodies) {
        return add(Side.INCOMING, bodies);
    }

    public LogScript add(Side side, Body... bodies) {
        for (Body body : bodies) {
            add(codec.seal(head, draft(side, body)));
        }
        return this;
    }

    /** As somebody writes it who keeps no limits: the chain is right. */
    public LogScript unchecked(Body body) {
        LiveUpdateEvent open = unchecked(draft(Side.OUTGOING, body), ChainHash.GENESIS);
        RecordedEvent read = codec.decode(codec.encode(open));
        return add(unchecked(open.draft(), read.chainAfter(head.chain())));
    }

    private LiveUpdateEvent unchecked(Draft draft, ChainHash chain) {
        return new LiveUpdateEvent(
                draft.host(), head.nextSequence(), chain, draft.source(), draft.boot(), draft.at(), draft.body());
    }

    private Draft draft(Side side, Body body) {
        nanos += 1000;
        wallMicros += 1;
        return new Draft(
                host,
                new Source(Source.idOf(host), events.size()),
                boot.withSide(side),
                new Moment(nanos, wall ? (Long) wallMicros : null),
                body);
    }

    private LogScript add(LiveUpdateEvent event) {
        head = LedgerHead.after(event);
        events.add(codec.decode(codec.encode(event)));
        return this;
    }

    public List<RecordedEvent> events() {
        return List.copyOf(events);
    }

    // ---- bodies ----

    public static SessionCreated created(String session) {
        return new SessionCreated(Session.named(session), Result.success());
    }

    public static SessionRetrieved retrieved(String session) {
        return new SessionRetrieved(Session.named(session), Result.success());
    }

    public static SessionFinished finished(String session) {
        return new SessionFinished(Session.named(session), Result.success());
    }

    public static SessionClosed closed(String session) {
        return new SessionClosed(Session.named(session), Result.success());
    }

    public static FilePreserved preserved(String session, long token) {
        return new FilePreserved(
                Session.named(session), new Token(token), HANDLER, token << 12, null, Result.success());
    }

    public static FilePreserved notPreserved(String session, long token, String errno) {
        return new FilePreserved(Session.named(session), new Token(token), null, null, null, Result.refused(errno));
    }

    public static FileUnpreserved unpreserved(String session, long token) {
        return new FileUnpreserved(Session.named(session), new Token(token), HANDLER, null, null, Result.success());
    }

    public static FileFrozen frozen(String session, long token) {
        return new FileFrozen(Session.named(session), new Token(token), HANDLER, null, null, Result.success());
    }

    public static FileRetrieved fileRetrieved(String session, long token) {
        return new FileRetrieved(Session.named(session), new Token(token), HANDLER, null, null, Result.success());
    }

    public static FileRetrieved notRetrieved(String session, long token, @Nullable String handler, String errno) {
        return new FileRetrieved(Session.named(session), new Token(token), handler, null, null, Result.refused(errno));
    }

    public static FileFinished fileFinished(String session, long token, @Nullable Boolean retrieved) {
        return new FileFinished(
                Session.named(session), new Token(token), HANDLER, retrieved, null, null, Result.success());
    }

    public static HandoverStarted handover() {
        return new HandoverStarted(Result.success());
    }
}
