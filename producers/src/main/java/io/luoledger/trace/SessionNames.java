package io.luoledger.trace;

import io.luoledger.event.Body;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the sessions are called that no line has named yet: what is told of one waits until it is known, or never will be. */
final class SessionNames {
    private final Set<Session> open = new HashSet<>();
    private final Map<Session, Session> known = new HashMap<>();

    /** It may still turn out which one this is. */
    void opens(Session placeholder) {
        open.add(placeholder);
    }

    /** It is that one; or nobody will ever know, and it is what it is called. */
    void is(Session placeholder, Session name) {
        open.remove(placeholder);
        known.put(placeholder, name);
    }

    boolean waitsFor(@Nullable Body body) {
        return !open.isEmpty() && body != null && open.contains(sessionOf(body));
    }

    /** Nobody waits any longer to learn who this is about. */
    void giveUp(@Nullable Body body) {
        if (body != null) {
            open.remove(sessionOf(body));
        }
    }

    /** The event under the name that is known by now. */
    Body named(Body body) {
        Session name = known.get(sessionOf(body));
        if (name == null) {
            return body;
        }
        return switch (body) {
            case SessionRetrieved b -> new SessionRetrieved(name, b.result());
            case SessionFinished b -> new SessionFinished(name, b.result());
            case SessionClosed b -> new SessionClosed(name, b.result());
            case CallRefused b -> new CallRefused(name, b.command(), b.result(), b.structBytes());
            case FileRetrieved b ->
                new FileRetrieved(
                        name,
                        b.token(),
                        b.handler(),
                        b.data(),
                        b.device(),
                        b.result(),
                        b.retryable(),
                        b.into(),
                        b.unknownFeatures());
            case FileFinished b ->
                new FileFinished(name, b.token(), b.handler(), b.retrieved(), b.data(), b.device(), b.result());
            default -> body;
        };
    }

    /** The session of an event that an incoming one can have. */
    private static @Nullable Session sessionOf(Body body) {
        return switch (body) {
            case SessionRetrieved b -> b.session();
            case SessionFinished b -> b.session();
            case SessionClosed b -> b.session();
            case CallRefused b -> b.session();
            case FileRetrieved b -> b.session();
            case FileFinished b -> b.session();
            default -> null;
        };
    }
}
