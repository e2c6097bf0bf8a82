package io.luoledger.core;

import org.jspecify.annotations.Nullable;

/**
 * The order in which a kernel does things: files are frozen first to last and finished last to first, a file comes back
 * behind its session and before it is finished, a name and a token are used once. A log that tells otherwise tells of a
 * kernel that breaks its rules, or isn't what that kernel did. Where the source has a gap, order tells nothing.
 */
final class OrderRules {
    private OrderRules() {}

    /** Files are frozen on the reboot path, in the order in which they were preserved. */
    static void frozen(Turn turn, SessionState session, FileState file) {
        UpdateState update = turn.update(file.generation());
        if (update != null && update.attempts() == 0) {
            broken(turn, file, "frozen behind the reboot call", "frozen before it");
        } else if (file.firstSequence() < session.place()) {
            broken(turn, file, "frozen in the order of preservation", "frozen behind a file that was preserved later");
        }
        turn.put(session.at(file.firstSequence()));
    }

    /** A file comes back behind its session, and before it is finished. */
    static void retrieved(Turn turn, FileState file) {
        SessionState session = turn.session(file.generation(), file.session());
        if (session != null && session.status() == SessionStatus.PROMISED && file.firstSequence() < turn.sequence()) {
            broken(turn, file, "retrieved behind its session", "retrieved before it");
        } else if (file.status() == FileStatus.FINISHED || file.status() == FileStatus.DISCARDED) {
            broken(turn, file, "ENOENT: it is finished", "retrieved again");
        }
    }

    /** Files are finished last to first, as far as the log knows their order. */
    static void finished(Turn turn, @Nullable SessionState session, FileState file) {
        UpdateState update = turn.update(file.generation());
        if (session == null
                || update == null
                || file.firstSequence() >= update.progress().incomingSequence()) {
            return;
        }
        if (session.place() > 0 && file.firstSequence() > session.place()) {
            broken(turn, file, "finished in the reverse order of preservation", "finished behind an earlier file");
        }
        turn.put(session.at(file.firstSequence()));
    }

    /** The file as it was before. */
    static void broken(Turn turn, FileState file, String expected, String found) {
        if (!turn.gapBehind(file.generation(), file.lastSequence())) {
            raise(turn, file.generation(), file.subject(), expected, found, file.firstSequence());
        }
    }

    /** The session as it was before. */
    static void broken(Turn turn, SessionState session, String expected, String found) {
        if (!turn.gapBehind(session.generation(), session.lastSequence())) {
            raise(turn, session.generation(), session.subject(), expected, found, session.lastSequence());
        }
    }

    private static void raise(
            Turn turn, long generation, String subject, String expected, String found, long evidence) {
        turn.raise(FindingCatalogue.ORDER, turn.number(generation), subject, expected, found, evidence);
    }
}
