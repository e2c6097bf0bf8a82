package io.luoledger.report;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import java.util.Comparator;
import java.util.List;

/**
 * Which of several findings of one severity tells best why an update failed: what did the most harm, then what the others
 * follow from, down the way of a live update. What an earlier line explains comes behind it: a device that moved isn't
 * retrieved, contents that can't be retrieved are discarded.
 */
final class CauseRank {
    /** Errors, the one that explains most first. */
    static final List<FindingKind> ORDER = List.of(
            // another workload's device was given out
            FindingCatalogue.WRONG_DEVICE,
            // the incoming kernel never got to it
            FindingCatalogue.KERNEL_DIED,
            // what waits for it waits for good
            FindingCatalogue.CALL_STUCK,
            FindingCatalogue.ABI_HANDOVER_UNFIT,
            FindingCatalogue.UPDATE_REFUSED,
            FindingCatalogue.OPENED_TOO_EARLY,
            FindingCatalogue.OPEN_REFUSED,
            FindingCatalogue.STORE_UNREACHABLE,
            FindingCatalogue.UPDATE_LOST,
            // the outgoing kernel never handed it over
            FindingCatalogue.FREEZE_REFUSED,
            FindingCatalogue.UPDATE_ABORTED,
            // a device isn't where it was
            FindingCatalogue.DEVICE_REPLACED,
            FindingCatalogue.SEGMENT_CHANGED,
            FindingCatalogue.DEVICE_MISSING,
            FindingCatalogue.DEVICE_MOVED,
            FindingCatalogue.DEVICE_REPARENTED,
            // something was taken from it or done to it on the way
            FindingCatalogue.DEVICE_RESET,
            FindingCatalogue.DEVICE_OPENED,
            FindingCatalogue.SESSION_NOT_SEEN,
            FindingCatalogue.FILE_NOT_SEEN,
            FindingCatalogue.FLB_IGNORED,
            // PID 1 didn't know what to give back to whom
            FindingCatalogue.STORE_TOO_NEW,
            FindingCatalogue.STORE_UNREADABLE,
            FindingCatalogue.STORE_ENTRY,
            FindingCatalogue.STORE_TWICE,
            FindingCatalogue.STORE_NOT_THERE,
            FindingCatalogue.STORE_NO_ENTRY,
            FindingCatalogue.STORE_UNIT_GONE,
            FindingCatalogue.BAD_PAGES_BACK,
            // and so this came of it
            FindingCatalogue.RETRIEVE_FAILED,
            FindingCatalogue.NEVER_RETRIEVED,
            FindingCatalogue.CONTENTS_DISCARDED,
            FindingCatalogue.SESSION_LEAKED,
            FindingCatalogue.STORE_LOST,
            // a kernel that breaks rules
            FindingCatalogue.FLB_READER_INSIDE,
            FindingCatalogue.FLB_AFTER_FINISH,
            FindingCatalogue.ORDER,
            FindingCatalogue.ABI_VERDICT_CONTRADICTED,
            // the log itself
            FindingCatalogue.EVENT_UNJUDGED,
            FindingCatalogue.GAP,
            FindingCatalogue.FORK,
            FindingCatalogue.CHAIN_BROKEN,
            FindingCatalogue.REORDERED);

    /** Of findings of one severity; those that aren't ranked come last, in their own order. */
    static final Comparator<Finding> FIRST = Comparator.comparingInt(finding -> rank(finding.kind()));

    private CauseRank() {}

    private static int rank(FindingKind kind) {
        int rank = ORDER.indexOf(kind);
        return rank < 0 ? ORDER.size() : rank;
    }
}
