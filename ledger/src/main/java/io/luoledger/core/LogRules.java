package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.UnknownBody;
import io.luoledger.wire.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** Integrity of the ledger itself: sequence and chain. */
final class LogRules {
    private LogRules() {}

    /** The log behind this event, which isn't older than what was read. */
    static LogState next(HostFold fold, @Nullable LogState log, RecordedEvent recorded) {
        LogState before = continued(fold, log, recorded);
        return after(before, recorded, clock(fold, before.clock()));
    }

    /** The log behind an event that nothing can be judged by: it counts, and its times don't. */
    static LogState unjudged(HostFold fold, @Nullable LogState log, RecordedEvent recorded, String reason) {
        LogState before = continued(fold, log, recorded);
        Unjudged.raise(fold, reason);
        return after(before, recorded, before.clock());
    }

    private static LogState after(LogState before, RecordedEvent recorded, LogClock clock) {
        return before.after(recorded.event().sequence(), recorded.event().chain(), clock);
    }

    /** The log that this event is to continue; says where it doesn't. */
    private static LogState continued(HostFold fold, @Nullable LogState log, RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        LogState before = log == null ? LogState.empty(event.host()) : log;
        if (log == null && event.sequence() > 0) {
            fold.raise(
                    FindingCatalogue.BEGINS_LATE,
                    event.boot().liveUpdate(),
                    "log",
                    "sequence 0 first",
                    "sequence " + event.sequence() + " first");
        } else if (event.sequence() > before.nextSequence()) {
            long missing = event.sequence() - before.nextSequence();
            fold.raise(
                    FindingCatalogue.GAP,
                    event.boot().liveUpdate(),
                    "log",
                    "sequence " + before.nextSequence(),
                    "sequence " + event.sequence() + ": " + missing + (missing == 1 ? " event" : " events")
                            + " missing");
        } else {
            checkChain(fold, before, recorded);
        }
        return before;
    }

    private static void checkChain(HostFold fold, LogState before, RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        ChainHash expected = recorded.chainAfter(before.chain());
        if (!expected.equals(event.chain())) {
            fold.raise(
                    FindingCatalogue.CHAIN_BROKEN,
                    event.boot().liveUpdate(),
                    "log",
                    "chain " + brief(expected),
                    "chain " + brief(event.chain()));
        }
    }

    /** An event that is older than what was read: it changes nothing but what is said of it. */
    static void late(HostFold fold, LogState log) {
        LiveUpdateEvent event = fold.event();
        boolean there = log.recent().has(event.sequence());
        boolean duplicate = there
                ? log.recent().has(event.sequence(), event.chain().prefix())
                : event.sequence() < log.recent().oldest();
        fold.raise(
                duplicate ? FindingCatalogue.DUPLICATE : there ? FindingCatalogue.FORK : FindingCatalogue.REORDERED,
                event.boot().liveUpdate(),
                "log",
                "sequence " + log.nextSequence(),
                "sequence " + event.sequence()
                        + (duplicate ? " again" : there ? " again, with other contents" : " late"));
    }

    /** An event of a kind that only a newer version knows: whatever it told is missing from the view. */
    static void unknown(HostFold fold, UnknownBody body) {
        fold.raise(
                FindingCatalogue.KIND_UNKNOWN,
                fold.boot().liveUpdate(),
                "log",
                "a kind of event that this version knows",
                body.kind() + ", " + body.result());
    }

    private static LogClock clock(HostFold fold, LogClock before) {
        LiveUpdateEvent event = fold.event();
        String back = before.wentBack(event);
        if (back != null) {
            fold.raise(
                    FindingCatalogue.CLOCK_BACK,
                    event.boot().liveUpdate(),
                    "log",
                    "times that never go back within a boot",
                    back);
        }
        return before.after(event, back != null);
    }

    private static String brief(ChainHash chain) {
        return chain.toString().substring(0, 16);
    }
}
