package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.Moment;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a kernel does things: files are frozen first to last and finished last to first, a file comes back
 * behind its session and before it is finished, a name and a token are used once. A log that tells otherwise tells of a
 * kernel that breaks its rules, or isn't what that kernel did. Where the source has a gap, order tells nothing.
 *
 * <p>A kernel with FREEZE of single sessions, which is in no release, may freeze a whole session at any time; in return it says of
 * every file when it is unfrozen, and takes no file into a frozen session.
 */
final class OrderRules {
    /** As the names of such kernels have it behind their release. */
    private static final Pattern SESSION_FREEZE = Pattern.compile(".*\\+session-freeze\\b.*");

    private OrderRules() {}

    /** Whether the kernel that hands over has FREEZE of single sessions. */
    static boolean freezesSessions(HostFold fold, long generation) {
        UpdateState update = fold.update(generation);
        return update != null && SESSION_FREEZE.matcher(update.fromKernel()).matches();
    }

    /** Files are frozen once, on the reboot path or by FREEZE of their session, in the order in which they were preserved. */
    static void frozen(HostFold fold, SessionState session, FileState file) {
        UpdateState update = fold.update(file.generation());
        if (update != null && update.attempts() == 0 && !freezesSessions(fold, file.generation())) {
            broken(fold, file, "frozen behind the reboot call", "frozen before it");
        } else if (file.status() == FileStatus.FROZEN && freezesSessions(fold, file.generation())) {
            broken(fold, file, "frozen once", "frozen again while it is frozen");
        } else if (file.firstSequence() < session.place()) {
            broken(fold, file, "frozen in the order of preservation", "frozen behind a file that was preserved later");
        }
        fold.put(session.at(file.firstSequence()));
    }

    /** A frozen session takes no file. */
    static void preserved(HostFold fold, SessionState session) {
        if (session.status() == SessionStatus.FROZEN && freezesSessions(fold, session.generation())) {
            broken(fold, session, "EBUSY: it is frozen", "takes a file while it is frozen");
        }
    }

    /** Only what is frozen is unfrozen. */
    static void unfrozen(HostFold fold, FileState file) {
        if (file.heldUnfrozen() && freezesSessions(fold, file.generation())) {
            broken(fold, file, "unfrozen behind its freeze", "unfrozen while it isn't frozen");
        }
    }

    /** What is frozen is unfrozen before it is taken back. */
    static void takenBack(HostFold fold, FileState file) {
        if (file.heldFrozen() && freezesSessions(fold, file.generation())) {
            broken(fold, file, "unfrozen before it is taken back", "taken back while it is frozen");
        }
    }

    /** What is handed over is frozen, unless the source ends before that. */
    static void handedOver(HostFold fold, FileState file) {
        if (file.status() != FileStatus.PRESERVED || !freezesSessions(fold, file.generation())) {
            return;
        }
        UpdateState update = fold.update(file.generation());
        if (update != null && !update.progress().freezeCut()) {
            broken(fold, file, "frozen before it is handed over", "handed over while it isn't frozen");
        }
    }

    /** A reboot that fails unfreezes what it froze; what a FREEZE froze before it may stay so. */
    static void rolledBack(HostFold fold, FileState file) {
        UpdateState update = fold.update(file.generation());
        Moment frozen = file.times().frozen();
        if (update != null
                && file.status() == FileStatus.FROZEN
                && frozen != null
                && isSince(update.freeze().first(), frozen)) {
            broken(fold, file, "unfrozen by the roll-back", "left frozen by it");
        }
    }

    private static boolean isSince(Moment reboot, Moment frozen) {
        return Span.between(reboot.monotonicNanos(), frozen.monotonicNanos()) != null
                || Span.between(reboot.wallMicros(), frozen.wallMicros()) != null;
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
