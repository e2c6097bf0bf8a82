package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * What is still open where the log ends: asked of the state, not raised by an event, so the same online and offline.
 * As soon as a further event settles it, it becomes a finding of that event or none at all.
 */
public final class OpenQuestions {
    @FunctionalInterface
    interface Sink {
        void raise(FindingKind kind, String subject, String expected, String found, long evidence);
    }

    private OpenQuestions() {}

    /** The open questions of one host, in the order of its entities; of the time at which its log ends. */
    public static List<Finding> of(EntityReader entities, String host) {
        List<Finding> open = open(entities, host);
        return !open.isEmpty() && entities.get(EntityKey.log(host)) instanceof LogState log
                ? open.stream()
                        .map(finding -> finding.at(
                                new BootMoment(log.clock().boot(), log.clock().at())))
                        .toList()
                : open;
    }

    private static List<Finding> open(EntityReader entities, String host) {
        List<Finding> findings = new ArrayList<>();
        if (!(entities.get(EntityKey.host(host)) instanceof HostState state)) {
            return findings;
        }
        long generation = state.current().incoming();
        if (!(entities.get(UpdateState.key(host, generation)) instanceof UpdateState update)
                || update.stage() != UpdateState.Stage.INCOMING) {
            return findings;
        }
        boolean filesDone = update.tally().files() > 0 && update.tally().filesDone();
        entities.scan(EntityKey.generation(host, generation), entity -> {
            if (entity instanceof SessionState session
                    && session.status().open()
                    && !update.progress().gapBehind(session.lastSequence())) {
                unsettled(
                        session,
                        " up to the end of the log",
                        files(entities, session),
                        update.progress()::gapBehind,
                        (kind, subject, expected, found, evidence) -> findings.add(
                                new Finding(kind, host, update.number(), subject, expected, found, List.of(evidence))));
            } else if (entity instanceof FlbState flb
                    && flb.status().open()
                    && filesDone
                    && !update.progress().gapBehind(flb.lastSequence())) {
                findings.add(new Finding(
                        FindingCatalogue.FLB_NOT_FINISHED,
                        host,
                        update.number(),
                        flb.subject(),
                        "finished with the last file",
                        "state " + flb.status() + " up to the end of the log",
                        List.of(flb.lastSequence())));
            }
        });
        return findings;
    }

    /**
     * What is to be said of a session that was handed over and isn't settled, and of the files in it that nobody asked for.
     *
     * @param gapBehind whether the source has a gap behind this sequence: then a retrieve may have been lost
     */
    static void unsettled(
            SessionState session, String until, List<FileState> files, LongPredicate gapBehind, Sink sink) {
        if (session.status() == SessionStatus.PROMISED) {
            sink.raise(
                    FindingCatalogue.NEVER_RETRIEVED,
                    session.subject(),
                    "retrieved, with " + Texts.files(session.files()),
                    "never retrieved" + until,
                    session.lastSequence());
            return;
        }
        sink.raise(
                FindingCatalogue.NEVER_FINISHED,
                session.subject(),
                "finished",
                Texts.files(session.filesOpen()) + " not finished" + until,
                session.lastSequence());
        for (FileState file : files) {
            if (file.status() == FileStatus.PROMISED && !gapBehind.test(file.lastSequence())) {
                sink.raise(
                        FindingCatalogue.NEVER_RETRIEVED,
                        file.subject(),
                        "retrieved" + file.forWhom(),
                        "never retrieved" + until,
                        file.firstSequence());
            }
        }
    }

    private static List<FileState> files(EntityReader entities, SessionState session) {
        List<FileState> files = new ArrayList<>();
        entities.scan(
                EntityKey.prefix(EntityKind.FILE, session.host(), session.generation(), session.name()),
                entity -> files.add((FileState) entity));
        return files;
    }
}
