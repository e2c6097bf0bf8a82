package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.FlbState.Life;
import io.luoledger.event.FlbBody;
import io.luoledger.event.FlbBody.FlbFinished;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.FlbBody.FlbUnpreserved;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens to FLBs (section 4 of the kernel's behaviour). */
final class FlbRules {
    static final String REFCOUNT_WARN = "refcount_warn";

    private static final String LOST = "flb_lost";
    private static final String PARTLY_LOST = "flb_partly_lost";
    private static final Set<FlbStatus> CAME_BACK = EnumSet.of(FlbStatus.RETRIEVED, FlbStatus.FINISHED);

    private FlbRules() {}

    static void apply(HostFold fold, FlbBody body) {
        String name = body.flb();
        if (name == null) {
            return;
        }
        long generation = switch (body) {
            case FlbPreserved p -> fold.boot().outgoing();
            case FlbUnpreserved u -> fold.boot().outgoing();
            case FlbRetrieved r -> fold.boot().incoming();
            case FlbFinished f -> fold.boot().incoming();
        };
        FlbState before = fold.flb(generation, name);
        String errno = body.result().errnoName();
        switch (body) {
            case FlbPreserved preserved -> {
                if (errno == null) {
                    preserved(fold, before, generation, name);
                } else {
                    fold.raise(
                            FindingCatalogue.PRESERVE_REFUSED,
                            fold.number(generation),
                            "flb " + name,
                            "preserved",
                            errno);
                }
            }
            case FlbUnpreserved unpreserved -> {
                if (errno == null && before != null && before.life() instanceof Life.Preserved kept) {
                    fold.put(kept.takenBack(fold.sequence()));
                }
            }
            case FlbRetrieved retrieved -> {
                if (errno == null) {
                    retrieved(fold, before, generation, name);
                } else {
                    notRetrieved(fold, before, generation, name, errno);
                }
            }
            case FlbFinished finished -> {
                if (errno == null) {
                    finished(fold, before, generation, name);
                }
            }
        }
    }

    /** With the first file that depends on it. */
    private static void preserved(HostFold fold, @Nullable FlbState before, long generation, String name) {
        fold.prepare(generation);
        FlbState flb =
                before == null ? first(fold, generation, name, FlbStatus.PRESERVED) : before.preserved(fold.sequence());
        UpdateState update = fold.update(generation);
        fold.put(update == null ? flb : flb.dependedOn(update.progress().lastKind(), 0));
    }

    /** Handed over, with the files that depend on it. */
    static FlbState promised(HostFold fold, Life.Preserved kept) {
        FlbState flb = kept.flb();
        UpdateState update = fold.update(flb.generation());
        String kind = flb.dependentKind();
        long files =
                update == null || kind == null ? 0 : update.kinds().of(kind).files();
        return kept.promised(files, fold.sequence());
    }

    private static void retrieved(HostFold fold, @Nullable FlbState before, long generation, String name) {
        Life life = before == null ? null : before.life();
        switch (life) {
            case null -> fold.put(first(fold, generation, name, FlbStatus.RETRIEVED));
            case Life.Retrievable held -> fold.put(held.retrieved(fold.sequence()));
            case Life.Finished finished -> {
                FlbState flb = finished.flb();
                fold.raise(
                        FindingCatalogue.FLB_AFTER_FINISH,
                        fold.number(generation),
                        flb.subject(),
                        "ENODATA: it is finished",
                        "retrieved again",
                        flb.lastSequence());
                return;
            }
        }
        partlyLost(fold, generation);
    }

    /** With the last file that depends on it, and the last reader. */
    private static void finished(HostFold fold, @Nullable FlbState before, long generation, String name) {
        UpdateState update = fold.update(generation);
        String kind = before == null ? null : before.dependentKind();
        long inside =
                update == null || kind == null ? 0 : update.kinds().of(kind).open();
        // with a gap the files' own finish may have been lost
        boolean gap = update != null && update.progress().gap();
        if (before != null && inside > 0 && !gap) {
            fold.raise(
                    FindingCatalogue.FLB_READER_INSIDE,
                    fold.number(generation),
                    before.subject(),
                    "finished behind the last file that depends on it",
                    "finished with " + Texts.files(inside) + " of " + kind + " open",
                    before.lastSequence());
        }
        fold.put(before == null ? first(fold, generation, name, FlbStatus.FINISHED) : before.finished(fold.sequence()));
    }

    private static FlbState first(HostFold fold, long generation, String name, FlbStatus status) {
        return FlbState.first(fold.host(), generation, name, status, fold.sequence());
    }

    private static void notRetrieved(
            HostFold fold, @Nullable FlbState before, long generation, String name, String errno) {
        boolean noData = errno.equals("ENOENT") || errno.equals("ENODATA");
        if (before != null && before.life() instanceof Life.Promised promised) {
            if (noData) {
                ignored(fold, promised, errno);
                return;
            }
            fold.raise(
                    FindingCatalogue.RETRIEVE_FAILED,
                    fold.number(generation),
                    before.subject(),
                    "retrieved: it was handed over",
                    errno,
                    before.firstSequence());
            fold.put(promised.leaked(fold.sequence()));
        } else if (before == null && fold.update(generation) != null) {
            fold.raise(
                    FindingCatalogue.RETRIEVE_REFUSED,
                    fold.number(generation),
                    "flb " + name,
                    "an FLB that was handed over",
                    errno);
        }
    }

    /** Nothing of what was handed over came back: neither do the FLBs, which nobody is left to ask for. */
    static void lostWithFiles(HostFold fold, long generation) {
        UpdateState update = fold.update(generation);
        if (update == null || !update.tally().settled() || update.tally().anything()) {
            return;
        }
        for (FlbState flb : fold.flbs(generation)) {
            if (flb.life() instanceof Life.Promised promised) {
                fold.put(promised.ignored(fold.sequence()));
            }
        }
    }

    /** The incoming kernel makes nothing of it. */
    static void ignored(HostFold fold, Life.Promised promised, String found) {
        FlbState flb = promised.flb();
        fold.raise(
                FindingCatalogue.FLB_IGNORED,
                fold.number(flb.generation()),
                flb.subject(),
                "retrieved: it was handed over",
                found,
                flb.firstSequence());
        fold.put(promised.ignored(fold.sequence()));
        fold.change(flb.generation(), u -> u.consequence(LOST));
        partlyLost(fold, flb.generation());
    }

    /** One FLB is lost or isn't; of several, some may be lost and others have come back. */
    private static void partlyLost(HostFold fold, long generation) {
        UpdateState update = fold.update(generation);
        if (update == null || !update.hasConsequence(LOST)) {
            return;
        }
        if (fold.flbs(generation).stream().anyMatch(flb -> CAME_BACK.contains(flb.status()))) {
            fold.change(generation, u -> u.consequence(PARTLY_LOST, LOST));
        }
    }
}
