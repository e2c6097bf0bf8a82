package io.luoledger.trace;

import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.HandoverAborted;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import org.jspecify.annotations.Nullable;

/** Makes the event of a user call that has returned, and keeps the kernel's sessions as the call left them. */
final class UserCalls {
    private static final String WRONG_SIDE = "EINVAL";

    private final TracedKernel kernel;
    private final EventQueue queue;
    private final Placeholders placeholders;
    private final TokenJoin tokens;

    UserCalls(TracedKernel kernel, EventQueue queue, Placeholders placeholders) {
        this.kernel = kernel;
        this.queue = queue;
        this.placeholders = placeholders;
        this.tokens = new TokenJoin(kernel, queue, placeholders);
    }

    /** The text ends. */
    void end() {
        tokens.end();
    }

    void returned(Attempt attempt, long ret, long nanos) {
        Result result = Result.ofReturn(ret);
        switch (attempt.kind()) {
            case OPEN -> opened(attempt, result);
            case CREATE -> created(attempt, result);
            case RETRIEVE_SESSION -> sessionRetrieved(attempt, result);
            case PRESERVE -> preserved(attempt, result);
            case RETRIEVE -> retrieved(attempt, ret, result);
            case FINISH -> finished(attempt, result);
            case CLOSE -> closed(attempt, result);
            case HANDOVER -> handedOver(attempt, result, nanos);
            case DEVICE_OTHER, SESSION_OTHER -> other(attempt, result);
        }
    }

    private void opened(Attempt attempt, Result result) {
        if (result.ok()) {
            queue.giveUp(attempt.place());
        } else {
            queue.settle(attempt.place(), Side.NONE, new LiveUpdateOpened(result));
        }
    }

    private void created(Attempt attempt, Result result) {
        Session name = told(attempt);
        if (result.ok()) {
            TracedSession session = new TracedSession(Side.OUTGOING, name == null ? placeholders.next() : name);
            session.address = attempt.request().sessionAddress();
            session.filep = attempt.request().fileMade();
            session.fileSet = attempt.request().fileSet();
            kernel.add(session);
            name = session.session;
        }
        queue.settle(attempt.place(), Side.OUTGOING, new SessionCreated(name, result));
    }

    private void sessionRetrieved(Attempt attempt, Result result) {
        TracedSession session = kernel.atAddress(attempt.request().sessionAddress());
        if (session == null) {
            session = kernel.named(Side.INCOMING, attempt.request().name());
        }
        if (session == null && result.ok()) {
            session = incoming(attempt.request().name());
        }
        if (session != null && result.ok()) {
            session.filep = attempt.request().fileMade();
            if (session.address == null) {
                session.address = attempt.request().sessionAddress();
            }
            kernel.index(session);
            kernel.retrieved(session);
            tokens.retrieved(session);
        }
        Session name = told(attempt);
        queue.settle(
                attempt.place(),
                Side.INCOMING,
                new SessionRetrieved(name == null && session != null ? session.session : name, result));
    }

    /** A session whose deserialisation isn't in the text, but which evidently is there. */
    TracedSession incoming(@Nullable String name) {
        TracedSession session =
                new TracedSession(Side.INCOMING, name == null ? placeholders.next() : Session.named(name));
        TracedSession promised = name == null ? null : kernel.promised(name);
        if (promised != null) {
            session.receive(promised);
            kernel.joins(session, promised);
        }
        kernel.add(session);
        return session;
    }

    private void preserved(Attempt attempt, Result result) {
        Side side = sideOf(attempt, Side.OUTGOING, result);
        TracedSession session = sessionOf(attempt, side);
        Token token = attempt.request().token();
        String handler = handlerOf(attempt);
        Long data = attempt.handling().data();
        PciAddress device = attempt.handling().device();
        if (session != null && result.ok()) {
            TracedFile file = new TracedFile(token);
            file.handler = handler;
            file.address = attempt.handling().fileAddress();
            file.device = device;
            file.data = data;
            Long before = attempt.request().filesBefore();
            if (before != null) {
                session.holds(before);
            }
            session.add(file);
        }
        queue.settle(
                attempt.place(),
                side,
                new FilePreserved(nameOf(attempt, session), token, handler, data, device, result));
    }

    private void retrieved(Attempt attempt, long ret, Result result) {
        Side side = sideOf(attempt, Side.INCOMING, result);
        TracedSession session = sessionOf(attempt, side);
        Token token = attempt.request().token();
        TracedFile file = session == null || side != Side.INCOMING ? null : session.find(token);
        if (file == null && session != null && result.ok()) {
            // one that nothing before this line told of
            file = new TracedFile(token);
            session.add(file);
            session.inOrder = false;
        }
        String handler = file != null && file.handler != null ? file.handler : handlerOf(attempt);
        Long data = attempt.handling().data();
        PciAddress device = attempt.handling().device();
        // refused before any handler was asked: what we know of the file played no part in it
        boolean known = result.ok() || attempt.handling().retrieved();
        if (file != null && session != null) {
            fileRetrieved(attempt, session, file, handler, ret, result);
            data = data == null && known ? file.data : data;
            device = device == null && known ? file.device : device;
        }
        queue.settle(
                attempt.place(),
                side,
                new FileRetrieved(nameOf(attempt, session), token, known ? handler : null, data, device, result));
    }

