package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;

/**
 * What moves from one state to another, and who counts along: a session's files at the session, both at their live update,
 * and a device goes with its file.
 */
final class Moves {
    private Moves() {}

    /** Counts what the outgoing kernel holds. */
    static void hold(HostFold fold, long generation, long sessions, long files) {
        fold.prepare(generation);
        fold.change(generation, u -> u.tally(u.tally().held(sessions, files)));
    }

    static void session(HostFold fold, SessionState before, SessionState after) {
        fold.put(after);
        fold.change(before.generation(), u -> u.tally(u.tally().session(before.status(), after.status())));
    }

    /** A file of an incoming session. */
    static void file(HostFold fold, FileState before, FileState after) {
        fold.put(after);
        FileStatus from = before.status();
        FileStatus to = after.status();
        fold.change(before.generation(), u -> {
            u.tally(u.tally().file(from, to));
            u.renamed(before, after);
            u.moved(before, after);
        });
        int settled = (from.open() && !to.open() ? 1 : 0) - (!from.open() && to.open() ? 1 : 0);
        if (settled != 0) {
            SessionState session = fold.session(before.generation(), before.session());
            if (session != null) {
                fold.put(session.withFiles(session.files(), session.filesOpen() - settled));
            }
        }
        DeviceRules.follow(fold, after);
    }

    /** Its contents are gone unread. */
    static void discarded(HostFold fold, FileState file) {
        discarded(fold, file.generation(), file.subject(), file.forWhom(), file.firstSequence());
    }

    static void discarded(HostFold fold, long generation, String subject, long evidence) {
        discarded(fold, generation, subject, "", evidence);
    }

    private static void discarded(HostFold fold, long generation, String subject, String forWhom, long evidence) {
        fold.raise(
                FindingCatalogue.CONTENTS_DISCARDED,
                fold.number(generation),
                subject,
                "retrieved before it was finished" + forWhom,
                "finished without retrieve",
                evidence);
    }
}
