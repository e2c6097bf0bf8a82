package io.luoledger.core;

import io.luoledger.event.KernelBody;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverAborted;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.Side;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happens to the kernel as a whole: hand-over, death, warnings, refused calls, gaps of the source. */
final class KernelRules {
    static final String REFCOUNT_WARN = "refcount_warn";

    private KernelRules() {}

    static void apply(Turn turn, KernelBody body) {
        switch (body) {
            case HandoverStarted started -> started(turn, started);
            case HandoverAborted aborted -> aborted(turn, aborted);
            case KernelBooted booted -> {
                // the boot itself was noticed with the boot's first event
            }
            case KernelDied died -> died(turn, died);
            case KernelWarned warned -> warned(turn, warned);
            case LiveUpdateOpened opened -> opened(turn, opened);
            case CallRefused refused -> refused(turn, refused);
            case TargetAnnounced announced -> announced(turn, announced);
            case SourceGap gap -> gap(turn, gap);
        }
    }

    /** Says what is planned of what this kernel hands over; the latest word counts. */
    private static void announced(Turn turn, TargetAnnounced body) {
        long generation = turn.boot().outgoing();
        SessionRules.prepare(turn, generation);
        turn.change(
                generation,
                u -> u.with(u.progress()
                        .announced(new Progress.Announcement(body.targetKernel(), body.plan(), turn.sequence()))));
    }

    private static void started(Turn turn, HandoverStarted body) {
        long generation = turn.boot().outgoing();
        SessionRules.prepare(turn, generation);
        UpdateState.Stage stage = body.result().ok() ? UpdateState.Stage.HANDED_OVER : UpdateState.Stage.ABORTED;
        turn.change(generation, u -> u.attempt(stage, turn.event().at()));
        if (!body.result().ok()) {
            turn.raise(
                    FindingCatalogue.HANDOVER_REFUSED,
                    turn.number(generation),
                    "kernel",
                    "reboot(KEXEC) doesn't return",
                    String.valueOf(body.result().errnoName()));
        }
    }

    private static void aborted(Turn turn, HandoverAborted body) {
        long generation = turn.boot().outgoing();
        SessionRules.prepare(turn, generation);
        turn.change(generation, u -> u.to(UpdateState.Stage.ABORTED));
        String errno = body.result().errnoName();
        turn.raise(
                FindingCatalogue.UPDATE_ABORTED,
                turn.number(generation),
                "kernel",
                "handed over",
                "rolled back" + (errno == null ? "" : ", " + errno));
        thaw(turn, generation);
    }

    /** Looks at the sessions, and at the files of those that were frozen. */
    private static void thaw(Turn turn, long generation) {
        turn.scan(EntityKey.prefix(EntityKind.SESSION, turn.host(), generation), entity -> {
            if (entity instanceof SessionState session && session.status() == SessionStatus.FROZEN) {
                turn.put(session.to(SessionStatus.OPEN, false, turn.sequence()));
                thawFiles(turn, session);
            }
        });
    }

    private static void thawFiles(Turn turn, SessionState session) {
        turn.scan(EntityKey.prefix(EntityKind.FILE, turn.host(), session.generation(), session.name()), entity -> {
            if (entity instanceof FileState file && file.status() == FileStatus.FROZEN) {
                FileState thawed = file.to(FileStatus.PRESERVED, turn.sequence());
                turn.put(thawed);
                DeviceRules.follow(turn, thawed);
            }
        });
    }

