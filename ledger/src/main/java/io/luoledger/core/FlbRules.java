package io.luoledger.core;

import io.luoledger.event.FlbBody;
import io.luoledger.event.FlbBody.FlbFinished;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.FlbBody.FlbUnpreserved;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What happens to FLBs (section 4 of the kernel's behaviour). */
final class FlbRules {
    private static final String LOST = "flb_lost";
    private static final String PARTLY_LOST = "flb_partly_lost";
    private static final Set<FlbStatus> CAME_BACK = EnumSet.of(FlbStatus.RETRIEVED, FlbStatus.FINISHED);

    private FlbRules() {}

    static void apply(Turn turn, FlbBody body) {
        String name = body.flb();
        if (name == null) {
            return;
        }
        long generation = switch (body) {
            case FlbPreserved p -> turn.boot().outgoing();
            case FlbUnpreserved u -> turn.boot().outgoing();
            case FlbRetrieved r -> turn.boot().incoming();
            case FlbFinished f -> turn.boot().incoming();
        };
        FlbState before = turn.flb(generation, name);
        String errno = body.result().errnoName();
        switch (body) {
            case FlbPreserved preserved -> {
                if (errno == null) {
                    preserved(turn, before, generation, name);
                } else {
                    turn.raise(
                            FindingCatalogue.PRESERVE_REFUSED,
                            turn.number(generation),
                            "flb " + name,
                            "preserved",
                            errno);
                }
            }
            case FlbUnpreserved unpreserved -> {
                if (errno == null && before != null) {
                    to(turn, before, generation, name, FlbStatus.UNPRESERVED, false);
                }
            }
            case FlbRetrieved retrieved -> {
                if (errno == null) {
                    retrieved(turn, before, generation, name);
                } else {
                    notRetrieved(turn, before, generation, name, errno);
                }
            }
            case FlbFinished finished -> {
                if (errno == null) {
                    finished(turn, before, generation, name);
                }
            }
        }
    }

    /** With the first file that depends on it. */
    private static void preserved(Turn turn, @Nullable FlbState before, long generation, String name) {
        SessionRules.prepare(turn, generation);
        UpdateState update = turn.update(generation);
        to(turn, before, generation, name, FlbStatus.PRESERVED, false);
        FlbState flb = turn.flb(generation, name);
        if (flb != null && update != null) {
            turn.put(flb.dependedOn(update.progress().lastKind(), 0));
        }
    }

    /** Handed over, with the files that depend on it. */
    static FlbState promised(Turn turn, FlbState flb) {
        UpdateState update = turn.update(flb.generation());
        String kind = flb.dependentKind();
        long files =
                update == null || kind == null ? 0 : update.kinds().of(kind).files();
        return flb.to(FlbStatus.PROMISED, true, turn.sequence()).dependedOn(kind, files);
    }

    private static void retrieved(Turn turn, @Nullable FlbState before, long generation, String name) {
        if (before != null && before.status() == FlbStatus.FINISHED) {
            turn.raise(
                    FindingCatalogue.FLB_AFTER_FINISH,
                    turn.number(generation),
                    before.subject(),
                    "ENODATA: it is finished",
                    "retrieved again",
                    before.lastSequence());
            return;
        }
        to(turn, before, generation, name, FlbStatus.RETRIEVED, true);
        partlyLost(turn, generation);
    }

    /** With the last file that depends on it, and the last reader. */
    private static void finished(Turn turn, @Nullable FlbState before, long generation, String name) {
        UpdateState update = turn.update(generation);
        String kind = before == null ? null : before.dependentKind();
        long inside =
                update == null || kind == null ? 0 : update.kinds().of(kind).open();
        // with a gap the files' own finish may have been lost
        boolean gap = update != null && update.progress().gap();
        if (before != null && inside > 0 && !gap) {
            turn.raise(
                    FindingCatalogue.FLB_READER_INSIDE,
                    turn.number(generation),
                    before.subject(),
                    "finished behind the last file that depends on it",
                    "finished with " + SessionRules.files(inside) + " of " + kind + " open",
                    before.lastSequence());
        }
        to(turn, before, generation, name, FlbStatus.FINISHED, true);
    }

    private static void to(
            Turn turn, @Nullable FlbState before, long generation, String name, FlbStatus status, boolean incoming) {
        turn.put(
                before == null
                        ? new FlbState(
                                turn.host(),
                                generation,
                                name,
                                incoming,
                                status,
                                null,
                                0,
                                turn.sequence(),
                                turn.sequence())
                        : before.to(status, incoming, turn.sequence()));
    }

    private static void notRetrieved(Turn turn, @Nullable FlbState before, long generation, String name, String errno) {
        boolean noData = errno.equals("ENOENT") || errno.equals("ENODATA");
        if (before != null && before.status() == FlbStatus.PROMISED) {
            if (noData) {
                ignored(turn, before, errno);
                return;
            }
            turn.raise(
                    FindingCatalogue.RETRIEVE_FAILED,
                    turn.number(generation),
                    before.subject(),
                    "retrieved: it was handed over",
                    errno,
                    before.firstSequence());
            turn.put(before.to(FlbStatus.LEAKED, true, turn.sequence()));
        } else if (before == null && turn.update(generation) != null) {
            turn.raise(
                    FindingCatalogue.RETRIEVE_REFUSED,
                    turn.number(generation),
                    "flb " + name,
                    "an FLB that was handed over",
                    errno);
        }
    }

    /** Nothing of what was handed over came back: neither do the FLBs, which nobody is left to ask for. */
    static void lostWithFiles(Turn turn, long generation) {
        UpdateState update = turn.update(generation);
        if (update == null || !update.tally().settled() || update.tally().anything()) {
            return;
        }
        turn.scan(EntityKey.prefix(EntityKind.FLB, turn.host(), generation), entity -> {
            if (entity instanceof FlbState flb && flb.status() == FlbStatus.PROMISED) {
                turn.put(flb.to(FlbStatus.IGNORED, true, turn.sequence()));
            }
        });
    }

    /** The incoming kernel makes nothing of it. */
    static void ignored(Turn turn, FlbState flb, String found) {
        turn.raise(
                FindingCatalogue.FLB_IGNORED,
                turn.number(flb.generation()),
                flb.subject(),
                "retrieved: it was handed over",
                found,
                flb.firstSequence());
        turn.put(flb.to(FlbStatus.IGNORED, true, turn.sequence()));
        turn.change(flb.generation(), u -> u.consequence(LOST));
        partlyLost(turn, flb.generation());
    }

    /** One FLB is lost or isn't; of several, some may be lost and others have come back. */
    private static void partlyLost(Turn turn, long generation) {
        UpdateState update = turn.update(generation);
        if (update == null || !update.hasConsequence(LOST)) {
            return;
        }
        AtomicBoolean found = new AtomicBoolean();
        turn.scan(EntityKey.prefix(EntityKind.FLB, turn.host(), generation), entity -> {
            if (entity instanceof FlbState flb && CAME_BACK.contains(flb.status())) {
                found.set(true);
            }
        });
        if (found.get()) {
            turn.change(generation, u -> u.consequence(PARTLY_LOST, LOST));
        }
    }
}
