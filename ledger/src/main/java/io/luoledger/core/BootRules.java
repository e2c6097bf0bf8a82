package io.luoledger.core;

import io.luoledger.abi.Catalogue;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.UpdateDraft.Life;
import io.luoledger.event.Boot;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.LiveUpdateEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the first event of a new boot settles: what the kernel before had received is over, what it handed over is
 * promised, refused or lost, and what was settled long ago is forgotten. Each entity is looked at once for each.
 */
final class BootRules {
    private BootRules() {}

    static void begin(HostFold fold, @Nullable HostState host, int retentionUpdates) {
        LiveUpdateEvent event = fold.event();
        Boot boot = event.boot();
        BootMark before = host == null ? null : host.current();
        boolean follows = before == null || boot.liveUpdate() == 0 || boot.liveUpdate() == before.liveUpdate() + 1;
        long ordinal = before == null ? 0 : before.ordinal() + (follows ? 1 : 2);
        BootMark mark = new BootMark(boot.id(), boot.kernel(), boot.liveUpdate(), ordinal, false);
        fold.boot(mark);
        if (boot.kernel().equals(Boot.UNKNOWN_KERNEL)) {
            fold.raise(FindingCatalogue.KERNEL_UNKNOWN, boot.liveUpdate(), "kernel", "a release", Boot.UNKNOWN_KERNEL);
        }
        if (before != null) {
            settleReceived(fold, before.ordinal());
            if (!follows) {
                missing(fold, before);
            }
        }
        receive(fold, before, follows);
        if (follows) {
            compareAnnounced(fold);
        }
        HostState after = host == null
                ? new HostState(event.host(), List.of(mark), 0)
                : host.withBoot(mark, retentionUpdates + 2);
        fold.put(forget(fold, after, ordinal - retentionUpdates));
    }

    // ---- what the kernel before had received ----

    private static void settleReceived(HostFold fold, long generation) {
        UpdateState update = fold.update(generation);
        if (update == null) {
            return;
        }
        boolean told = update.stage() == UpdateState.Stage.REFUSED || update.stage() == UpdateState.Stage.LOST;
        boolean filesDone = update.tally().filesDone();
        fold.everything(generation, entity -> {
            switch (entity) {
                case SessionState session -> settle(fold, session, update.number(), told);
                case FileState file -> settle(fold, file);
                case FlbState flb -> settle(fold, flb, update.number(), filesDone && !told);
                case DeviceState device -> settle(fold, device);
                case UpdateState u -> {}
                case HostState h -> {}
                case LogState l -> {}
                case FunctionState f -> {}
                case PathState p -> {}
                case BusState b -> {}
            }
        });
        if (update.stage() == UpdateState.Stage.INCOMING) {
            fold.change(generation, u -> u.at(Life.Incoming.class).settled());
        }
    }

    private static void settle(HostFold fold, SessionState session, long number, boolean told) {
        switch (session.life()) {
            case SessionState.Life.Received received -> {
                if (fold.gapBehind(session.generation(), session.lastSequence())) {
                    return;
                }
                if (!told) {
                    OpenQuestions.unsettled(
                            session,
                            ", and the next kernel booted",
                            fold.files(session),
                            sequence -> fold.gapBehind(session.generation(), sequence),
                            (kind, subject, expected, found, evidence) ->
                                    fold.raise(kind, number, subject, expected, found, evidence));
                }
                Moves.session(fold, session, received.ends(Fate.LOST, fold.sequence()));
            }
            case SessionState.Life.Leaked leaked -> Moves.session(fold, session, leaked.lost(fold.sequence()));
            case SessionState.Life.Outgoing o -> {}
            case SessionState.Life.Finished f -> {}
            case SessionState.Life.Aborted a -> {}
            case SessionState.Life.Lost l -> {}
        }
    }

    private static void settle(HostFold fold, FileState file) {
        if (file.life() instanceof FileState.Life.Open open) {
            SessionState session = fold.session(file.generation(), file.session());
            if (session != null && session.status() == SessionStatus.FINISHED) {
                SessionRules.finishUnseen(fold, open);
            } else if (!fold.gapBehind(file.generation(), file.lastSequence())) {
                Moves.file(fold, file, open.ends(Fate.LOST, fold.sequence()));
            }
        } else if (file.life() instanceof FileState.Life.Leaked leaked) {
            Moves.file(fold, file, leaked.lost(fold.sequence()));
        }
    }

