package io.luoledger.core;

/** An update that stays unfinished for too long, by the time that the host's own events tell. */
final class OverdueRules {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private OverdueRules() {}

    static void check(Turn turn, long limitMicros) {
        long generation = turn.boot().incoming();
        if (!(turn.get(UpdateState.key(turn.host(), generation)) instanceof UpdateState update)
                || update.stage() != UpdateState.Stage.INCOMING
                || update.progress().overdueTold()
                // what isn't seen to be settled may be so all the same
                || update.progress().gap()
                || update.tally().settled()) {
            return;
        }
        Long since = update.progress().sinceBootMicros(turn.event().at());
        if (since == null || since < limitMicros) {
            return;
        }
        Tally tally = update.tally();
        turn.raise(
                FindingCatalogue.UNFINISHED_LONG,
                update.number(),
                "kernel",
                "finished within " + limitMicros / MICROS_PER_SECOND + " s of the boot",
                tally.sessionsSettled() + " of " + tally.sessions() + " sessions, "
                        + tally.filesSettled() + " of " + SessionRules.files(tally.files()) + " settled after "
                        + since / MICROS_PER_SECOND + " s",
                update.progress().incomingSequence());
        turn.change(generation, u -> u.with(u.progress().toldOverdue()));
    }
}
