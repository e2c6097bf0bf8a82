package io.luoledger.simulator.kernel;

import io.luoledger.event.KernelBody;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.EntryStore;
import io.luoledger.simulator.memory.Kho;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Live Update Orchestrator of one kernel: its two halves, its handlers, and its device. */
final class LiveUpdate {
    private static final String RESTORE = "kho_restore_page";

    private final Kho kho;
    private final Journal journal;
    private final Handlers handlers = new Handlers();
    private final OutgoingHalf outgoing;
    private final IncomingHalf incoming;
    private final Faults faults = new Faults();
    private final Meanwhile meanwhile = new Meanwhile();
    private final Warnings warnings;
    private final FlbTable outgoingFlbs;
    private final LuoSubtree outgoingRoot;
    private final long nextNumber;
    private @Nullable List<FlbTable.Entry> leftFlbs;
    private boolean deviceOpen;

    private LiveUpdate(Kho kho, KernelProfile profile, Journal journal, Received received) {
        this.kho = kho;
        this.journal = journal;
        this.warnings = new Warnings(profile, journal);
        kho.onUnrestorable(() -> warnings.warnOnce(
                RESTORE, Side.NONE, RESTORE, "WARNING: memory that wasn't handed over, or was restored before"));
        this.outgoing = new OutgoingHalf(kho, profile, handlers, journal, faults, warnings, meanwhile);
        this.incoming = new IncomingHalf(
                kho, profile, handlers, journal, received.sessions(), received.flbs(), faults, warnings);
        this.outgoingRoot = LuoSubtree.allocate(kho, profile);
        this.outgoingFlbs = FlbTable.allocate(kho);
        this.nextNumber = received.number() + 1;
        outgoingRoot.write(nextNumber, outgoing.reserve(), outgoingFlbs.address());
    }

    /**
     * What the early part of the boot found.
     *
     * @param present whether there was anything of the orchestrator's
     * @param number the live-update number, 0 on a cold boot
     */
    record Received(boolean present, long number, EntryStore.@Nullable Restored sessions, FlbTable flbs) {}

    /** Reads what the previous kernel left, early in boot, even with live update turned off. Panics when it is broken. */
    static Received receive(Kho kho, KernelProfile profile) {
        Kho.Blob blob;
        try {
            blob = LuoSubtree.retrieve(kho, profile);
        } catch (SysError none) {
            if (none.errnoName().equals("ENOENT")) {
                return new Received(false, 0, null, new FlbTable(kho, 0));
            }
            throw panic(none);
        }
        try {
            return read(kho, profile, blob);
        } catch (SysError broken) {
            throw panic(broken);
        }
    }

    private static Received read(Kho kho, KernelProfile profile, Kho.Blob blob) {
        LuoRoot.Found root = LuoRoot.read(kho, profile, blob);
        EntryStore.Restored restored =
                root.sessions() == 0 ? null : EntryStore.restore(kho, "luo_session_ser", root.sessions(), 0);
        Received received = new Received(true, root.number(), restored, new FlbTable(kho, root.flbs()));
        kho.restoreFree(blob.address());
        return received;
    }

    private static KernelDeath.Panic panic(SysError why) {
        return new KernelDeath.Panic("Kernel panic - not syncing: The incoming tree failed to initialize properly [-"
                + why.errno().number() + "], disabling live update");
    }

    /** The later part of the boot: what is needed to preserve for the next kernel. */
    static LiveUpdate start(Kho kho, KernelProfile profile, Journal journal, Received received) {
        return new LiveUpdate(kho, profile, journal, received);
    }

    /** Number of the live update that led to this kernel, as received; 0 after a cold boot. */
    long number() {
        return nextNumber - 1;
    }

    Handlers handlers() {
        return handlers;
    }

    Meanwhile meanwhile() {
        return meanwhile;
    }

    Faults faults() {
        return faults;
    }

    Warnings warnings() {
        return warnings;
    }

    OutgoingHalf outgoing() {
        return outgoing;
    }

    IncomingHalf incoming() {
        return incoming;
    }

