package io.luoledger.cli;

import io.luoledger.stats.KindStats;

/** Files of one kind over many live updates, for people: the counts add up to the files. */
final class KindText {
    private KindText() {}

    /** "12 files: 10 retrieved, 1 failed, 1 lost", and ", 2 unknown" where a source has a gap; with their updates' blackouts. */
    static String of(KindStats kind) {
        return Counts.of(kind.files(), "file") + ": " + kind.retrieved() + " retrieved, "
                + kind.failed() + " failed, " + kind.lost() + " lost"
                + (kind.unknown() == 0 ? "" : ", " + kind.unknown() + " unknown")
                + "; blackout " + BlackoutText.quantiles(kind.blackouts(), kind.blackoutsAtLeast());
    }
}
