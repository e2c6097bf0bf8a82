package io.luoledger.core;

import io.luoledger.abi.Catalogue;
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

    static void begin(Turn turn, @Nullable HostState host, int retentionUpdates) {
        LiveUpdateEvent event = turn.event();
        Boot boot = event.boot();
        BootMark before = host == null ? null : host.current();
        boolean follows = before == null || boot.liveUpdate() == 0 || boot.liveUpdate() == before.liveUpdate() + 1;
        long ordinal = before == null ? 0 : before.ordinal() + (follows ? 1 : 2);
        BootMark mark = new BootMark(boot.id(), boot.kernel(), boot.liveUpdate(), ordinal, false);
        turn.boot(mark);
        if (boot.kernel().equals(Boot.UNKNOWN_KERNEL)) {
            turn.raise(FindingCatalogue.KERNEL_UNKNOWN, boot.liveUpdate(), "kernel", "a release", Boot.UNKNOWN_KERNEL);
        }
        if (before != null) {
            settleReceived(turn, before.ordinal());
            if (!follows) {
                missing(turn, before);
            }
        }
        receive(turn, before, follows);
        if (follows) {
            compareAnnounced(turn);
        }
        HostState after = host == null
                ? new HostState(event.host(), List.of(mark), 0)
                : host.withBoot(mark, retentionUpdates + 2);
        turn.put(forget(turn, after, ordinal - retentionUpdates));
    }

    // ---- what the kernel before had received ----

    private static void settleReceived(Turn turn, long generation) {
        UpdateState update = turn.update(generation);
        if (update == null) {
            return;
        }
        boolean told = update.stage() == UpdateState.Stage.REFUSED || update.stage() == UpdateState.Stage.LOST;
        boolean filesDone = update.tally().filesDone();
        turn.scan(EntityKey.generation(turn.host(), generation), entity -> {
            switch (entity) {
                case SessionState session -> settle(turn, session, update.number(), told);
                case FileState file -> settle(turn, file);
                case FlbState flb -> settle(turn, flb, update.number(), filesDone && !told);
                case DeviceState device -> settle(turn, device);
                case UpdateState u -> {}
                case HostState h -> {}
                case LogState l -> {}
                case FunctionState f -> {}
                case PathState p -> {}
                case BusState b -> {}
            }
        });
        if (update.stage() == UpdateState.Stage.INCOMING) {
            turn.change(generation, u -> u.to(UpdateState.Stage.SETTLED));
        }
    }

    private static void settle(Turn turn, SessionState session, long number, boolean told) {
        switch (session.status()) {
            case PROMISED, RETRIEVED -> {
                if (turn.gapBehind(session.generation(), session.lastSequence())) {
                    return;
                }
                if (!told) {
                    OpenQuestions.unsettled(
                            session,
                            ", and the next kernel booted",
                            turn::scan,
                            sequence -> turn.gapBehind(session.generation(), sequence),
                            (kind, subject, expected, found, evidence) ->
                                    turn.raise(kind, number, subject, expected, found, evidence));
                }
                turn.move(session, SessionStatus.LOST, true);
            }
            case LEAKED -> turn.move(session, SessionStatus.LOST, true);
            case OPEN, FROZEN, FINISHED, ABORTED, LOST -> {}
        }
    }

    private static void settle(Turn turn, FileState file) {
        if (file.status().open()) {
            SessionState session = turn.session(file.generation(), file.session());
            FileStatus to = session != null && session.status() == SessionStatus.FINISHED
                    ? SessionRules.finishedAs(turn, file)
                    : turn.gapBehind(file.generation(), file.lastSequence()) ? null : FileStatus.LOST;
            if (to != null) {
                turn.move(file, file.to(to, turn.sequence()));
            }
        } else if (file.status() == FileStatus.LEAKED) {
            turn.move(file, file.to(FileStatus.LOST, turn.sequence()));
        }
    }

    private static void settle(Turn turn, FlbState flb, long number, boolean filesDone) {
        if (!flb.status().open() || turn.gapBehind(flb.generation(), flb.lastSequence())) {
            return;
        }
        if (filesDone) {
            turn.raise(
                    FindingCatalogue.FLB_NOT_FINISHED,
                    number,
                    flb.subject(),
                    "finished with the last file",
                    "state " + flb.status() + " when the next kernel booted",
                    flb.lastSequence());
        }
        turn.put(flb.to(
                flb.status() == FlbStatus.PROMISED ? FlbStatus.IGNORED : FlbStatus.LEAKED, true, turn.sequence()));
    }

    private static void settle(Turn turn, DeviceState device) {
        if (turn.gapBehind(device.generation(), device.lastSequence())) {
            return;
        }
        switch (device.status()) {
            case PROMISED, RETRIEVED, RETRIEVE_FAILED, LEAKED ->
                turn.put(device.to(DeviceStatus.LOST, true, turn.sequence()));
            case PRESERVED, FINISHED, UNPRESERVED, LOST -> {}
        }
    }

    // ---- what the kernel before handed over ----

    private static void missing(Turn turn, BootMark before) {
        long liveUpdate = turn.boot().liveUpdate();
        turn.raise(
                FindingCatalogue.BOOT_MISSING,
                liveUpdate,
                "kernel",
                "live-update number " + (before.liveUpdate() + 1) + " or 0",
                "live-update number " + liveUpdate);
        long generation = before.outgoing();
        UpdateState update = turn.update(generation);
        if (update != null && update.begun()) {
            turn.change(generation, u -> u.to(UpdateState.Stage.LOST));
        }
        end(turn, generation, SessionStatus.LOST, FileStatus.LOST, DeviceStatus.LOST);
    }

    private static void receive(Turn turn, @Nullable BootMark before, boolean follows) {
        long generation = turn.boot().incoming();
        KernelBooted booted = turn.event().body() instanceof KernelBooted b ? b : null;
        BootOutcome outcome = booted == null ? BootOutcome.UNKNOWN : booted.outcome();
        boolean offered =
                turn.boot().liveUpdate() > 0 || outcome == BootOutcome.PANIC || outcome == BootOutcome.REFUSED_COLD;
        if (turn.update(generation) == null) {
            if (!offered) {
                return;
            }
            long number = turn.boot().liveUpdate() > 0
                    ? turn.boot().liveUpdate()
                    : before == null ? 1 : before.liveUpdate() + 1;
            String from = before != null && follows
                    ? before.kernel()
                    : booted != null && booted.fromKernel() != null ? booted.fromKernel() : Boot.UNKNOWN_KERNEL;
            turn.put(UpdateState.preparing(turn.host(), generation, number, from)
                    .outgoingSeen(before != null && follows));
        }
        switch (outcome) {
            case RESTORED -> promise(turn, generation, booted);
            case RESTORED_EMPTY -> restoredEmpty(turn, generation, booted);
            case UNKNOWN -> {
                if (turn.boot().liveUpdate() > 0) {
                    promise(turn, generation, booted);
                } else {
                    cold(turn, generation, booted);
                }
            }
            case COLD -> cold(turn, generation, booted);
            case REFUSED_COLD -> refuse(turn, generation, "cold_boot_memory_freed", FileStatus.LOST, booted);
            case PANIC -> refuse(turn, generation, "panic_boot", FileStatus.LOST, booted);
            case UNAVAILABLE -> {
                UpdateState update = turn.update(generation);
                if (offered || (update != null && update.stage() == UpdateState.Stage.HANDED_OVER)) {
                    refuse(turn, generation, "device_absent_memory_leaked", FileStatus.LEAKED, booted);
                } else {
                    cold(turn, generation, booted);
                }
            }
        }
    }

    /** Whether the kernel that booted is the one that was announced. */
    private static void compareAnnounced(Turn turn) {
        UpdateState update = turn.update(turn.boot().incoming());
        Progress.Announcement announced =
                update == null ? null : update.progress().announced();
        String booted = turn.boot().kernel();
        if (update == null
                || announced == null
                || booted.equals(Boot.UNKNOWN_KERNEL)
                || Catalogue.namesOf(booted).contains(announced.kernel())) {
            return;
        }
        turn.raise(
                FindingCatalogue.ABI_TARGET_OTHER,
                update.number(),
                "kernel " + update.fromKernel() + " -> " + booted,
                "kernel " + announced.kernel() + ", as announced"
                        + (announced.plan() == null ? "" : " by " + announced.plan()),
                "kernel " + booted,
                announced.sequence());
    }

    private static void incoming(Turn turn, long generation, UpdateState.Stage stage) {
        turn.change(
                generation,
                u -> u.received(stage, turn.boot().kernel(), turn.event().at().wallMicros())
                        .with(u.progress().booted(turn.sequence(), turn.event().at())));
    }

    /** Everything that was preserved is what this kernel must find; one that says it received no session has none. */
    private static void promise(Turn turn, long generation, @Nullable KernelBooted booted) {
        incoming(turn, generation, UpdateState.Stage.INCOMING);
        boolean saysEmpty = booted != null && booted.outcome() == BootOutcome.RESTORED_EMPTY;
        turn.scan(EntityKey.generation(turn.host(), generation), entity -> {
            switch (entity) {
                case SessionState session -> {
                    if (session.status().outgoing() && !saysEmpty) {
                        turn.put(session.to(
                                        SessionStatus.PROMISED,
                                        true,
                                        surelySeen(turn, generation, session.lastSequence()))
                                .withFiles(session.files(), session.files()));
                    }
                }
                case FileState file -> {
                    if (file.status().outgoing() && !saysEmpty) {
                        turn.put(file.to(FileStatus.PROMISED, surelySeen(turn, generation, file.lastSequence())));
                        turn.change(generation, u -> u.preservedAt(file.preservedAt()));
                        SessionRules.waitFor(turn, file);
                    }
                }
                case FlbState flb -> {
                    if (flb.status() == FlbStatus.PRESERVED) {
                        turn.put(FlbRules.promised(turn, flb));
                    }
                }
                case DeviceState device -> {
                    if (device.status() == DeviceStatus.PRESERVED && !saysEmpty) {
                        turn.put(device.to(
                                DeviceStatus.PROMISED, true, surelySeen(turn, generation, device.lastSequence())));
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
        turn.change(
                generation, u -> (u.progress().gap() || (u.tally().empty() && !saysEmpty)) ? u.outgoingSeen(false) : u);
        if (booted != null) {
            compare(turn, generation, booted);
        }
    }

    /** Where the source has a gap, what was seen in front of it may have been taken back: the boot is no proof of it. */
    private static long surelySeen(Turn turn, long generation, long lastSequence) {
        return turn.gapBehind(generation, lastSequence) ? lastSequence : turn.sequence();
    }

    /** What the incoming kernel says that it received, against what was handed over. */
    private static void compare(Turn turn, long generation, KernelBooted booted) {
        UpdateState update = turn.update(generation);
        Long sessions = booted.sessions();
        if (update == null || sessions == null) {
            return;
        }
        long files = booted.files() == null ? update.tally().files() : booted.files();
        if (!update.outgoingSeen()) {
            turn.change(
                    generation,
                    u -> u.with(u.tally().announced(sessions, files)).outgoingSeen(booted.files() != null));
        } else if (sessions < update.tally().sessions()
                || files < update.tally().files()) {
            turn.raise(
                    FindingCatalogue.SESSION_NOT_SEEN,
                    update.number(),
                    "kernel",
                    counts(update.tally().sessions(), update.tally().files()),
                    counts(sessions, files));
        }
    }

    private static String counts(long sessions, long files) {
        return (sessions == 1 ? "1 session, " : sessions + " sessions, ") + SessionRules.files(files);
    }

    private static void restoredEmpty(Turn turn, long generation, @Nullable KernelBooted booted) {
        UpdateState update = turn.update(generation);
        if (update == null || update.tally().sessions() == 0 || !surelyHeld(turn, generation)) {
            promise(turn, generation, booted);
            return;
        }
        incoming(turn, generation, UpdateState.Stage.LOST);
        turn.change(generation, u -> u.consequence("sessions_lost_memory_leaked"));
        lost(turn, generation, update, "a kernel that received no session");
    }

    /** Whether a session is known to have been there to the end: not where its close may have been lost. */
    private static boolean surelyHeld(Turn turn, long generation) {
        boolean[] held = {false};
        turn.scan(
                EntityKey.prefix(EntityKind.SESSION, turn.host(), generation),
                entity -> held[0] |= entity instanceof SessionState session
                        && session.status().outgoing()
                        && !turn.gapBehind(generation, session.lastSequence()));
        return held[0];
    }

    private static void cold(Turn turn, long generation, @Nullable KernelBooted booted) {
        UpdateState update = turn.update(generation);
        if (update == null) {
            return;
        }
        if (update.stage() == UpdateState.Stage.HANDED_OVER || turn.boot().liveUpdate() > 0) {
            incoming(turn, generation, UpdateState.Stage.LOST);
            lost(turn, generation, update, "a cold boot" + because(booted));
            return;
        }
        if (update.tally().sessions() > 0) {
            turn.raise(
                    FindingCatalogue.NOT_HANDED_OVER,
                    update.number(),
                    "kernel",
                    "handed over: "
                            + counts(update.tally().sessions(), update.tally().files()),
                    "a cold boot without a hand-over" + because(booted));
        }
        end(turn, generation, SessionStatus.LOST, FileStatus.LOST, DeviceStatus.LOST);
    }

    /** What the source tells of why. */
    private static String because(@Nullable KernelBooted booted) {
        return booted == null || booted.message() == null ? "" : ": " + booted.message();
    }

    private static void lost(Turn turn, long generation, UpdateState update, String found) {
        if (!update.tally().empty()) {
            turn.raise(
                    FindingCatalogue.UPDATE_LOST,
                    update.number(),
                    "kernel",
                    counts(update.tally().sessions(), update.tally().files()),
                    found);
        }
        end(turn, generation, SessionStatus.LOST, FileStatus.LOST, DeviceStatus.LOST);
    }

    private static void refuse(
            Turn turn, long generation, String consequence, FileStatus becomes, @Nullable KernelBooted booted) {
        incoming(turn, generation, UpdateState.Stage.REFUSED);
        turn.change(generation, u -> u.consequence(consequence));
        turn.raise(
                FindingCatalogue.UPDATE_REFUSED,
                turn.number(generation),
                "kernel",
                "a kernel that takes what it is handed",
                consequence + because(booted));
        boolean leaked = becomes == FileStatus.LEAKED;
        end(
                turn,
                generation,
                leaked ? SessionStatus.LEAKED : SessionStatus.LOST,
                becomes,
                leaked ? DeviceStatus.LEAKED : DeviceStatus.LOST);
    }

    /** What was to be handed over ends so. */
    private static void end(Turn turn, long generation, SessionStatus session, FileStatus file, DeviceStatus device) {
        turn.change(generation, u -> u.with(u.tally().allSettled()));
        turn.scan(EntityKey.generation(turn.host(), generation), entity -> {
            switch (entity) {
                case SessionState s -> {
                    if (s.status().outgoing()) {
                        turn.put(s.to(session, true, turn.sequence()));
                    }
                }
                case FileState f -> {
                    if (f.status().outgoing()) {
                        turn.put(f.to(file, turn.sequence()));
                        turn.change(
                                generation,
                                u -> u.preservedAt(f.preservedAt())
                                        .with(u.kinds().moved(f, f.status(), file)));
                    }
                }
                case FlbState f -> {
                    if (f.status() == FlbStatus.PRESERVED) {
                        turn.put(f.to(
                                file == FileStatus.LEAKED ? FlbStatus.LEAKED : FlbStatus.IGNORED,
                                true,
                                turn.sequence()));
                    }
                }
                case DeviceState d -> {
                    if (d.status() == DeviceStatus.PRESERVED) {
                        turn.put(d.to(device, true, turn.sequence()));
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

    /** Everything that this kernel received and didn't settle ends so. */
    static void settleOpen(Turn turn, long generation, SessionStatus session, FileStatus file, DeviceStatus device) {
        turn.scan(EntityKey.generation(turn.host(), generation), entity -> {
            switch (entity) {
                case SessionState s -> {
                    if (s.status().open()) {
                        turn.move(s, session, true);
                    }
                }
                case FileState f -> {
                    if (f.status().open()) {
                        turn.move(f, f.to(file, turn.sequence()));
                    }
                }
                case DeviceState d -> {
                    if (d.status() == DeviceStatus.PROMISED) {
                        turn.put(d.to(device, true, turn.sequence()));
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

    private static HostState forget(Turn turn, HostState host, long keepFrom) {
        long oldest = host.oldestGeneration();
        for (long generation = oldest; generation < keepFrom; generation++) {
            turn.scan(EntityKey.generation(turn.host(), generation), turn::forget);
        }
        return keepFrom > oldest ? host.forgotTo(keepFrom) : host;
    }
}