    private static void died(Turn turn, KernelDied body) {
        long generation = turn.boot().incoming();
        boolean incoming = turn.event().boot().side() != Side.OUTGOING;
        turn.raise(
                FindingCatalogue.KERNEL_DIED,
                turn.number(incoming ? generation : turn.boot().outgoing()),
                "kernel",
                "alive",
                (body.panic() ? "panic" : "oops")
                        + (body.during() == null ? "" : " during " + body.during())
                        + (body.message() == null ? "" : ": " + body.message()));
        if (!incoming) {
            return;
        }
        String consequence = consequenceOf(body);
        turn.change(generation, u -> {
            UpdateState told = consequence == null ? u : u.consequence(consequence);
            boolean over = body.panic()
                    && told.stage() == UpdateState.Stage.INCOMING
                    && !told.tally().settled();
            return over ? told.to(UpdateState.Stage.SETTLED) : told;
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

    private static void warned(Turn turn, KernelWarned body) {
        long generation = turn.boot().incoming();
        turn.raise(
                FindingCatalogue.KERNEL_WARNED,
                turn.number(generation),
                body.place() == null ? "kernel" : "kernel " + body.place(),
                "no warning",
                body.message());
        String text = (body.place() + " " + body.message()).toLowerCase(Locale.ROOT);
        if (text.contains("refcount")) {
            turn.change(generation, u -> u.consequence(REFCOUNT_WARN));
        }
    }

    private static void opened(Turn turn, LiveUpdateOpened body) {
        String errno = body.result().errnoName();
        if (errno == null) {
            return;
        }
        long generation = turn.boot().incoming();
        UpdateState received = turn.update(generation);
        if (errno.equals("ENOENT") && received != null && received.stage() == UpdateState.Stage.INCOMING) {
            absent(turn, generation);
            return;
        }
        if (!errno.equals("EIO")) {
            turn.raise(
                    FindingCatalogue.CALL_REFUSED, turn.number(generation), "kernel", "/dev/liveupdate opened", errno);
            return;
        }
        UpdateState update = turn.update(generation);
        if (update != null && update.stage() == UpdateState.Stage.REFUSED) {
            return;
        }
        turn.raise(FindingCatalogue.OPEN_REFUSED, turn.number(generation), "kernel", "/dev/liveupdate opened", errno);
        turn.change(generation, u -> u.consequence("open_eio_memory_leaked").to(UpdateState.Stage.REFUSED));
        BootRules.settleOpen(turn, generation, SessionStatus.LEAKED, FileStatus.LEAKED, DeviceStatus.LEAKED);
    }

    /** No device: live update is off or not built in, and what was handed over stays reserved out of reach. */
    private static void absent(Turn turn, long generation) {
        turn.raise(
                FindingCatalogue.UPDATE_REFUSED,
                turn.number(generation),
                "kernel",
                "a kernel that takes what it is handed",
                "device_absent_memory_leaked: /dev/liveupdate doesn't exist");
        turn.change(
                generation, u -> u.consequence("device_absent_memory_leaked").to(UpdateState.Stage.REFUSED));
        BootRules.settleOpen(turn, generation, SessionStatus.LEAKED, FileStatus.LEAKED, DeviceStatus.LEAKED);
    }

    private static void refused(Turn turn, CallRefused body) {
        if (body.result().ok()) {
            return;
        }
        boolean outgoing = turn.event().boot().side() == Side.OUTGOING;
        turn.raise(
                FindingCatalogue.CALL_REFUSED,
                turn.number(outgoing ? turn.boot().outgoing() : turn.boot().incoming()),
                body.session() == null ? "kernel" : "session " + body.session().name(),
                "a call that the kernel knows, in the right place",
                "command 0x%x: %s".formatted(body.command(), body.result()));
    }

    private static void gap(Turn turn, SourceGap body) {
        UpdateState handedOver = turn.update(turn.boot().outgoing());
        // a trace that ends in the reboot is as good as a trace gets
        boolean normal = body.reason() == GapReason.TRUNCATED
                && handedOver != null
                && handedOver.stage() == UpdateState.Stage.HANDED_OVER;
        if (normal) {
            turn.change(turn.boot().outgoing(), u -> u.with(u.progress().cutInFreeze()));
        } else if (body.reason() != GapReason.PART_MISSING) {
            recordsLost(turn);
        }
        turn.raise(
                normal ? FindingCatalogue.SOURCE_ENDS : FindingCatalogue.SOURCE_GAP,
                turn.boot().liveUpdate(),
                "source" + (body.line() == null ? "" : " line " + body.line()),
                "a source that shows everything",
                body.reason() + ": " + body.detail());
    }

    /** Records of this boot are lost: of what it had received, and of what it hands over. */
    static void recordsLost(Turn turn) {
        long outgoing = turn.boot().outgoing();
        SessionRules.prepare(turn, outgoing);
        turn.change(outgoing, u -> u.with(u.progress().outgoingGap(turn.sequence())));
        turn.change(turn.boot().incoming(), u -> u.with(u.progress().incomingGap(turn.sequence())));
    }
}
