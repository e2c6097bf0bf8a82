package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.FileState.Life;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Side;
import io.luoledger.finding.FindingKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to sessions (sections 2.3, 2.4, 2.7 and 2.8 of the kernel's behaviour). */
final class SessionRules {
    private SessionRules() {}

    static void apply(HostFold fold, SessionBody body) {
        Session session = body.session();
        switch (body) {
            case SessionCreated created -> {
                if (!created.result().ok()) {
                    refused(
                            fold,
                            FindingCatalogue.CREATE_REFUSED,
                            body,
                            fold.boot().outgoing(),
                            "created");
                } else if (session != null) {
                    create(fold, session);
                }
            }
            case SessionRetrieved retrieved -> retrieved(fold, retrieved, session);
            case SessionFinished finished -> finished(fold, finished, session);
            case SessionClosed closed -> closed(fold, closed, session);
            case FdStoreMapped mapped -> FdStoreRules.mapped(fold, mapped);
        }
    }

    private static void refused(HostFold fold, FindingKind kind, SessionBody body, long generation, String expected) {
        fold.raise(
                kind,
                fold.number(generation),
                subject(body.session()),
                expected,
                String.valueOf(body.result().errnoName()));
    }

    private static String subject(@Nullable Session session) {
        return "session " + (session == null ? "?" : SessionState.shown(session.name()));
    }

    // ---- outgoing ----

    /** A new session in place of an earlier one of this name that was closed. */
    static SessionState create(HostFold fold, Session session) {
        long generation = fold.boot().outgoing();
        SessionState earlier = fold.session(generation, session.name());
        if (earlier != null) {
            if (earlier.status().outgoing()) {
                OrderRules.broken(fold, earlier, "EEXIST: the name is in use", "created again");
                unhold(fold, earlier);
            }
            for (FileState file : fold.files(earlier)) {
                if (file.status().outgoing()) {
                    fold.change(generation, u -> u.held(file, -1));
                }
                fold.forget(file);
            }
        }
        SessionState created = new SessionState(
                fold.host(),
                generation,
                session.name(),
                session.placeholder(),
                false,
                SessionStatus.OPEN,
                0,
                0,
                0,
                null,
                List.of(),
                0,
                fold.sequence(),
                fold.sequence(),
                null);
        fold.put(created);
        Moves.hold(fold, generation, 1, 0);
        named(fold, session, generation);
        return created;
    }

    private static void unhold(HostFold fold, SessionState session) {
        Moves.hold(fold, session.generation(), -1, -session.files());
    }

    /** The session is closed, as its files' end shows. */
    static void gone(HostFold fold, long generation, String name) {
        SessionState session = fold.session(generation, name);
        if (session != null && session.life() instanceof SessionState.Life.Outgoing held) {
            abort(fold, held);
        }
    }

    private static void abort(HostFold fold, SessionState.Life.Outgoing outgoing) {
        SessionState session = outgoing.session();
        unhold(fold, session);
        fold.put(outgoing.aborted(fold.sequence()));
        for (FileState file : fold.files(session)) {
            if (file.life() instanceof Life.Outgoing held) {
                FileState back = held.takenBack(fold.sequence());
                fold.put(back);
                fold.change(session.generation(), u -> u.held(file, -1));
                DeviceRules.follow(fold, back);
            }
        }
    }

    private static void named(HostFold fold, Session session, long generation) {
        if (session.placeholder()) {
            fold.raise(
                    FindingCatalogue.NAME_UNKNOWN,
                    fold.number(generation),
                    subject(session),
                    "a name",
                    "none in the source");
        }
    }

    // ---- incoming ----

    /** The session as received; made up as promised where the outgoing half isn't in the log. */
    static SessionState received(HostFold fold, Session session) {
        long generation = fold.boot().incoming();
        SessionState known = fold.session(generation, session.name());
        if (known != null) {
            return known;
        }
        SessionState seen = new SessionState(
                fold.host(),
                generation,
                session.name(),
                session.placeholder(),
                true,
                SessionStatus.PROMISED,
                0,
                0,
                0,
                null,
                List.of(),
                0,
                fold.sequence(),
                fold.sequence(),
                null);
        fold.put(seen);
        fold.change(generation, u -> u.tally(u.tally().sawSession()));
        named(fold, session, generation);
        if (session.placeholder() || promisedUnnamed(fold, generation)) {
            // it is one of those that were handed over, and nobody can tell which
            fold.change(generation, u -> u.incomingGap(fold.sequence()));
        }
        return seen;
    }

    private static boolean promisedUnnamed(HostFold fold, long generation) {
        return fold.sessions(generation).stream()
                .anyMatch(session -> session.placeholder() && session.status() == SessionStatus.PROMISED);
    }

    /** A file comes back behind its session only: where the session's own retrieve was lost, the file shows it. */
    static void surelyRetrieved(HostFold fold, FileState file) {
        SessionState session = fold.session(file.generation(), file.session());
        if (session != null
                && session.life() instanceof SessionState.Life.Promised promised
                && fold.gapBehind(session.generation(), session.lastSequence())) {
            Moves.session(fold, session, promised.retrieved(fold.sequence()));
        }
    }

    private static void retrieved(HostFold fold, SessionRetrieved body, @Nullable Session session) {
        long generation = fold.boot().incoming();
        String errno = body.result().errnoName();
        if (session == null) {
            if (errno != null) {
                refused(fold, FindingCatalogue.RETRIEVE_REFUSED, body, generation, "retrieved");
            }
            return;
        }
        if (errno == null) {
            SessionState before = received(fold, session);
            if (before.status() == SessionStatus.RETRIEVED) {
                OrderRules.broken(fold, before, "EINVAL: it was retrieved before", "retrieved again");
            } else if (before.life() instanceof SessionState.Life.Retrievable gone) {
                Moves.session(fold, before, gone.retrieved(fold.sequence()));
            }
            return;
        }
        SessionState promised = fold.session(generation, session.name());
        if (errno.equals("ENOENT")
                && promised != null
                && promised.life() instanceof SessionState.Life.Promised unseen
                // else it may have been closed where the source has nothing
                && !fold.gapBehind(generation, promised.lastSequence())) {
            notSeen(fold, unseen);
        } else {
            refused(
                    fold,
                    FindingCatalogue.RETRIEVE_REFUSED,
                    body,
                    generation,
                    promised == null
                                    || promised.status() == SessionStatus.ABORTED
                                    || promised.status() == SessionStatus.PROMISED
                            ? "a session that was handed over"
                            : "a session in state PROMISED, not " + promised.status());
        }
    }

    private static void notSeen(HostFold fold, SessionState.Life.Promised unseen) {
        SessionState promised = unseen.session();
        fold.raise(
                FindingCatalogue.SESSION_NOT_SEEN,
                fold.number(promised.generation()),
                promised.subject(),
                "retrieved: it was handed over with " + Texts.files(promised.files()),
                "ENOENT",
                promised.firstSequence());
        Moves.session(fold, promised, unseen.ends(Fate.LOST, fold.sequence()));
        settleFiles(fold, promised, Fate.LOST);
        FlbRules.lostWithFiles(fold, promised.generation());
    }

    private static void finished(HostFold fold, SessionFinished body, @Nullable Session session) {
        String errno = body.result().errnoName();
        if (fold.event().boot().side() == Side.OUTGOING) {
            if (errno != null) {
                refused(
                        fold,
                        FindingCatalogue.CALL_REFUSED,
                        body,
                        fold.boot().outgoing(),
                        "FINISH on a retrieved session");
            }
            return;
        }
        long generation = fold.boot().incoming();
        if (errno == null) {
            if (session != null) {
                finish(fold, received(fold, session));
            }
        } else if (errno.equals("EBUSY")) {
            SessionState held = session == null ? null : fold.session(generation, session.name());
            fold.raise(
                    FindingCatalogue.FINISH_REFUSED,
                    fold.number(generation),
                    subject(session),
                    "finished",
                    "EBUSY" + blockedBy(fold, held));
        } else {
            refused(fold, FindingCatalogue.CALL_REFUSED, body, generation, "finished");
        }
    }

    /** The kernel asks the files in the order in which they were preserved; the first that says no blocks the session. */
    private static String blockedBy(HostFold fold, @Nullable SessionState session) {
        if (session == null) {
            return "";
        }
        if (session.failedToken() != null) {
            return ": file " + session.failedToken() + ", whose retrieve failed";
        }
        return session.waiting().stream()
                .map(token -> fold.file(session.generation(), session.name(), token))
                .filter(file -> file != null && file.status().open())
                .min(java.util.Comparator.comparing((FileState file) -> file.status() == FileStatus.RETRIEVED)
                        .thenComparingLong(FileState::firstSequence))
                .map(SessionRules::blocks)
                .orElse(": one of its " + session.filesOpen() + " open files can't finish");
    }

    private static String blocks(FileState file) {
        return ": file " + file.token()
                + (file.status() == FileStatus.RETRIEVED ? ", retrieved and not set up" : ", which wasn't retrieved");
    }

    /** The session's FINISH may depend on this file: a memfd always finishes, a device has to be ready. */
    static void waitFor(HostFold fold, FileState file) {
        boolean always = file.device() == null
                && file.handler() != null
                && file.handler().startsWith("memfd");
        SessionState session = always ? null : fold.session(file.generation(), file.session());
        if (session != null) {
            fold.put(session.waitingFor(file.token()));
        }
    }

    private static void finish(HostFold fold, SessionState session) {
        if (session.life() instanceof SessionState.Life.Finishable unfinished) {
            Moves.session(fold, session, unfinished.finished(fold.sequence()));
        }
    }

    private static void closed(HostFold fold, SessionClosed body, @Nullable Session session) {
        if (session == null) {
            return;
        }
        SessionState incoming = fold.session(fold.boot().incoming(), session.name());
        boolean received = switch (fold.event().boot().side()) {
            case INCOMING -> true;
            case OUTGOING -> false;
            case NONE -> incoming != null && incoming.status().open();
        };
        if (!received) {
            gone(fold, fold.boot().outgoing(), session.name());
        } else if (body.result().ok()) {
            SessionState well = received(fold, session);
            closedWell(fold, well);
            // behind FINISH the kernel may still show that it has the files after all
            if (well.filesMissing() > 0 && well.filesMissing() == well.files()) {
                fold.change(well.generation(), u -> u.consequence("sessions_empty"));
            }
            lostFlbs(fold, fold.boot().incoming());
        } else {
            leak(fold, received(fold, session), body);
        }
    }

    /** The files' own finish events follow an implicit finish; behind FINISH they have all been. */
    private static void closedWell(HostFold fold, SessionState session) {
        if (session.status() != SessionStatus.FINISHED) {
            finish(fold, session);
        } else if (session.filesOpen() > 0) {
            settleFinished(fold, session);
        }
    }

    /**
     * A refcount warning at a finish means that some FLB was never asked for: with the last session closed, those that
     * nobody finished are the ones. A kernel links at most 63 FLBs.
     */
    private static void lostFlbs(HostFold fold, long generation) {
        UpdateState update = fold.update(generation);
        if (update == null
                || !update.tally().settled()
                || !update.hasConsequence(FlbRules.REFCOUNT_WARN)
                || update.progress().gap()) {
            return;
        }
        for (FlbState flb : fold.flbs(generation)) {
            if (flb.life() instanceof FlbState.Life.Promised promised) {
                FlbRules.ignored(fold, promised, "never asked for, and a refcount warning at the finish");
            }
        }
    }

    /** What its open files have become with it; of one whose retrieve may have been lost nobody knows. */
    private static void settleFinished(HostFold fold, SessionState session) {
        for (FileState file : fold.files(session)) {
            if (file.life() instanceof Life.Open open) {
                finishUnseen(fold, open);
            }
        }
    }

    /** A file of a finished session, whose own finish the source doesn't show; where its retrieve may have been lost nobody knows. */
    static void finishUnseen(HostFold fold, Life.Open open) {
        FileState file = open.file();
        if (open instanceof Life.Retrieved) {
            Moves.file(fold, file, open.finished(fold.sequence()));
            return;
        }
        if (fold.gapBehind(file.generation(), file.lastSequence())) {
            return;
        }
        if (open instanceof Life.Promised) {
            Moves.discarded(fold, file);
        }
        Moves.file(fold, file, open.discarded(fold.sequence()));
    }

    private static void leak(HostFold fold, SessionState session, SessionClosed body) {
        if (session.status() == SessionStatus.LEAKED) {
            return;
        }
        fold.raise(
                FindingCatalogue.SESSION_LEAKED,
                fold.number(session.generation()),
                session.subject(),
                "finished by its last close",
                body.result().errnoName() + blockedBy(fold, session));
        Moves.session(fold, session, session.leaked(fold.sequence()));
        settleFiles(fold, session, Fate.LEAKED);
    }

    /** Settles the session's files that are open; each is looked at once in its life here. */
    private static void settleFiles(HostFold fold, SessionState session, Fate fate) {
        for (FileState file : fold.files(session)) {
            if (file.life() instanceof Life.Open open) {
                Moves.file(fold, file, open.ends(fate, fold.sequence()));
            }
        }
    }
}
