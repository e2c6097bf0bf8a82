package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;

/** An update that stays unfinished for too long, by the time that the host's own events tell. */
final class OverdueRules {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private OverdueRules() {}

    static void check(HostFold fold, long limitMicros) {
        long generation = fold.boot().incoming();
        UpdateState update = fold.update(generation);
        if (update == null
                || update.stage() != UpdateState.Stage.INCOMING
                || update.progress().overdueTold()
                // what isn't seen to be settled may be so all the same
                || update.progress().gap()
                || update.tally().settled()) {
            return;
        }
        Long since = update.progress().sinceBootMicros(fold.event().at());
        if (since == null || since < limitMicros) {
            return;
        }
        Tally tally = update.tally();
        fold.raise(
                FindingCatalogue.UNFINISHED_LONG,
                update.number(),
                "kernel",
                "finished within " + limitMicros / MICROS_PER_SECOND + " s of the boot",
                tally.sessionsSettled() + " of " + tally.sessions() + " sessions, "
                        + tally.filesSettled() + " of " + Texts.files(tally.files()) + " settled after "
                        + since / MICROS_PER_SECOND + " s",
                update.progress().incomingSequence());
        fold.change(generation, u -> u.toldOverdue());
    }
}