    private static void settle(HostFold fold, FlbState flb, long number, boolean filesDone) {
        if (!(flb.life() instanceof FlbState.Life.Open open) || fold.gapBehind(flb.generation(), flb.lastSequence())) {
            return;
        }
        if (filesDone) {
            fold.raise(
                    FindingCatalogue.FLB_NOT_FINISHED,
                    number,
                    flb.subject(),
                    "finished with the last file",
                    "state " + flb.status() + " when the next kernel booted",
                    flb.lastSequence());
        }
        fold.put(open.left(fold.sequence()));
    }

    private static void settle(HostFold fold, DeviceState device) {
        if (fold.gapBehind(device.generation(), device.lastSequence())) {
            return;
        }
        if (device.life() instanceof DeviceState.Life.Received received) {
            fold.put(received.lost(fold.sequence()));
        }
    }

    // ---- what the kernel before handed over ----

    private static void missing(HostFold fold, BootMark before) {
        long liveUpdate = fold.boot().liveUpdate();
        fold.raise(
                FindingCatalogue.BOOT_MISSING,
                liveUpdate,
                "kernel",
                "live-update number " + (before.liveUpdate() + 1) + " or 0",
                "live-update number " + liveUpdate);
        long generation = before.outgoing();
        UpdateState update = fold.update(generation);
        if (update != null && update.begun()) {
            fold.change(generation, u -> u.at(Life.Begun.class).lost());
        }
        end(fold, generation, Fate.LOST);
    }

    private static void receive(HostFold fold, @Nullable BootMark before, boolean follows) {
        long generation = fold.boot().incoming();
        KernelBooted booted = fold.event().body() instanceof KernelBooted b ? b : null;
        BootOutcome outcome = booted == null ? BootOutcome.UNKNOWN : booted.outcome();
        boolean offered =
                fold.boot().liveUpdate() > 0 || outcome == BootOutcome.PANIC || outcome == BootOutcome.REFUSED_COLD;
        if (fold.update(generation) == null) {
            if (!offered) {
                return;
            }
            long number = fold.boot().liveUpdate() > 0
                    ? fold.boot().liveUpdate()
                    : before == null ? 1 : before.liveUpdate() + 1;
            String from = before != null && follows
                    ? before.kernel()
                    : booted != null && booted.fromKernel() != null ? booted.fromKernel() : Boot.UNKNOWN_KERNEL;
            fold.begin(UpdateState.preparing(fold.host(), generation, number, from, before != null && follows));
        }
        switch (outcome) {
            case RESTORED -> promise(fold, generation, booted);
            case RESTORED_EMPTY -> {
                if (saysEmpty(booted)) {
                    restoredEmpty(fold, generation, booted);
                } else {
                    promise(fold, generation, booted);
                }
            }
            case UNKNOWN -> {
                if (fold.boot().liveUpdate() > 0) {
                    promise(fold, generation, booted);
                } else {
                    cold(fold, generation, booted);
                }
            }
            case COLD -> cold(fold, generation, booted);
            case REFUSED_COLD -> refuse(fold, generation, "cold_boot_memory_freed", Fate.LOST, booted);
            case PANIC -> refuse(fold, generation, "panic_boot", Fate.LOST, booted);
            case UNAVAILABLE -> {
                UpdateState update = fold.update(generation);
                if (offered || (update != null && update.stage() == UpdateState.Stage.HANDED_OVER)) {
                    refuse(fold, generation, "device_absent_memory_leaked", Fate.LEAKED, booted);
                } else {
                    cold(fold, generation, booted);
                }
            }
        }
    }

    /** Whether the kernel that booted is the one that was announced. */
    private static void compareAnnounced(HostFold fold) {
        UpdateState update = fold.update(fold.boot().incoming());
        Progress.Announcement announced =
                update == null ? null : update.progress().announced();
        String booted = fold.boot().kernel();
        if (update == null
                || announced == null
                || booted.equals(Boot.UNKNOWN_KERNEL)
                || Catalogue.namesOf(booted).contains(announced.kernel())) {
            return;
        }
        fold.raise(
                FindingCatalogue.ABI_TARGET_OTHER,
                update.number(),
                "kernel " + update.fromKernel() + " -> " + booted,
                "kernel " + announced.kernel() + ", as announced"
                        + (announced.plan() == null ? "" : " by " + announced.plan()),
                "kernel " + booted,
                announced.sequence());
    }

