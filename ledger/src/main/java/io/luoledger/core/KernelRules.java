package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.UpdateDraft.Life;
import io.luoledger.event.KernelBody;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverAborted;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.KhoSubtree;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.KernelBody.SubtreeFate;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.Moment;
import io.luoledger.event.Side;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What happens to the kernel as a whole: hand-over, death, warnings, refused calls, gaps of the source. */
final class KernelRules {
    /** As the kernel's watch over tasks that wait says it. */
    private static final Pattern HUNG = Pattern.compile("INFO: task .*blocked for more than \\d+ seconds\\.?.*");

    /** KHO's list of pages with memory errors. */
    private static final String BAD_PAGES = "hwpoison";

    private KernelRules() {}

    static void apply(HostFold fold, KernelBody body) {
        switch (body) {
            case HandoverStarted started -> started(fold, started);
            case HandoverAborted aborted -> aborted(fold, aborted);
            // the boot itself was noticed with the boot's first event
            case KernelBooted booted -> leftBehind(fold, booted);
            case KernelDied died -> died(fold, died);
            case KernelWarned warned -> warned(fold, warned);
            case LiveUpdateOpened opened -> opened(fold, opened);
            case CallRefused refused -> refused(fold, refused);
            case TargetAnnounced announced -> announced(fold, announced);
            case SourceGap gap -> gap(fold, gap);
        }
    }

    /** Says what is planned of what this kernel hands over; the latest word counts. */
    private static void announced(HostFold fold, TargetAnnounced body) {
        long generation = fold.boot().outgoing();
        fold.prepare(generation);
        fold.change(
                generation,
                u -> u.announced(new Progress.Announcement(body.targetKernel(), body.plan(), fold.sequence())));
    }

    private static void started(HostFold fold, HandoverStarted body) {
        long generation = fold.boot().outgoing();
        fold.prepare(generation);
        Moment at = fold.event().at();
        if (body.result().ok()) {
            fold.change(generation, u -> u.at(Life.Outgoing.class).handedOver(at));
        } else {
            fold.change(generation, u -> u.at(Life.Outgoing.class).notHandedOver(at));
            fold.raise(
                    FindingCatalogue.HANDOVER_REFUSED,
                    fold.number(generation),
                    "kernel",
                    "reboot(KEXEC) doesn't return",
                    String.valueOf(body.result().errnoName()));
        }
    }

    private static void aborted(HostFold fold, HandoverAborted body) {
        long generation = fold.boot().outgoing();
        fold.prepare(generation);
        fold.change(generation, u -> u.at(Life.Outgoing.class).aborted());
        String errno = body.result().errnoName();
        fold.raise(
                FindingCatalogue.UPDATE_ABORTED,
                fold.number(generation),
                "kernel",
                "handed over",
                "rolled back" + (errno == null ? "" : ", " + errno));
        if (OrderRules.freezesSessions(fold, generation)) {
            fold.sessions(generation)
                    .forEach(session -> fold.files(session).forEach(file -> OrderRules.rolledBack(fold, file)));
        } else {
            thaw(fold, generation);
        }
    }

    /** Looks at the sessions, and at the files of those that were frozen. */
    private static void thaw(HostFold fold, long generation) {
        for (SessionState session : fold.sessions(generation)) {
            if (session.life() instanceof SessionState.Life.Frozen frozen) {
                fold.put(frozen.thawed(fold.sequence()));
                thawFiles(fold, session);
            }
        }
    }

    private static void thawFiles(HostFold fold, SessionState session) {
        for (FileState file : fold.files(session)) {
            if (file.life() instanceof FileState.Life.Frozen frozen) {
                FileState thawed = frozen.thawed(fold.sequence());
                fold.put(thawed);
                DeviceRules.follow(fold, thawed);
            }
        }
    }

    /** What of KHO's other contents, of features and of its command line the kernel passes over. */
    private static void leftBehind(HostFold fold, KernelBooted body) {
        long number = fold.number(fold.boot().incoming());
        body.subtrees().forEach(subtree -> passedOver(fold, number, subtree));
        body.unknownParameters()
                .forEach(parameter -> fold.raise(
                        FindingCatalogue.PARAMETER_IGNORED,
                        number,
                        "kernel " + parameter,
                        "a parameter that " + fold.boot().kernel() + " knows",
                        "passed over: the default holds"));
    }

