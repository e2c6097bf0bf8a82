package io.luoledger.core;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * What one live update holds, counted as it happens: no question about the whole needs a look at its parts.
 *
 * @param sessions handed over (or about to be)
 * @param sessionsNamed of them, those known by name
 * @param sessionsSettled finished, leaked or lost
 * @param sessionsFinished finished
 * @param files handed over (or about to be)
 * @param filesNamed of them, those known one by one, by token if the source tells it
 * @param filesSettled finished, discarded, leaked or lost
 * @param filesRetrieved that came back
 * @param filesFinished that came back and were finished
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false, enableWither = false)
public record Tally(
        long sessions,
        long sessionsNamed,
        long sessionsSettled,
        long sessionsFinished,
        long files,
        long filesNamed,
        long filesSettled,
        long filesRetrieved,
        long filesFinished) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Some sessions more (or fewer) on the outgoing side, with so many files. */
    Tally held(long moreSessions, long moreFiles) {
        long namedSessions = sessionsNamed + moreSessions;
        long namedFiles = filesNamed + moreFiles;
        return new Tally(namedSessions, namedSessions, 0, 0, namedFiles, namedFiles, 0, 0, 0);
    }

    /** What the incoming kernel says that it received, where the outgoing part isn't in the log. */
    Tally announced(long newSessions, long newFiles) {
        return copy().sessions(Math.max(sessions, newSessions))
                .files(Math.max(files, newFiles))
                .build();
    }

    Tally sawSession() {
        return copy().sessions(Math.max(sessions, sessionsNamed + 1))
                .sessionsNamed(sessionsNamed + 1)
                .build();
    }

    Tally sawFile() {
        return copy().files(Math.max(files, filesNamed + 1))
                .filesNamed(filesNamed + 1)
                .build();
    }

    Tally session(SessionStatus from, SessionStatus to) {
        // behind a gap one may still be as the outgoing kernel had it: it counts, and isn't settled
        boolean was = from.open() || from.outgoing();
        int settled = (was && !to.open() ? 1 : 0) - (!was && to.open() ? 1 : 0);
        int finished = (to == SessionStatus.FINISHED ? 1 : 0) - (from == SessionStatus.FINISHED ? 1 : 0);
        return copy().sessionsSettled(sessionsSettled + settled)
                .sessionsFinished(sessionsFinished + finished)
                .build();
    }

    Tally file(FileStatus from, FileStatus to) {
        int settled = (from.open() && !to.open() ? 1 : 0) - (!from.open() && to.open() ? 1 : 0);
        boolean came = to == FileStatus.RETRIEVED || to == FileStatus.FINISHED;
        boolean had = from == FileStatus.RETRIEVED || from == FileStatus.FINISHED;
        int finished = (to == FileStatus.FINISHED ? 1 : 0) - (from == FileStatus.FINISHED ? 1 : 0);
        return copy().filesSettled(filesSettled + settled)
                // what came back has come back, whatever becomes of it later
                .filesRetrieved(filesRetrieved + (came && !had ? 1 : 0))
                .filesFinished(filesFinished + finished)
                .build();
    }

    /** A file was finished whose token nobody knows, and which is none of those that are known. */
    Tally finishedUnnamed(boolean came) {
        int one = came ? 1 : 0;
        return TallyBuilder.builder(sawFile())
                .filesSettled(filesSettled + 1)
                .filesRetrieved(filesRetrieved + one)
                .filesFinished(filesFinished + one)
                .build();
    }

    /** Nothing of it was taken: all of it is settled. */
    Tally allSettled() {
        return copy().sessionsSettled(sessions).filesSettled(files).build();
    }

    private TallyBuilder copy() {
        return TallyBuilder.builder(this);
    }

    boolean settled() {
        return sessionsSettled >= sessions && filesSettled >= files;
    }

    /** Whether no file is open any more, and not because none came over. */
    boolean filesDone() {
        return filesSettled >= files && (files == 0 || anything());
    }

    boolean whole() {
        return sessionsFinished == sessions && filesFinished == files;
    }

    boolean anything() {
        return filesRetrieved > 0 || sessionsFinished > 0;
    }

    boolean empty() {
        return sessions == 0 && files == 0;
    }
}
