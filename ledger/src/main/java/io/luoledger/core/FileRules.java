package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.FileState.Life;
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

    static void apply(HostFold fold, FileBody body) {
        switch (body) {
            case FilePreserved preserved -> preserved(fold, preserved);
            case FileUnpreserved unpreserved -> unpreserved(fold, unpreserved);
            case FileFrozen frozen -> frozen(fold, frozen);
            case FileUnfrozen unfrozen -> unfrozen(fold, unfrozen);
            case FileRetrieved retrieved -> retrieved(fold, retrieved);
            case FileIdentified identified -> DeviceRules.identified(fold, identified);
            case FileFinished finished -> finished(fold, finished);
        }
    }

    private static @Nullable FileState find(HostFold fold, FileBody body, long generation) {
        return body.session() == null || body.token() == null
                ? null
                : fold.file(generation, body.session().name(), body.token());
    }

    private static String subject(FileBody body) {
        return "file " + (body.session() == null ? "?" : body.session().name()) + " "
                + (body.token() == null ? "?" : body.token());
    }

    private static void refused(HostFold fold, FindingKind kind, FileBody body, long generation, String expected) {
        fold.raise(
                kind,
                fold.number(generation),
                subject(body),
                expected,
                String.valueOf(body.result().errnoName()));
    }

    // ---- outgoing ----

    private static void preserved(HostFold fold, FilePreserved body) {
        long generation = fold.boot().outgoing();
        String errno = body.result().errnoName();
        // when only the answer could not be copied out, the file stays preserved all the same
        boolean kept = errno == null || (errno.equals("EFAULT") && body.handler() != null);
        if (!kept) {
            refused(fold, FindingCatalogue.PRESERVE_REFUSED, body, generation, "preserved");
            return;
        }
        Session session = body.session();
        Token token = body.token();
        if (fold.event().boot().side() == Side.INCOMING) {
            preservedInVain(fold, body);
            return;
        }
        if (body.device() != null) {
            DeviceRules.preserved(fold, body.device(), session != null && token != null);
        }
        if (session == null || token == null) {
            return;
        }
        SessionState held = fold.session(generation, session.name());
        if (held == null || !held.status().outgoing()) {
            held = SessionRules.create(fold, session);
        }
        FileState before = fold.file(generation, session.name(), token);
        FileState preserved = preserved(fold, body, generation, session, token);
        fold.put(preserved);
        if (before != null && before.status().outgoing()) {
            OrderRules.broken(fold, before, "EEXIST: the token is in use", "preserved again");
            FileState known = before;
            fold.change(generation, u -> u.renamed(known, preserved));
        } else {
            OrderRules.preserved(fold, held);
            fold.put(held.withFiles(held.files() + 1, 0));
            Moves.hold(fold, generation, 0, 1);
            fold.change(generation, u -> u.held(preserved, 1));
        }
        fold.change(generation, u -> u.preserved(Kinds.of(preserved)));
    }

    private static FileState preserved(
            HostFold fold, FilePreserved body, long generation, Session session, Token token) {
        return new FileState(
                fold.host(),
                generation,
                session.name(),
                token,
                body.handler(),
                FileStatus.PRESERVED,
                null,
                body.device(),
                body.data(),
                fold.event().at(),
                fold.sequence(),
                fold.sequence(),
                FileTimes.NONE,
                null);
    }

    /** A kernel that doesn't tell the two kinds of sessions apart takes a file into one that was received, and hands none of those over. */
    private static void preservedInVain(HostFold fold, FilePreserved body) {
        long generation = fold.boot().incoming();
        fold.raise(
                FindingCatalogue.CONTENTS_DISCARDED,
                fold.number(generation),
                subject(body),
                "kept for the next kernel: PRESERVE_FD is for created sessions",
                "preserved in a session that was received, and that is not handed over again");
        Session session = body.session();
        Token token = body.token();
        if (session != null && token != null && fold.file(generation, session.name(), token) == null) {
            FileState kept = preserved(fold, body, generation, session, token);
            fold.put(new Life.Preserved(kept).dropped(fold.sequence()));
        }
    }

    private static void unpreserved(HostFold fold, FileUnpreserved body) {
        FileState file = find(fold, body, fold.boot().outgoing());
        if (file == null) {
            return;
        }
        OrderRules.takenBack(fold, file);
        if (!(file.life() instanceof Life.Outgoing held)) {
            return;
        }
        SessionState session = leave(fold, file, held.takenBack(fold.sequence()));
        if (session != null && session.files() == 1) {
            // no call takes back one file: the last one goes when its session is closed
            SessionRules.gone(fold, file.generation(), file.session());
        }
    }

    /** The file is in its session no more, and won't be handed over. Returns the session as it was. */
    private static @Nullable SessionState leave(HostFold fold, FileState file, FileState gone) {
        fold.put(gone);
        DeviceRules.follow(fold, gone);
        SessionState held = fold.session(file.generation(), file.session());
        if (held != null) {
            fold.put(held.withFiles(held.files() - 1, 0));
        }
        Moves.hold(fold, file.generation(), 0, -1);
        fold.change(file.generation(), u -> u.held(file, -1));
        return held;
    }

    private static void frozen(HostFold fold, FileFrozen body) {
        long generation = fold.boot().outgoing();
        fold.prepare(generation);
        fold.change(generation, u -> u.frozeAt(fold.event().at()));
        if (!body.result().ok()) {
            refused(fold, FindingCatalogue.FREEZE_REFUSED, body, generation, "frozen");
            return;
        }
        FileState file = find(fold, body, generation);
        if (file == null) {
            return;
        }
        FileState known = file.knowing(body.handler(), body.device());
        if (!(known.life() instanceof Life.Outgoing held)) {
            return;
        }
        Moment preservedAt = file.preservedAt();
        fold.change(generation, u -> u.preservedAt(preservedAt));
        fold.change(generation, u -> u.renamed(file, known));
        FileState frozen = held.frozen(fold.sequence(), fold.event().at());
        fold.put(frozen);
        DeviceRules.follow(fold, frozen);
        SessionState session = fold.session(generation, file.session());
        if (session != null) {
            OrderRules.frozen(
                    fold,
                    session.life() instanceof SessionState.Life.Open open ? open.frozen(fold.sequence()) : session,
                    file);
        }
    }

    private static void unfrozen(HostFold fold, FileUnfrozen body) {
        FileState file = find(fold, body, fold.boot().outgoing());
        if (file == null) {
            return;
        }
        OrderRules.unfrozen(fold, file);
        if (!(file.life() instanceof Life.Frozen frozen)) {
            if (file.heldFrozen() && OrderRules.freezesSessions(fold, file.generation())) {
                fold.put(file.unfrozenByItsClose());
            }
            return;
        }
        FileState thawed = frozen.thawed(fold.sequence());
        fold.put(thawed);
        DeviceRules.follow(fold, thawed);
        SessionState session = fold.session(file.generation(), file.session());
        if (session != null && session.life() instanceof SessionState.Life.Frozen ofFrozen) {
            fold.put(ofFrozen.thawed(fold.sequence()));
        }
    }

    // ---- incoming ----

    /** The file as received; made up as promised where the outgoing half isn't in the log. */
    private static FileState received(
            HostFold fold, FileBody body, Session session, Token token, @Nullable String handler) {
        long generation = fold.boot().incoming();
        FileState known = fold.file(generation, session.name(), token);
        if (known != null) {
            return known;
        }
        SessionState holder = SessionRules.received(fold, session);
        fold.put(holder.withFiles(holder.files() + 1, holder.filesOpen() + 1));
        fold.change(generation, u -> u.tally(u.tally().sawFile()));
        FileState seen = new FileState(
                fold.host(),
                generation,
                session.name(),
                token,
                handler,
                FileStatus.PROMISED,
                null,
                body.device(),
                null,
                Moment.UNKNOWN,
                fold.sequence(),
                fold.sequence(),
                FileTimes.NONE,
                null);
        fold.put(seen);
        fold.change(generation, u -> u.held(seen, 1));
        return seen;
    }

    private static void retrieved(HostFold fold, FileRetrieved body) {
        Session session = body.session();
        Token token = body.token();
        String errno = body.result().errnoName();
        boolean outgoing = fold.event().boot().side() == Side.OUTGOING;
        // when only the answer could not be copied out, the file counts as retrieved all the same
        boolean came = errno == null || (errno.equals("EFAULT") && body.handler() != null);
        if (outgoing || !came) {
            if (errno != null) {
                retrieveRefused(fold, body, errno, outgoing);
            }
            return;
        }
        if (session == null || token == null) {
            return;
        }
        FileState file = received(fold, body, session, token, body.handler());
        OrderRules.retrieved(fold, file);
        SessionRules.surelyRetrieved(fold, file);
        if (body.unknownFeatures() != null) {
            fold.raise(
                    FindingCatalogue.FEATURE_UNKNOWN,
                    fold.number(file.generation()),
                    file.subject(),
                    "features that this kernel knows",
                    "0x%x unknown, left out".formatted(body.unknownFeatures()),
                    file.firstSequence());
        }
        // the same file again, or too late to mean anything, is none of these
        if (file.knowing(body.handler(), body.device()).life() instanceof Life.Retrievable gone) {
            Moves.file(fold, file, gone.retrieved(fold.sequence(), fold.event().at()));
            fold.change(file.generation(), u -> u.retrievedAt(fold.event().at()));
        }
    }

    private static void retrieveRefused(HostFold fold, FileRetrieved body, String errno, boolean outgoing) {
        long generation = outgoing ? fold.boot().outgoing() : fold.boot().incoming();
        FileState file = outgoing ? null : find(fold, body, generation);
        if (file != null && file.status() == FileStatus.PROMISED && Boolean.TRUE.equals(body.retryable())) {
            repeatable(fold, file, errno);
            return;
        }
        if (file != null && file.status() == FileStatus.RETRIEVE_FAILED && !BEFORE_THE_HANDLER.contains(errno)) {
            again(fold, file, errno);
            return;
        }
        if (file == null
                || !(file.knowing(body.handler(), body.device()).life() instanceof Life.Promised promised)
                || BEFORE_THE_HANDLER.contains(errno)) {
            refused(fold, FindingCatalogue.RETRIEVE_REFUSED, body, generation, why(file, outgoing));
            return;
        }
        boolean ofTheHandler = body.handler() != null || !OF_THE_CORE.contains(errno);
        if (errno.equals(NO_SUCH_TOKEN)) {
            notSeen(fold, new Life.Promised(file), errno);
        } else if (ofTheHandler) {
            failed(fold, file, promised, errno);
        } else {
            refused(fold, FindingCatalogue.RETRIEVE_REFUSED, body, generation, "retrieved");
        }
    }

    /** The kernel asks the handler again: the file stays as promised. */
    private static void repeatable(HostFold fold, FileState file, String errno) {
        fold.raise(
                FindingCatalogue.RETRIEVE_RETRYABLE,
                fold.number(file.generation()),
                file.subject(),
                "retrieved",
                errno,
                file.lastSequence());
    }

    private static void again(HostFold fold, FileState file, String errno) {
        fold.raise(
                FindingCatalogue.RETRIEVE_CACHED,
                fold.number(file.generation()),
                file.subject(),
                "nothing else: " + file.errno() + " stays",
                errno,
                file.lastSequence());
    }

    private static void notSeen(HostFold fold, Life.Promised promised, String errno) {
        FileState file = promised.file();
        if (fold.gapBehind(file.generation(), file.lastSequence())) {
            // it may have been taken back, or finished, where the source has nothing
            refused(fold, file, errno);
            return;
        }
        fold.raise(
                FindingCatalogue.FILE_NOT_SEEN,
                fold.number(file.generation()),
                file.subject(),
                "retrieved: it was handed over" + file.forWhom(),
                errno,
                file.firstSequence());
        Moves.file(fold, file, promised.ends(Fate.LOST, fold.sequence()));
        missing(fold, file, 1);
    }

    private static void refused(HostFold fold, FileState file, String errno) {
        fold.raise(
                FindingCatalogue.RETRIEVE_REFUSED,
                fold.number(file.generation()),
                file.subject(),
                "a token that was handed over, as far as the source shows",
                errno,
                file.firstSequence());
    }

    private static void missing(HostFold fold, FileState file, int more) {
        SessionState session = fold.session(file.generation(), file.session());
        if (session != null) {
            fold.put(session.withMissing(session.filesMissing() + more));
        }
    }

    /** @param file as it was before this event told more of it */
    private static void failed(HostFold fold, FileState file, Life.Promised promised, String errno) {
        fold.raise(
                FindingCatalogue.RETRIEVE_FAILED,
                fold.number(file.generation()),
                file.subject(),
                "retrieved" + file.forWhom(),
                errno,
                file.firstSequence());
        Moves.file(fold, file, promised.failed(errno, fold.sequence()));
        SessionState session = fold.session(file.generation(), file.session());
        if (session != null) {
            fold.put(session.withFailed(file.token()));
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
    private static void dropped(HostFold fold, FileFinished body) {
        FileState file = find(fold, body, fold.boot().outgoing());
        if (file == null || !(file.life() instanceof Life.Outgoing held)) {
            return;
        }
        fold.raise(
                FindingCatalogue.CONTENTS_DISCARDED,
                fold.number(file.generation()),
                file.subject(),
                "kept for the next kernel: FINISH is for retrieved sessions",
                "finished before it was handed over",
                file.firstSequence());
        leave(fold, file, held.dropped(fold.sequence()));
    }

    private static void finished(HostFold fold, FileFinished body) {
        if (fold.event().boot().side() == Side.OUTGOING) {
            dropped(fold, body);
            return;
        }
        long generation = fold.boot().incoming();
        fold.change(generation, u -> u.finishedAt(fold.event().at()));
        Session named = body.session();
        Token token = body.token();
        if (named == null) {
            return;
        }
        if (token == null) {
            finishedUnnamed(fold, body, SessionRules.received(fold, named));
            return;
        }
        FileState file = find(fold, body, generation);
        if (file == null) {
            if (body.retrieved() == null) {
                return;
            }
            file = received(fold, body, named, token, body.handler());
        }
        SessionState session = fold.session(generation, file.session());
        if (file.life() instanceof Life.Lost lost && session != null && session.filesMissing() > 0) {
            missing(fold, file, -1);
            Moves.file(
                    fold,
                    file,
                    lost.discarded(fold.sequence()).finishedAt(fold.event().at()));
            return;
        }
        if (!(file.knowing(body.handler(), body.device()).life() instanceof Life.Open open)) {
            return;
        }
        boolean came = body.retrieved() != null ? body.retrieved() : file.status() == FileStatus.RETRIEVED;
        if (!came && body.retrieved() == null && fold.gapBehind(generation, file.lastSequence())) {
            // finished, and nobody knows whether it had been retrieved
            return;
        }
        if (!came && file.status() != FileStatus.RETRIEVE_FAILED) {
            Moves.discarded(fold, file);
        }
        OrderRules.finished(fold, session, file);
        FileState after = came ? open.finished(fold.sequence()) : open.discarded(fold.sequence());
        Moves.file(fold, file, after.finishedAt(fold.event().at()));
    }

    /** A file whose token the source never told; where it may be one of those that it did, it isn't counted twice. */
    private static void finishedUnnamed(HostFold fold, FileFinished body, SessionState session) {
        Boolean came = body.retrieved();
        if (came == null || session.filesOpen() > 0) {
            return;
        }
        if (!came) {
            Moves.discarded(fold, session.generation(), subject(body), session.firstSequence());
        }
        fold.put(session.withFiles(session.files() + 1, 0));
        fold.change(session.generation(), u -> u.tally(u.tally().finishedUnnamed(came)));
    }
}