    private static void passedOver(HostFold fold, long number, KhoSubtree subtree) {
        boolean ignored = subtree.fate() == SubtreeFate.IGNORED || subtree.fate() == SubtreeFate.NOT_ASKED;
        if (subtree.unknownFeatures() != null) {
            fold.raise(
                    FindingCatalogue.FEATURE_UNKNOWN,
                    number,
                    "subtree " + subtree.subtree(),
                    String.valueOf(subtree.taken()),
                    "0x%x unknown, %s: %s"
                            .formatted(subtree.unknownFeatures(), ignored ? "refused" : "left out", subtree.left()));
        } else if (ignored) {
            fold.raise(
                    subtree.subtree().equals(BAD_PAGES)
                            ? FindingCatalogue.BAD_PAGES_BACK
                            : FindingCatalogue.KHO_IGNORED,
                    number,
                    "subtree " + subtree.subtree(),
                    subtree.taken() == null ? "somebody who takes it" : subtree.taken(),
                    left(subtree));
        }
    }

    private static String left(KhoSubtree subtree) {
        String how = subtree.fate() == SubtreeFate.NOT_ASKED ? "nobody asked" : "passed over";
        return how
                + (subtree.left() == null ? "" : ": " + subtree.left())
                + (subtree.entries() == null ? "" : ", " + subtree.entries() + " entries");
    }

    private static void died(HostFold fold, KernelDied body) {
        long generation = fold.boot().incoming();
        boolean incoming = fold.event().boot().side() != Side.OUTGOING;
        fold.raise(
                FindingCatalogue.KERNEL_DIED,
                fold.number(incoming ? generation : fold.boot().outgoing()),
                "kernel",
                "alive",
                (body.panic() ? "panic" : "oops")
                        + (body.during() == null ? "" : " during " + body.during())
                        + (body.message() == null ? "" : ": " + body.message()));
        if (!incoming) {
            return;
        }
        String consequence = consequenceOf(body);
        fold.change(generation, u -> {
            if (consequence != null) {
                u.consequence(consequence);
            }
            if (body.panic()
                    && u.life() instanceof Life.Incoming received
                    && !u.tally().settled()) {
                received.settled();
            }
        });
    }

    private static @Nullable String consequenceOf(KernelDied body) {
        if (body.during() == null) {
            return null;
        }
        boolean ofWarning =
                body.panic() && body.message() != null && body.message().contains("panic_on_warn");
        return switch (body.during()) {
            case "open" -> "oops_on_open";
            case "retrieve" -> "oops_on_retrieve";
            case "finish" -> ofWarning ? "panic_on_finish" : "oops_on_finish";
            case "boot" -> "oops_at_boot";
            default -> null;
        };
    }

    private static void warned(HostFold fold, KernelWarned body) {
        long generation = fold.boot().incoming();
        boolean hung = HUNG.matcher(body.message()).matches();
        fold.raise(
                hung ? FindingCatalogue.CALL_STUCK : FindingCatalogue.KERNEL_WARNED,
                fold.number(generation),
                body.place() == null ? "kernel" : "kernel " + body.place(),
                hung ? "the call returns" : "no warning",
                body.message());
        String text = (body.place() + " " + body.message()).toLowerCase(Locale.ROOT);
        if (text.contains("refcount")) {
            fold.change(generation, u -> u.consequence(FlbRules.REFCOUNT_WARN));
        }
    }

    private static void opened(HostFold fold, LiveUpdateOpened body) {
        String errno = body.result().errnoName();
        if (errno == null) {
            return;
        }
        long generation = fold.boot().incoming();
        UpdateState received = fold.update(generation);
        if (errno.equals("ENOENT") && received != null && received.stage() == UpdateState.Stage.INCOMING) {
            absent(fold, generation);
            return;
        }
        if (!errno.equals("EIO")) {
            fold.raise(
                    FindingCatalogue.CALL_REFUSED, fold.number(generation), "kernel", "/dev/liveupdate opened", errno);
            return;
        }
        registeredSince(fold, generation, body);
        UpdateState update = fold.update(generation);
        if (update != null && update.stage() == UpdateState.Stage.REFUSED) {
            return;
        }
        fold.raise(
                FindingCatalogue.OPEN_REFUSED,
                fold.number(generation),
                "kernel",
                "/dev/liveupdate opened" + (body.opener() == null ? "" : " by " + body.opener()),
                errno
                        + (body.missingHandler() == null
                                ? ""
                                : ": no handler " + body.missingHandler() + " is registered"));
        FdStoreRules.unreachable(fold, generation);
        outOfReach(fold, generation, "open_eio_memory_leaked");
    }