    private void fileRetrieved(
            Attempt attempt,
            TracedSession session,
            TracedFile file,
            @Nullable String handler,
            long ret,
            Result result) {
        file.handler = handler;
        String owner = attempt.handling().owner();
        if (owner != null && handler != null) {
            kernel.handlerNames.put(owner, handler);
        }
        if (result.ok()) {
            file.retrieved = true;
            file.data = attempt.handling().data() == null
                    ? file.data
                    : attempt.handling().data();
        }
        if (attempt.handling().retrieved()) {
            file.retrieveReturn = ret;
        }
        if (result.ok() || attempt.handling().retrieved()) {
            tokens.told(session, attempt.request().filesBefore());
        }
    }

    private void finished(Attempt attempt, Result result) {
        Side side = sideOf(attempt, Side.INCOMING, result);
        queue.settle(attempt.place(), side, new SessionFinished(nameOf(attempt, sessionOf(attempt, side)), result));
    }

    private void closed(Attempt attempt, Result result) {
        TracedSession session = session(attempt);
        Boolean incoming = attempt.request().incoming();
        Side side = incoming != null
                ? incoming ? Side.INCOMING : Side.OUTGOING
                : session != null ? session.side : Side.NONE;
        if (session == null) {
            session = kernel.named(side, attempt.request().name());
        }
        if (session != null && (side == Side.OUTGOING || result.ok())) {
            // an incoming session that can't be finished stays listed for ever
            tokens.ends(session);
            kernel.remove(session);
        }
        queue.settle(attempt.place(), side, new SessionClosed(nameOf(attempt, session), result));
    }

    private void handedOver(Attempt attempt, Result result, long nanos) {
        queue.settle(attempt.place(), Side.OUTGOING, new HandoverStarted(result));
        if (result.ok()) {
            kernel.handsOver();
        } else if (attempt.course().freezing()) {
            queue.add(nanos, Side.OUTGOING, new HandoverAborted(result));
        }
    }

    private void other(Attempt attempt, Result result) {
        if (result.ok() && attempt.request().command() != CallRefused.CLAIMED_TWICE) {
            queue.giveUp(attempt.place());
            return;
        }
        TracedSession session = session(attempt);
        if (session == null) {
            TracedSession outgoing =
                    kernel.named(Side.OUTGOING, attempt.request().name());
            TracedSession incoming =
                    kernel.named(Side.INCOMING, attempt.request().name());
            session = outgoing == null ? incoming : incoming == null ? outgoing : null;
        }
        queue.settle(
                attempt.place(),
                session == null ? Side.NONE : session.side,
                new CallRefused(
                        nameOf(attempt, session),
                        attempt.request().command(),
                        result,
                        attempt.request().structBytes()));
    }

    /** Which half the session is in that the call was made on; a call that reached its function was on the right one. */
    private Side sideOf(Attempt attempt, Side right, Result result) {
        if (attempt.course().reached()) {
            return right;
        }
        TracedSession session = session(attempt);
        if (session != null) {
            return session.side;
        }
        Side wrong = right == Side.OUTGOING ? Side.INCOMING : Side.OUTGOING;
        boolean onRight = kernel.named(right, attempt.request().name()) != null;
        boolean onWrong = kernel.named(wrong, attempt.request().name()) != null;
        if (onRight != onWrong) {
            return onRight ? right : wrong;
        }
        return WRONG_SIDE.equals(result.errnoName()) ? wrong : right;
    }

    /** How a call ended whose return isn't in the text, or null. */
    @Nullable
    Long untold(Attempt attempt, boolean growTraced) {
        TracedSession session = session(attempt);
        return UntoldResults.of(
                attempt,
                session != null ? session : kernel.atAddress(attempt.request().sessionAddress()),
                kernel,
                growTraced);
    }

    /** The session that it was made on, by what its calls pass on. */
    @Nullable
    TracedSession session(Attempt attempt) {
        TracedSession session = kernel.atFilep(attempt.request().filep());
        if (session == null && attempt.course().reached()) {
            session = kernel.atAddress(attempt.request().sessionAddress());
            if (session == null && attempt.request().name() == null) {
                session = kernel.ofFileSet(attempt.request().fileSet());
            }
        }
        return session == null && attempt.kind() == Attempt.Kind.CLOSE
                ? kernel.ofFileSet(attempt.request().walkedFileSet())
                : session;
    }

    private @Nullable TracedSession sessionOf(Attempt attempt, Side side) {
        String name = attempt.request().name();
        TracedSession session = session(attempt);
        if (session == null) {
            session = kernel.atAddress(attempt.request().sessionAddress());
        }
        if (session == null && name != null) {
            session = kernel.named(side, name);
            if (session == null && attempt.course().reached()) {
                session = side == Side.INCOMING ? incoming(name) : new TracedSession(side, Session.named(name));
                kernel.add(session);
            }
        }
        Long fileSet = attempt.request().fileSet();
        if (session != null && session.side == side) {
            session.filep = attempt.request().filep() == null
                    ? session.filep
                    : attempt.request().filep();
            session.fileSet = fileSet == null ? session.fileSet : fileSet;
            kernel.index(session);
        }
        return session;
    }

    private static @Nullable Session nameOf(Attempt attempt, @Nullable TracedSession session) {
        return session != null && session.session != null ? session.session : told(attempt);
    }

    private static @Nullable Session told(Attempt attempt) {
        String name = attempt.request().name();
        return name == null ? null : Session.named(name);
    }

    private @Nullable String handlerOf(Attempt attempt) {
        String owner = attempt.handling().owner();
        return attempt.handling().name() != null
                ? attempt.handling().name()
                : owner == null ? null : kernel.handlerNames.get(owner);
    }
}