    /** The kernel that boots is the one that was to get it. */
    private static Life.Incoming received(HostFold fold, UpdateDraft update) {
        return update.at(Life.Outgoing.class)
                .received(fold.boot().kernel(), fold.sequence(), fold.event().at());
    }

    /** Everything that was preserved is what this kernel must find; one that says it received no session has none. */
    private static void promise(HostFold fold, long generation, @Nullable KernelBooted booted) {
        fold.change(generation, u -> received(fold, u));
        boolean saysEmpty = saysEmpty(booted);
        fold.everything(generation, entity -> {
            switch (entity) {
                case SessionState session -> {
                    if (session.life() instanceof SessionState.Life.Outgoing held && !saysEmpty) {
                        fold.put(held.promised(surelySeen(fold, generation, session.lastSequence())));
                    }
                }
                case FileState file -> {
                    if (file.life() instanceof FileState.Life.Outgoing held && !saysEmpty) {
                        OrderRules.handedOver(fold, file);
                        fold.put(held.promised(surelySeen(fold, generation, file.lastSequence())));
                        fold.change(generation, u -> u.preservedAt(file.preservedAt()));
                        SessionRules.waitFor(fold, file);
                    }
                }
                case FlbState flb -> {
                    if (flb.life() instanceof FlbState.Life.Preserved kept) {
                        fold.put(FlbRules.promised(fold, kept));
                    }
                }
                case DeviceState device -> {
                    if (device.life() instanceof DeviceState.Life.Preserved kept && !saysEmpty) {
                        fold.put(kept.promised(surelySeen(fold, generation, device.lastSequence())));
                    }
                }
                case UpdateState u -> {}
                case HostState h -> {}
                case LogState l -> {}
                case FunctionState f -> {}
                case PathState p -> {}
                case BusState b -> {}
            }
        });
        fold.change(generation, u -> {
            if (u.gap() || (u.tally().empty() && !saysEmpty)) {
                u.outgoingSeen(false);
            }
        });
        if (booted != null) {
            compare(fold, generation, booted);
        }
    }

    /** One that counts sessions received some, whatever else it says. */
    private static boolean saysEmpty(@Nullable KernelBooted booted) {
        return booted != null
                && booted.outcome() == BootOutcome.RESTORED_EMPTY
                && (booted.sessions() == null || booted.sessions() == 0);
    }

    /** Where the source has a gap, what was seen in front of it may have been taken back: the boot is no proof of it. */
    private static long surelySeen(HostFold fold, long generation, long lastSequence) {
        return fold.gapBehind(generation, lastSequence) ? lastSequence : fold.sequence();
    }

    /** What the incoming kernel says that it received, against what was handed over. */
    private static void compare(HostFold fold, long generation, KernelBooted booted) {
        UpdateState update = fold.update(generation);
        Long sessions = booted.sessions();
        if (update == null || sessions == null) {
            return;
        }
        long files = booted.files() == null ? update.tally().files() : booted.files();
        if (!update.outgoingSeen()) {
            fold.change(generation, u -> {
                u.tally(u.tally().announced(sessions, files));
                u.outgoingSeen(booted.files() != null);
            });
        } else if (sessions < update.tally().sessions()
                || files < update.tally().files()) {
            fold.raise(
                    FindingCatalogue.SESSION_NOT_SEEN,
                    update.number(),
                    "kernel",
                    Texts.counts(update.tally().sessions(), update.tally().files()),
                    Texts.counts(sessions, files));
        }
    }

    private static void restoredEmpty(HostFold fold, long generation, @Nullable KernelBooted booted) {
        UpdateState update = fold.update(generation);
        if (update == null || update.tally().sessions() == 0 || !surelyHeld(fold, generation)) {
            promise(fold, generation, booted);
            return;
        }
        fold.change(generation, u -> {
            received(fold, u).lost();
            u.consequence("sessions_lost_memory_leaked");
        });
        lost(fold, generation, update, "a kernel that received no session");
    }

    /** Whether a session is known to have been there to the end: not where its close may have been lost. */
    private static boolean surelyHeld(HostFold fold, long generation) {
        return fold.sessions(generation).stream()
                .anyMatch(
                        session -> session.status().outgoing() && !fold.gapBehind(generation, session.lastSequence()));
    }