    /** Registers an FLB with a handler. Its subsystem asked for what the previous kernel left by itself, or never will. */
    void link(RegisteredHandler handler, Flb flb) {
        handlers.link(handler, flb, outgoingFlbs.capacity());
    }

    /** Registers an FLB with a handler, then asks once for what the previous kernel left of it, as its subsystem does. */
    void register(RegisteredHandler handler, Flb flb) {
        link(handler, flb);
        try {
            flb.getIncoming(incoming.flbTable());
        } catch (SysError nothingThere) {
            return;
        }
        flb.putIncoming();
    }

    /**
     * open(/dev/liveupdate). EBUSY while it is open, EIO for ever when the received sessions can't be rebuilt.
     *
     * @param opener name of the program, null where it is nobody's business
     */
    void open(@Nullable String opener) {
        try {
            if (deviceOpen) {
                throw new SysError("EBUSY");
            }
            incoming.deserialize();
            deviceOpen = true;
        } catch (SysError refused) {
            // an open that succeeds does nothing to any resource, and is no event
            journal.record(Side.NONE, refusedOpen(opener, Result.refused(refused.errnoName())));
            throw refused;
        }
    }

    private KernelBody.LiveUpdateOpened refusedOpen(@Nullable String opener, Result result) {
        String missing = incoming.missingHandler();
        return incoming.inheritance() == KernelState.Inheritance.UNREACHABLE && missing != null
                ? new KernelBody.LiveUpdateOpened(result, opener, missing, handlers.names())
                : new KernelBody.LiveUpdateOpened(result, opener, null, List.of());
    }

    void closeDevice() {
        deviceOpen = false;
    }

    /** The reboot path: freezes and writes down everything. A handler's refusal is passed on, and all is as before. */
    void prepareHandover() {
        outgoingRoot.write(nextNumber, outgoing.reserve(), outgoingFlbs.address());
        long sessions = outgoing.serialize();
        outgoingRoot.write(nextNumber, sessions, outgoingFlbs.address());
        outgoingFlbs.write(handlers.flbs());
    }

    /** What both halves hold now. */
    KernelState state(Map<PciAddress, PciIdentity> functions) {
        Map<String, Long> flbs = new LinkedHashMap<>();
        for (Flb flb : handlers.flbs()) {
            if (flb.outgoingCount() > 0) {
                flbs.put(flb.name(), flb.outgoingCount());
            }
        }
        return new KernelState(
                incoming.inheritance(),
                states(outgoing.sessions()),
                states(incoming.sessions()),
                flbs,
                receivedFlbs(),
                functions);
    }

    private Map<String, KernelState.ReceivedFlb> receivedFlbs() {
        Map<String, KernelState.ReceivedFlb> received = new LinkedHashMap<>();
        for (FlbTable.Entry left : leftFlbs()) {
            KernelState.Reception reception = handlers.flbs().stream()
                    .filter(flb -> flb.name().equals(left.name()))
                    .findFirst()
                    .map(Flb::reception)
                    .orElse(KernelState.Reception.NEVER_ASKED);
            received.put(left.name(), new KernelState.ReceivedFlb(reception, left.count()));
        }
        return received;
    }

    /** Looked at once, before anybody takes the table away; no kernel reads it by itself, and none dies of it. */
    private List<FlbTable.Entry> leftFlbs() {
        List<FlbTable.Entry> left = leftFlbs;
        if (left == null) {
            try {
                left = incoming.flbTable().entries();
            } catch (KernelDeath unreadable) {
                left = List.of();
            }
            leftFlbs = left;
        }
        return left;
    }

    private static List<KernelState.SessionState> states(Iterable<LuoSession> sessions) {
        List<KernelState.SessionState> states = new ArrayList<>();
        for (LuoSession session : sessions) {
            states.add(new KernelState.SessionState(
                    session.session().name(),
                    session.retrieved(),
                    session.leaked(),
                    session.frozen(),
                    session.files().stream().map(PreservedFile::state).toList()));
        }
        return states;
    }

    Kho kho() {
        return kho;
    }
}
