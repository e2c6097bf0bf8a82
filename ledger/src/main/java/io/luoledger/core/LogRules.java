package io.luoledger.core;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.UnknownBody;
import io.luoledger.wire.RecordedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Integrity of the ledger itself: sequence and chain. */
final class LogRules {
    private LogRules() {}

    /** The log behind this event, which isn't older than what was read. */
    static LogState next(Turn turn, @Nullable LogState log, RecordedEvent recorded) {
        return clocked(turn, linked(turn, log, recorded));
    }

    /** An event that nothing can be judged by: it counts, and its times don't. */
    static List<Output> unjudged(Turn turn, @Nullable LogState log, RecordedEvent recorded, String reason) {
        LogState after = linked(turn, log, recorded);
        Unjudged.raise(turn, reason);
        return turn.finish(after);
    }

    private static LogState linked(Turn turn, @Nullable LogState log, RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        if (log == null) {
            log = LogState.empty(event.host());
            if (event.sequence() > 0) {
                turn.raise(
                        FindingCatalogue.BEGINS_LATE,
                        event.boot().liveUpdate(),
                        "log",
                        "sequence 0 first",
                        "sequence " + event.sequence() + " first");
                return log.after(event.sequence(), event.chain());
            }
        }
        if (event.sequence() > log.nextSequence()) {
            long missing = event.sequence() - log.nextSequence();
            turn.raise(
                    FindingCatalogue.GAP,
                    event.boot().liveUpdate(),
                    "log",
                    "sequence " + log.nextSequence(),
                    "sequence " + event.sequence() + ": " + missing + (missing == 1 ? " event" : " events")
                            + " missing");
        } else if (!recorded.chainAfter(log.chain()).equals(event.chain())) {
            turn.raise(
                    FindingCatalogue.CHAIN_BROKEN,
                    event.boot().liveUpdate(),
                    "log",
                    "chain " + brief(recorded.chainAfter(log.chain())),
                    "chain " + brief(event.chain()));
        }
        return log.after(event.sequence(), event.chain());
    }

    /** An event that is older than what was read: it changes nothing but what is said of it. */
    static List<Output> late(Turn turn, LogState log) {
        LiveUpdateEvent event = turn.event();
        boolean there = log.recent().has(event.sequence());
        boolean duplicate = there
                ? log.recent().has(event.sequence(), event.chain().prefix())
                : event.sequence() < log.recent().oldest();
        turn.raise(
                duplicate ? FindingCatalogue.DUPLICATE : there ? FindingCatalogue.FORK : FindingCatalogue.REORDERED,
                event.boot().liveUpdate(),
                "log",
                "sequence " + log.nextSequence(),
                "sequence " + event.sequence()
                        + (duplicate ? " again" : there ? " again, with other contents" : " late"));
        return turn.finish(log);
    }

    /** An event of a kind that only a newer version knows: whatever it told is missing from the view. */
    static void unknown(Turn turn, UnknownBody body) {
        turn.raise(
                FindingCatalogue.KIND_UNKNOWN,
                turn.boot().liveUpdate(),
                "log",
                "a kind of event that this version knows",
                body.kind() + ", " + body.result());
    }

    private static LogState clocked(Turn turn, LogState log) {
        LiveUpdateEvent event = turn.event();
        String back = log.clock().wentBack(event);
        if (back != null) {
            turn.raise(
                    FindingCatalogue.CLOCK_BACK,
                    event.boot().liveUpdate(),
                    "log",
                    "times that never go back within a boot",
                    back);
        }
        return log.at(log.clock().after(event, back != null));
    }

    private static String brief(ChainHash chain) {
        return chain.toString().substring(0, 16);
    }
}
