package io.luoledger.core;

import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
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

    static void apply(Turn turn, SessionBody body) {
        Session session = body.session();
        switch (body) {
            case SessionCreated created -> {
                if (!created.result().ok()) {
                    refused(
                            turn,
                            FindingCatalogue.CREATE_REFUSED,
                            body,
                            turn.boot().outgoing(),
                            "created");
                } else if (session != null) {
                    create(turn, session);
                }
            }
            case SessionRetrieved retrieved -> retrieved(turn, retrieved, session);
            case SessionFinished finished -> finished(turn, finished, session);
            case SessionClosed closed -> closed(turn, closed, session);
        }
    }

    private static void refused(Turn turn, FindingKind kind, SessionBody body, long generation, String expected) {
        turn.raise(
                kind,
                turn.number(generation),
                subject(body.session()),
                expected,
                String.valueOf(body.result().errnoName()));
    }

    private static String subject(@Nullable Session session) {
        return "session " + (session == null ? "?" : SessionState.shown(session.name()));
    }

    // ---- outgoing ----

    /** A new session in place of an earlier one of this name that was closed. */
    static SessionState create(Turn turn, Session session) {
        long generation = turn.boot().outgoing();
        SessionState earlier = turn.session(generation, session.name());
        if (earlier != null) {
            if (earlier.status().outgoing()) {
                OrderRules.broken(turn, earlier, "EEXIST: the name is in use", "created again");
                unhold(turn, earlier);
            }
            turn.scan(EntityKey.prefix(EntityKind.FILE, turn.host(), generation, session.name()), entity -> {
                if (entity instanceof FileState file && file.status().outgoing()) {
                    turn.change(generation, u -> u.with(u.kinds().held(file, -1)));
                }
                turn.forget(entity);
            });
        }
        SessionState created = new SessionState(
                turn.host(),
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
                turn.sequence(),
                turn.sequence());
        turn.put(created);
        hold(turn, generation, 1, 0);
        named(turn, session, generation);
        return created;
    }

    /** Counts what the outgoing kernel holds. */
    static void hold(Turn turn, long generation, long sessions, long files) {
        prepare(turn, generation);
        turn.change(generation, u -> u.with(u.tally().held(sessions, files)));
    }

    /** Makes sure that the outgoing half's update is there. */
    static void prepare(Turn turn, long generation) {
        if (turn.update(generation) == null) {
            turn.put(UpdateState.preparing(
                    turn.host(),
                    generation,
                    turn.number(generation),
                    turn.boot().kernel()));
        }
    }

    private static void unhold(Turn turn, SessionState session) {
        hold(turn, session.generation(), -1, -session.files());
    }

    /** The session is closed, as its files' end shows. */
    static void gone(Turn turn, long generation, String name) {
        SessionState session = turn.session(generation, name);
        if (session != null && session.status().outgoing()) {
            abort(turn, session);
        }
    }

    private static void abort(Turn turn, SessionState session) {
        unhold(turn, session);
        turn.put(session.to(SessionStatus.ABORTED, false, turn.sequence()));
        turn.scan(EntityKey.prefix(EntityKind.FILE, turn.host(), session.generation(), session.name()), entity -> {
            if (entity instanceof FileState file && file.status().outgoing()) {
                FileState back = file.to(FileStatus.UNPRESERVED, turn.sequence());
                turn.put(back);
                turn.change(session.generation(), u -> u.with(u.kinds().held(file, -1)));
                DeviceRules.follow(turn, back);
            }
        });
    }

    private static void named(Turn turn, Session session, long generation) {
        if (session.placeholder()) {
            turn.raise(
                    FindingCatalogue.NAME_UNKNOWN,
                    turn.number(generation),
                    subject(session),
                    "a name",
                    "none in the source");
        }
    }

    // ---- incoming ----

    /** The session as received; made up as promised where the outgoing half isn't in the log. */
    static SessionState received(Turn turn, Session session) {
        long generation = turn.boot().incoming();
        SessionState known = turn.session(generation, session.name());
        if (known != null) {
            return known;
        }
        SessionState seen = new SessionState(
                turn.host(),
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
                turn.sequence(),
                turn.sequence());
        turn.put(seen);
        turn.change(generation, u -> u.with(u.tally().sawSession()));
        named(turn, session, generation);
        if (session.placeholder() || promisedUnnamed(turn, generation)) {
            // it is one of those that were handed over, and nobody can tell which
            turn.change(generation, u -> u.with(u.progress().incomingGap(turn.sequence())));
        }
        return seen;
    }

    private static boolean promisedUnnamed(Turn turn, long generation) {
        boolean[] found = {false};
        turn.scan(
                EntityKey.prefix(EntityKind.SESSION, turn.host(), generation),
                entity -> found[0] |= entity instanceof SessionState session
                        && session.placeholder()
                        && session.status() == SessionStatus.PROMISED);
        return found[0];
    }

    /** A file comes back behind its session only: where the session's own retrieve was lost, the file shows it. */
    static void surelyRetrieved(Turn turn, FileState file) {
        SessionState session = turn.session(file.generation(), file.session());
        if (session != null
                && session.status() == SessionStatus.PROMISED
                && turn.gapBehind(session.generation(), session.lastSequence())) {
            turn.move(session, SessionStatus.RETRIEVED, true);
        }
    }

    private static void retrieved(Turn turn, SessionRetrieved body, @Nullable Session session) {
        long generation = turn.boot().incoming();
        String errno = body.result().errnoName();
        if (session == null) {
            if (errno != null) {
                refused(turn, FindingCatalogue.RETRIEVE_REFUSED, body, generation, "retrieved");
            }
            return;
        }
        if (errno == null) {
            SessionState before = received(turn, session);
            if (before.status() == SessionStatus.RETRIEVED) {
                OrderRules.broken(turn, before, "EINVAL: it was retrieved before", "retrieved again");
            } else if (before.status() != SessionStatus.FINISHED) {
                turn.move(before, SessionStatus.RETRIEVED, true);
            }
            return;
        }
        SessionState promised = turn.session(generation, session.name());
        if (errno.equals("ENOENT")
                && promised != null
                && promised.status() == SessionStatus.PROMISED
                // else it may have been closed where the source has nothing
                && !turn.gapBehind(generation, promised.lastSequence())) {
            notSeen(turn, promised);
        } else {
            refused(
                    turn,
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

    private static void notSeen(Turn turn, SessionState promised) {
        turn.raise(
                FindingCatalogue.SESSION_NOT_SEEN,
                turn.number(promised.generation()),
                promised.subject(),
                "retrieved: it was handed over with " + files(promised.files()),
                "ENOENT",
                promised.firstSequence());
        turn.move(promised, SessionStatus.LOST, true);
        settleFiles(turn, promised, FileStatus.LOST);
        FlbRules.lostWithFiles(turn, promised.generation());
    }

    static String files(long count) {
        return count == 1 ? "1 file" : count + " files";
    }

    private static void finished(Turn turn, SessionFinished body, @Nullable Session session) {
        String errno = body.result().errnoName();
        if (turn.event().boot().side() == Side.OUTGOING) {
            if (errno != null) {
                refused(
                        turn,
                        FindingCatalogue.CALL_REFUSED,
                        body,
                        turn.boot().outgoing(),
                        "FINISH on a retrieved session");
            }
            return;
        }
        long generation = turn.boot().incoming();
        if (errno == null) {
            if (session != null) {
                finish(turn, received(turn, session));
            }
        } else if (errno.equals("EBUSY")) {
            SessionState held = session == null ? null : turn.session(generation, session.name());
            turn.raise(
                    FindingCatalogue.FINISH_REFUSED,
                    turn.number(generation),
                    subject(session),
                    "finished",
                    "EBUSY" + blockedBy(turn, held));
        } else {
            refused(turn, FindingCatalogue.CALL_REFUSED, body, generation, "finished");
        }
    }

    /** The kernel asks the files in the order in which they were preserved; the first that says no blocks the session. */
    private static String blockedBy(Turn turn, @Nullable SessionState session) {
        if (session == null) {
            return "";
        }
        if (session.failedToken() != null) {
            return ": file " + session.failedToken() + ", whose retrieve failed";
        }
        return session.waiting().stream()
                .map(token -> turn.file(session.generation(), session.name(), token))
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
    static void waitFor(Turn turn, FileState file) {
        boolean always = file.device() == null
                && file.handler() != null
                && file.handler().startsWith("memfd");
        SessionState session = always ? null : turn.session(file.generation(), file.session());
        if (session != null) {
            turn.put(session.waitingFor(file.token()));
        }
    }

    private static void finish(Turn turn, SessionState session) {
        if (session.status() != SessionStatus.FINISHED) {
            turn.move(session, SessionStatus.FINISHED, true);
        }
    }

    private static void closed(Turn turn, SessionClosed body, @Nullable Session session) {
        if (session == null) {
            return;
        }
        SessionState incoming = turn.session(turn.boot().incoming(), session.name());
        boolean received = switch (turn.event().boot().side()) {
            case INCOMING -> true;
            case OUTGOING -> false;
            case NONE -> incoming != null && incoming.status().open();
        };
        if (!received) {
            gone(turn, turn.boot().outgoing(), session.name());
        } else if (body.result().ok()) {
            SessionState well = received(turn, session);
            closedWell(turn, well);
            // behind FINISH the kernel may still show that it has the files after all
            if (well.filesMissing() > 0 && well.filesMissing() == well.files()) {
                turn.change(well.generation(), u -> u.consequence("sessions_empty"));
            }
            lostFlbs(turn, turn.boot().incoming());
        } else {
            leak(turn, received(turn, session), body);
        }
    }

    /** The files' own finish events follow an implicit finish; behind FINISH they have all been. */
    private static void closedWell(Turn turn, SessionState session) {
        if (session.status() != SessionStatus.FINISHED) {
            finish(turn, session);
        } else if (session.filesOpen() > 0) {
            settleFinished(turn, session);
        }
    }

    /**
     * A refcount warning at a finish means that some FLB was never asked for: with the last session closed, those that
     * nobody finished are the ones. A kernel links at most 63 FLBs.
     */
    private static void lostFlbs(Turn turn, long generation) {
        UpdateState update = turn.update(generation);
        if (update == null
                || !update.tally().settled()
                || !update.hasConsequence(KernelRules.REFCOUNT_WARN)
                || update.progress().gap()) {
            return;
        }
        turn.scan(EntityKey.prefix(EntityKind.FLB, turn.host(), generation), entity -> {
            if (entity instanceof FlbState flb && flb.status() == FlbStatus.PROMISED) {
                FlbRules.ignored(turn, flb, "never asked for, and a refcount warning at the finish");
            }
        });
    }

    /** What its open files have become with it; of one whose retrieve may have been lost nobody knows. */
    private static void settleFinished(Turn turn, SessionState session) {
        turn.scan(EntityKey.prefix(EntityKind.FILE, turn.host(), session.generation(), session.name()), entity -> {
            FileStatus to = entity instanceof FileState file && file.status().open() ? finishedAs(turn, file) : null;
            if (to != null && entity instanceof FileState file) {
                turn.move(file, file.to(to, turn.sequence()));
            }
        });
    }

    /** What a file of a finished session has become, whose own finish the source doesn't show; null where its retrieve may have been lost. */
    static @Nullable FileStatus finishedAs(Turn turn, FileState file) {
        if (file.status() == FileStatus.RETRIEVED) {
            return FileStatus.FINISHED;
        }
        if (turn.gapBehind(file.generation(), file.lastSequence())) {
            return null;
        }
        if (file.status() == FileStatus.PROMISED) {
            FileRules.discarded(turn, file);
        }
        return FileStatus.DISCARDED;
    }

    private static void leak(Turn turn, SessionState session, SessionClosed body) {
        if (session.status() == SessionStatus.LEAKED) {
            return;
        }
        turn.raise(
                FindingCatalogue.SESSION_LEAKED,
                turn.number(session.generation()),
                session.subject(),
                "finished by its last close",
                body.result().errnoName() + blockedBy(turn, session));
        turn.move(session, SessionStatus.LEAKED, true);
        settleFiles(turn, session, FileStatus.LEAKED);
    }

    /** Settles the session's files that are open; each is looked at once in its life here. */
    private static void settleFiles(Turn turn, SessionState session, FileStatus becomes) {
        turn.scan(EntityKey.prefix(EntityKind.FILE, turn.host(), session.generation(), session.name()), entity -> {
            if (entity instanceof FileState file && file.status().open()) {
                turn.move(file, file.to(becomes, turn.sequence()));
            }
        });
    }
}
