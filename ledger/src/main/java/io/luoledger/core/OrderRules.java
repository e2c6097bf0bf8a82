package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a kernel does things: files are frozen first to last and finished last to first, a file comes back
 * behind its session and before it is finished, a name and a token are used once. A log that tells otherwise tells of a
 * kernel that breaks its rules, or isn't what that kernel did. Where the source has a gap, order tells nothing.
 */
final class OrderRules {
    private OrderRules() {}

    /** Files are frozen on the reboot path, in the order in which they were preserved. */
    static void frozen(HostFold fold, SessionState session, FileState file) {
        UpdateState update = fold.update(file.generation());
        if (update != null && update.attempts() == 0) {
            broken(fold, file, "frozen behind the reboot call", "frozen before it");
        } else if (file.firstSequence() < session.place()) {
            broken(fold, file, "frozen in the order of preservation", "frozen behind a file that was preserved later");
        }
        fold.put(session.at(file.firstSequence()));
    }

    /** A file comes back behind its session, and before it is finished. */
    static void retrieved(HostFold fold, FileState file) {
        SessionState session = fold.session(file.generation(), file.session());
        if (session != null && session.status() == SessionStatus.PROMISED && file.firstSequence() < fold.sequence()) {
            broken(fold, file, "retrieved behind its session", "retrieved before it");
        } else if (file.status() == FileStatus.FINISHED || file.status() == FileStatus.DISCARDED) {
            broken(fold, file, "ENOENT: it is finished", "retrieved again");
        }
    }

    /** Files are finished last to first, as far as the log knows their order. */
    static void finished(HostFold fold, @Nullable SessionState session, FileState file) {
        UpdateState update = fold.update(file.generation());
        if (session == null
                || update == null
                || file.firstSequence() >= update.progress().incomingSequence()) {
            return;
        }
        if (session.place() > 0 && file.firstSequence() > session.place()) {
            broken(fold, file, "finished in the reverse order of preservation", "finished behind an earlier file");
        }
        fold.put(session.at(file.firstSequence()));
    }

    /** The file as it was before. */
    static void broken(HostFold fold, FileState file, String expected, String found) {
        if (!fold.gapBehind(file.generation(), file.lastSequence())) {
            raise(fold, file.generation(), file.subject(), expected, found, file.firstSequence());
        }
    }

    /** The session as it was before. */
    static void broken(HostFold fold, SessionState session, String expected, String found) {
        if (!fold.gapBehind(session.generation(), session.lastSequence())) {
            raise(fold, session.generation(), session.subject(), expected, found, session.lastSequence());
        }
    }

    private static void raise(
            HostFold fold, long generation, String subject, String expected, String found, long evidence) {
        fold.raise(FindingCatalogue.ORDER, fold.number(generation), subject, expected, found, evidence);
    }
}
