package io.luoledger.core;

import io.luoledger.event.FileBody;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FileIdentified;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.FileBody.FileUnfrozen;
import io.luoledger.event.FileBody.FileUnpreserved;
import io.luoledger.event.Moment;
import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import io.luoledger.finding.FindingKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens to files (sections 2.5, 2.6, 2.7 and 2.9 of the kernel's behaviour). */
final class FileRules {
    /** The call ended before its handler was asked. */
    private static final Set<String> BEFORE_THE_HANDLER = Set.of("EMFILE", "ENFILE");
    /** Without a sign that the handler was asked, these are the core's own answers. */
    private static final Set<String> OF_THE_CORE = Set.of("EINVAL", "EFAULT", "E2BIG", "ENOTTY", "EBADF");
    /** The core's answer for a token that the session doesn't hold, whatever the source takes the handler to be. */
    private static final String NO_SUCH_TOKEN = "ENOENT";

    private FileRules() {}

    static void apply(Turn turn, FileBody body) {
        switch (body) {
            case FilePreserved preserved -> preserved(turn, preserved);
            case FileUnpreserved unpreserved -> unpreserved(turn, unpreserved);
            case FileFrozen frozen -> frozen(turn, frozen);
            case FileUnfrozen unfrozen -> unfrozen(turn, unfrozen);
            case FileRetrieved retrieved -> retrieved(turn, retrieved);
            case FileIdentified identified -> DeviceRules.identified(turn, identified);
            case FileFinished finished -> finished(turn, finished);
        }
    }

    private static @Nullable FileState find(Turn turn, FileBody body, long generation) {
        return body.session() == null || body.token() == null
                ? null
                : turn.file(generation, body.session().name(), body.token());
    }

    private static String subject(FileBody body) {
        return "file " + (body.session() == null ? "?" : body.session().name()) + " "
                + (body.token() == null ? "?" : body.token());
    }

    private static void refused(Turn turn, FindingKind kind, FileBody body, long generation, String expected) {
        turn.raise(
                kind,
                turn.number(generation),
                subject(body),
                expected,
                String.valueOf(body.result().errnoName()));
    }

    // ---- outgoing ----

    private static void preserved(Turn turn, FilePreserved body) {
        long generation = turn.boot().outgoing();
        String errno = body.result().errnoName();
        // when only the answer could not be copied out, the file stays preserved all the same
        boolean kept = errno == null || (errno.equals("EFAULT") && body.handler() != null);
        if (!kept) {
            refused(turn, FindingCatalogue.PRESERVE_REFUSED, body, generation, "preserved");
            return;
        }
        Session session = body.session();
        Token token = body.token();
        if (turn.event().boot().side() == Side.INCOMING) {
            preservedInVain(turn, body);
            return;
        }
        if (body.device() != null) {
            DeviceRules.preserved(turn, body.device(), session != null && token != null);
        }
        if (session == null || token == null) {
            return;
        }
        SessionState held = turn.session(generation, session.name());
        if (held == null || !held.status().outgoing()) {
            held = SessionRules.create(turn, session);
        }
        FileState before = turn.file(generation, session.name(), token);
        FileState preserved = preserved(turn, body, generation, session, token);
        turn.put(preserved);
        if (before != null && before.status().outgoing()) {
            OrderRules.broken(turn, before, "EEXIST: the token is in use", "preserved again");
            FileState known = before;
            turn.change(generation, u -> u.with(u.kinds().renamed(known, preserved)));
        } else {
            turn.put(held.withFiles(held.files() + 1, 0));
            SessionRules.hold(turn, generation, 0, 1);
            turn.change(generation, u -> u.with(u.kinds().held(preserved, 1)));
        }
        turn.change(generation, u -> u.with(u.progress().preserved(Kinds.of(preserved))));
    }

    private static FileState preserved(Turn turn, FilePreserved body, long generation, Session session, Token token) {
        return new FileState(
                turn.host(),
                generation,
                session.name(),
                token,
                body.handler(),
                FileStatus.PRESERVED,
                null,
                body.device(),
                body.data(),
                turn.event().at(),
                turn.sequence(),
                turn.sequence());
    }

    /** A kernel that doesn't tell the two kinds of sessions apart takes a file into one that was received, and hands none of those over. */
    private static void preservedInVain(Turn turn, FilePreserved body) {
        long generation = turn.boot().incoming();
        turn.raise(
                FindingCatalogue.CONTENTS_DISCARDED,
                turn.number(generation),
                subject(body),
                "kept for the next kernel: PRESERVE_FD is for created sessions",
                "preserved in a session that was received, and that is not handed over again");
        Session session = body.session();
        Token token = body.token();
        if (session != null && token != null && turn.file(generation, session.name(), token) == null) {
            turn.put(preserved(turn, body, generation, session, token).to(FileStatus.DISCARDED, turn.sequence()));
        }
    }

    private static void unpreserved(Turn turn, FileUnpreserved body) {
        FileState file = find(turn, body, turn.boot().outgoing());
        if (file == null || !file.status().outgoing()) {
            return;
        }
        SessionState held = leave(turn, file, FileStatus.UNPRESERVED);
        if (held != null && held.files() == 1) {
            // no call takes back one file: the last one goes when its session is closed
            SessionRules.gone(turn, file.generation(), file.session());
        }
    }

    /** The file is in its session no more, and won't be handed over. Returns the session as it was. */
    private static @Nullable SessionState leave(Turn turn, FileState file, FileStatus status) {
        FileState gone = file.to(status, turn.sequence());
        turn.put(gone);
        DeviceRules.follow(turn, gone);
        SessionState held = turn.session(file.generation(), file.session());
        if (held != null) {
            turn.put(held.withFiles(held.files() - 1, 0));
        }
        SessionRules.hold(turn, file.generation(), 0, -1);
        turn.change(file.generation(), u -> u.with(u.kinds().held(file, -1)));
        return held;
    }

    private static void frozen(Turn turn, FileFrozen body) {
        long generation = turn.boot().outgoing();
        SessionRules.prepare(turn, generation);
        turn.change(generation, u -> u.frozeAt(turn.event().at()));
        if (!body.result().ok()) {
            refused(turn, FindingCatalogue.FREEZE_REFUSED, body, generation, "frozen");
            return;
        }
        FileState file = find(turn, body, generation);
        if (file == null || !file.status().outgoing()) {
            return;
        }
        Moment preservedAt = file.preservedAt();
        turn.change(generation, u -> u.preservedAt(preservedAt));
        FileState known = file.knowing(body.handler(), body.device());
        turn.change(generation, u -> u.with(u.kinds().renamed(file, known)));
        FileState frozen = known.to(FileStatus.FROZEN, turn.sequence());
        turn.put(frozen);
        DeviceRules.follow(turn, frozen);
        SessionState session = turn.session(generation, file.session());
        if (session != null && session.status() == SessionStatus.OPEN) {
            session = session.to(SessionStatus.FROZEN, false, turn.sequence());
        }
        if (session != null) {
            OrderRules.frozen(turn, session, file);
        }
    }

    private static void unfrozen(Turn turn, FileUnfrozen body) {
        FileState file = find(turn, body, turn.boot().outgoing());
        if (file == null || file.status() != FileStatus.FROZEN) {
            return;
        }
        FileState thawed = file.to(FileStatus.PRESERVED, turn.sequence());
        turn.put(thawed);
        DeviceRules.follow(turn, thawed);
        SessionState session = turn.session(file.generation(), file.session());
        if (session != null && session.status() == SessionStatus.FROZEN) {
            turn.put(session.to(SessionStatus.OPEN, false, turn.sequence()));
        }
    }

    // ---- incoming ----

    /** The file as received; made up as promised where the outgoing half isn't in the log. */
    private static FileState received(
            Turn turn, FileBody body, Session session, Token token, @Nullable String handler) {
        long generation = turn.boot().incoming();
        FileState known = turn.file(generation, session.name(), token);
        if (known != null) {
            return known;
        }
        SessionState holder = SessionRules.received(turn, session);
        turn.put(holder.withFiles(holder.files() + 1, holder.filesOpen() + 1));
        turn.change(generation, u -> u.with(u.tally().sawFile()));
        FileState seen = new FileState(
                turn.host(),
                generation,
                session.name(),
                token,
                handler,
                FileStatus.PROMISED,
                null,
                body.device(),
                null,
                Moment.UNKNOWN,
                turn.sequence(),
                turn.sequence());
        turn.put(seen);
        turn.change(generation, u -> u.with(u.kinds().held(seen, 1)));
        return seen;
    }

    private static void retrieved(Turn turn, FileRetrieved body) {
        Session session = body.session();
        Token token = body.token();
        String errno = body.result().errnoName();
        boolean outgoing = turn.event().boot().side() == Side.OUTGOING;
        // when only the answer could not be copied out, the file counts as retrieved all the same
        boolean came = errno == null || (errno.equals("EFAULT") && body.handler() != null);
        if (outgoing || !came) {
            if (errno != null) {
                retrieveRefused(turn, body, errno, outgoing);
            }
            return;
        }
        if (session == null || token == null) {
            return;
        }
        FileState file = received(turn, body, session, token, body.handler());
        OrderRules.retrieved(turn, file);
        SessionRules.surelyRetrieved(turn, file);
        switch (file.status()) {
            case PROMISED, RETRIEVE_FAILED, LEAKED, LOST, PRESERVED, FROZEN -> {
                turn.move(file, file.knowing(body.handler(), body.device()).to(FileStatus.RETRIEVED, turn.sequence()));
                turn.change(file.generation(), u -> u.retrievedAt(turn.event().at()));
            }
            case RETRIEVED, FINISHED, DISCARDED, UNPRESERVED -> {
                // the same file again, or too late to mean anything
            }
        }
    }

    private static void retrieveRefused(Turn turn, FileRetrieved body, String errno, boolean outgoing) {
        long generation = outgoing ? turn.boot().outgoing() : turn.boot().incoming();
        FileState file = outgoing ? null : find(turn, body, generation);
        if (file != null && file.status() == FileStatus.RETRIEVE_FAILED && !BEFORE_THE_HANDLER.contains(errno)) {
            again(turn, file, errno);
            return;
        }
        if (file == null || file.status() != FileStatus.PROMISED || BEFORE_THE_HANDLER.contains(errno)) {
            refused(turn, FindingCatalogue.RETRIEVE_REFUSED, body, generation, why(file, outgoing));
            return;
        }
        boolean ofTheHandler = body.handler() != null || !OF_THE_CORE.contains(errno);
        if (errno.equals(NO_SUCH_TOKEN)) {
            notSeen(turn, file, errno);
        } else if (ofTheHandler) {
            failed(turn, file.knowing(body.handler(), body.device()), errno);
        } else {
            refused(turn, FindingCatalogue.RETRIEVE_REFUSED, body, generation, "retrieved");
        }
    }

    private static void again(Turn turn, FileState file, String errno) {
        turn.raise(
                FindingCatalogue.RETRIEVE_CACHED,
                turn.number(file.generation()),
                file.subject(),
                "nothing else: " + file.errno() + " stays",
                errno,
                file.lastSequence());
    }

    private static void notSeen(Turn turn, FileState file, String errno) {
        if (turn.gapBehind(file.generation(), file.lastSequence())) {
            // it may have been taken back, or finished, where the source has nothing
            refused(turn, file, errno);
            return;
        }
        turn.raise(
                FindingCatalogue.FILE_NOT_SEEN,
                turn.number(file.generation()),
                file.subject(),
                "retrieved: it was handed over",
                errno,
                file.firstSequence());
        turn.move(file, file.to(FileStatus.LOST, turn.sequence()));
        missing(turn, file, 1);
    }

    private static void refused(Turn turn, FileState file, String errno) {
        turn.raise(
                FindingCatalogue.RETRIEVE_REFUSED,
                turn.number(file.generation()),
                file.subject(),
                "a token that was handed over, as far as the source shows",
                errno,
                file.firstSequence());
    }

    private static void missing(Turn turn, FileState file, int more) {
        SessionState session = turn.session(file.generation(), file.session());
        if (session != null) {
            turn.put(session.withMissing(session.filesMissing() + more));
        }
    }

    private static void failed(Turn turn, FileState file, String errno) {
        turn.raise(
                FindingCatalogue.RETRIEVE_FAILED,
                turn.number(file.generation()),
                file.subject(),
                "retrieved",
                errno,
                file.firstSequence());
        turn.move(file, file.failed(errno, turn.sequence()));
        SessionState session = turn.session(file.generation(), file.session());
        if (session != null) {
            turn.put(session.withFailed(file.token()));
        }
    }

    private static String why(@Nullable FileState file, boolean outgoing) {
        if (outgoing) {
            return "RETRIEVE_FD on a retrieved session";
        }
        if (file == null) {
            return "a token that was handed over";
        }
        return switch (file.status()) {
            case PROMISED, RETRIEVE_FAILED -> "retrieved";
            case PRESERVED, FROZEN, RETRIEVED, FINISHED, DISCARDED, UNPRESERVED, LEAKED, LOST ->
                "a file in state PROMISED, not " + file.status();
        };
    }

    /** A kernel that doesn't tell the two kinds of sessions apart finishes a file that was never handed over: it won't be. */
    private static void dropped(Turn turn, FileFinished body) {
        FileState file = find(turn, body, turn.boot().outgoing());
        if (file == null || !file.status().outgoing()) {
            return;
        }
        turn.raise(
                FindingCatalogue.CONTENTS_DISCARDED,
                turn.number(file.generation()),
                file.subject(),
                "kept for the next kernel: FINISH is for retrieved sessions",
                "finished before it was handed over",
                file.firstSequence());
        leave(turn, file, FileStatus.DISCARDED);
    }

    private static void finished(Turn turn, FileFinished body) {
        if (turn.event().boot().side() == Side.OUTGOING) {
            dropped(turn, body);
            return;
        }
        long generation = turn.boot().incoming();
        turn.change(generation, u -> u.finishedAt(turn.event().at()));
        Session named = body.session();
        Token token = body.token();
        if (named == null) {
            return;
        }
        if (token == null) {
            finishedUnnamed(turn, body, SessionRules.received(turn, named));
            return;
        }
        FileState file = find(turn, body, generation);
        if (file == null) {
            if (body.retrieved() == null) {
                return;
            }
            file = received(turn, body, named, token, body.handler());
        }
        SessionState session = turn.session(generation, file.session());
        if (file.status() == FileStatus.LOST && session != null && session.filesMissing() > 0) {
            // it was there after all, under another token
            missing(turn, file, -1);
            turn.move(file, file.to(FileStatus.DISCARDED, turn.sequence()));
            return;
        }
        if (!file.status().open()) {
            return;
        }
        boolean came = body.retrieved() != null ? body.retrieved() : file.status() == FileStatus.RETRIEVED;
        if (!came && body.retrieved() == null && turn.gapBehind(generation, file.lastSequence())) {
            // finished, and nobody knows whether it had been retrieved
            return;
        }
        if (!came && file.status() != FileStatus.RETRIEVE_FAILED) {
            discarded(turn, file);
        }
        OrderRules.finished(turn, session, file);
        FileStatus to = came ? FileStatus.FINISHED : FileStatus.DISCARDED;
        turn.move(file, file.knowing(body.handler(), body.device()).to(to, turn.sequence()));
    }

    /** A file whose token the source never told; where it may be one of those that it did, it isn't counted twice. */
    private static void finishedUnnamed(Turn turn, FileFinished body, SessionState session) {
        Boolean came = body.retrieved();
        if (came == null || session.filesOpen() > 0) {
            return;
        }
        if (!came) {
            discarded(turn, session.generation(), subject(body), session.firstSequence());
        }
        turn.put(session.withFiles(session.files() + 1, 0));
        turn.change(session.generation(), u -> u.with(u.tally().finishedUnnamed(came)));
    }

    /** Its contents are gone unread. */
    static void discarded(Turn turn, FileState file) {
        discarded(turn, file.generation(), file.subject(), file.firstSequence());
    }

    private static void discarded(Turn turn, long generation, String subject, long evidence) {
        turn.raise(
                FindingCatalogue.CONTENTS_DISCARDED,
                turn.number(generation),
                subject,
                "retrieved before it was finished",
                "finished without retrieve",
                evidence);
    }
}