    /** The handler that the boot's first open missed is there now: too late. */
    private static void registeredSince(HostFold fold, long generation, LiveUpdateOpened body) {
        String missed = body.missingHandler();
        if (missed != null && body.registeredHandlers().contains(missed)) {
            fold.raise(
                    FindingCatalogue.OPENED_TOO_EARLY,
                    fold.number(generation),
                    "handler " + missed,
                    "registered before the first open of /dev/liveupdate",
                    "registered behind it: " + body.result());
        }
    }

    /** No device: live update is off or not built in, and what was handed over stays reserved out of reach. */
    private static void absent(HostFold fold, long generation) {
        fold.raise(
                FindingCatalogue.UPDATE_REFUSED,
                fold.number(generation),
                "kernel",
                "a kernel that takes what it is handed",
                "device_absent_memory_leaked: /dev/liveupdate doesn't exist");
        outOfReach(fold, generation, "device_absent_memory_leaked");
    }

    /** Nothing of what was handed over can be reached any more. */
    private static void outOfReach(HostFold fold, long generation, String consequence) {
        fold.change(generation, u -> {
            u.consequence(consequence);
            u.at(Life.Reachable.class).refused();
        });
        BootRules.leakOpen(fold, generation);
    }

    private static void refused(HostFold fold, CallRefused body) {
        boolean outgoing = fold.event().boot().side() == Side.OUTGOING;
        if (body.result().ok()) {
            succeeded(fold, body, outgoing);
            return;
        }
        fold.raise(
                FindingCatalogue.CALL_REFUSED,
                fold.number(outgoing ? fold.boot().outgoing() : fold.boot().incoming()),
                body.session() == null ? "kernel" : "session " + body.session().name(),
                "a call that the kernel knows, in the right place",
                "command 0x%x%s: %s".formatted(body.command(), contested(body), body.result()));
    }

    /** A call without a body of its own that did something is known by its number alone. */
    private static void succeeded(HostFold fold, CallRefused body, boolean outgoing) {
        if (body.command() == CallRefused.CLAIMED_TWICE) {
            fold.raise(
                    FindingCatalogue.CALL_POSTED,
                    fold.number(outgoing ? fold.boot().outgoing() : fold.boot().incoming()),
                    body.session() == null
                            ? "kernel"
                            : "session " + body.session().name(),
                    "a call that a release has",
                    "command 0x%x, %s".formatted(body.command(), outgoing ? "FREEZE" : "RETRIEVE_INTO_FD"));
        }
    }

    /** Which of the two it may be: the number doesn't tell, its struct does. */
    private static String contested(CallRefused body) {
        if (body.command() != CallRefused.CLAIMED_TWICE) {
            return "";
        }
        return " (FREEZE with a struct of 8 bytes, or RETRIEVE_INTO_FD with one of 16: both were posted with this number"
                + (body.structBytes() == null ? "" : "; this one has " + body.structBytes())
                + ")";
    }

    private static void gap(HostFold fold, SourceGap body) {
        UpdateState handedOver = fold.update(fold.boot().outgoing());
        // a trace that ends in the reboot is as good as a trace gets
        boolean normal = body.reason() == GapReason.TRUNCATED
                && handedOver != null
                && handedOver.stage() == UpdateState.Stage.HANDED_OVER;
        if (normal) {
            fold.change(fold.boot().outgoing(), u -> u.cutInFreeze());
        } else if (body.reason() != GapReason.PART_MISSING) {
            recordsLost(fold);
        }
        fold.raise(
                normal ? FindingCatalogue.SOURCE_ENDS : FindingCatalogue.SOURCE_GAP,
                fold.boot().liveUpdate(),
                "source" + (body.line() == null ? "" : " line " + body.line()),
                "a source that shows everything",
                body.reason() + ": " + body.detail());
    }

    /** Records of this boot are lost: of what it had received, and of what it hands over. */
    static void recordsLost(HostFold fold) {
        long outgoing = fold.boot().outgoing();
        fold.prepare(outgoing);
        fold.change(outgoing, u -> u.outgoingGap(fold.sequence()));
        fold.change(fold.boot().incoming(), u -> u.incomingGap(fold.sequence()));
    }
}