    private static void cold(HostFold fold, long generation, @Nullable KernelBooted booted) {
        UpdateState update = fold.update(generation);
        if (update == null) {
            return;
        }
        if (update.stage() == UpdateState.Stage.HANDED_OVER || fold.boot().liveUpdate() > 0) {
            fold.change(generation, u -> received(fold, u).lost());
            lost(fold, generation, update, "a cold boot" + because(booted));
            return;
        }
        if (update.tally().sessions() > 0) {
            fold.raise(
                    FindingCatalogue.NOT_HANDED_OVER,
                    update.number(),
                    "kernel",
                    "handed over: "
                            + Texts.counts(
                                    update.tally().sessions(), update.tally().files()),
                    "a cold boot without a hand-over" + because(booted));
        }
        end(fold, generation, Fate.LOST);
    }

    /** What the source tells of why. */
    private static String because(@Nullable KernelBooted booted) {
        return booted == null || booted.message() == null ? "" : ": " + booted.message();
    }

    private static void lost(HostFold fold, long generation, UpdateState update, String found) {
        if (!update.tally().empty()) {
            fold.raise(
                    FindingCatalogue.UPDATE_LOST,
                    update.number(),
                    "kernel",
                    Texts.counts(update.tally().sessions(), update.tally().files()),
                    found);
        }
        end(fold, generation, Fate.LOST);
    }

    private static void refuse(
            HostFold fold, long generation, String consequence, Fate fate, @Nullable KernelBooted booted) {
        fold.change(generation, u -> {
            received(fold, u).refused();
            u.consequence(consequence);
        });
        fold.raise(
                FindingCatalogue.UPDATE_REFUSED,
                fold.number(generation),
                "kernel",
                "a kernel that takes what it is handed",
                consequence + because(booted));
        end(fold, generation, fate);
    }

    /** What was to be handed over ends so. */
    private static void end(HostFold fold, long generation, Fate fate) {
        fold.change(generation, u -> u.tally(u.tally().allSettled()));
        fold.everything(generation, entity -> {
            switch (entity) {
                case SessionState session -> {
                    if (session.life() instanceof SessionState.Life.Outgoing held) {
                        fold.put(held.ends(fate, fold.sequence()));
                    }
                }
                case FileState file -> {
                    if (file.life() instanceof FileState.Life.Outgoing held) {
                        FileState after = held.ends(fate, fold.sequence());
                        fold.put(after);
                        fold.change(generation, u -> {
                            u.preservedAt(file.preservedAt());
                            u.moved(file, after);
                        });
                    }
                }
                case FlbState flb -> {
                    if (flb.life() instanceof FlbState.Life.Preserved kept) {
                        fold.put(kept.ends(fate, fold.sequence()));
                    }
                }
                case DeviceState device -> {
                    if (device.life() instanceof DeviceState.Life.Preserved kept) {
                        fold.put(kept.ends(fate, fold.sequence()));
                    }
                }
                case UpdateState u -> {}
                case HostState h -> {}
                case LogState l -> {}
                case FunctionState f -> {}
                case PathState p -> {}
                case BusState b -> {}
            }
        });
    }

    /** Everything that this kernel received and didn't settle is out of reach. */
    static void leakOpen(HostFold fold, long generation) {
        fold.everything(generation, entity -> {
            switch (entity) {
                case SessionState session -> {
                    if (session.life() instanceof SessionState.Life.Received received) {
                        Moves.session(fold, session, received.ends(Fate.LEAKED, fold.sequence()));
                    }
                }
                case FileState file -> {
                    if (file.life() instanceof FileState.Life.Open open) {
                        Moves.file(fold, file, open.ends(Fate.LEAKED, fold.sequence()));
                    }
                }
                case DeviceState device -> {
                    if (device.life() instanceof DeviceState.Life.Promised promised) {
                        fold.put(promised.leaked(fold.sequence()));
                    }
                }
                case FlbState f -> {}
                case UpdateState u -> {}
                case HostState h -> {}
                case LogState l -> {}
                case FunctionState f -> {}
                case PathState p -> {}
                case BusState b -> {}
            }
        });
    }

    // ---- what is long settled ----

    private static HostState forget(HostFold fold, HostState host, long keepFrom) {
        long oldest = host.oldestGeneration();
        for (long generation = oldest; generation < keepFrom; generation++) {
            fold.everything(generation, fold::forget);
        }
        return keepFrom > oldest ? host.forgotTo(keepFrom) : host;
    }
}
