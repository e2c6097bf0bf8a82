package io.luoledger.simulator.kernel;

import io.luoledger.event.KernelBody;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.StructView;
import io.luoledger.simulator.pci.PciHardware;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One boot of one kernel.
 *
 * <ol>
 *   <li>{@link #boot}: cold, or with what another kernel left in memory;
 *   <li>user space makes its calls through a {@link UserProcess};
 *   <li>{@link #kexec}: everything is frozen and written down, and the image for the next kernel is made. After that, or after
 *       a panic, nothing can be called any more.
 * </ol>
 */
public final class Kernel {
    private static final String EMPTY_INIT = "Kernel panic - not syncing: Attempted to kill init!";

    private final KernelProfile profile;
    private final Kho kho;
    private final Journal journal;
    private final @Nullable LiveUpdate liveUpdate;
    private final @Nullable Devices devices;
    private final @Nullable PreviousKernel previous;
    private final KhoClients clients;
    private boolean dead;

    /**
     * The PCI hardware that a kernel finds.
     *
     * @param before addresses at which the kernel before knew functions
     */
    public record PciBoot(PciHardware hardware, Set<PciAddress> before) {}

    private Kernel(
            KernelProfile profile,
            Kho kho,
            Journal journal,
            @Nullable LiveUpdate liveUpdate,
            @Nullable Devices devices,
            @Nullable PreviousKernel previous,
            KhoClients clients) {
        this.previous = previous;
        this.clients = clients;
        this.devices = devices;
        this.profile = profile;
        this.kho = kho;
        this.journal = journal;
        this.liveUpdate = liveUpdate;
    }

    /** Boots cold on a machine without PCI devices. */
    public static Kernel boot(KernelProfile profile, Journal journal, long memoryBytes) {
        return boot(profile, journal, memoryBytes, null);
    }

    /** Boots cold. */
    public static Kernel boot(KernelProfile profile, Journal journal, long memoryBytes, @Nullable PciBoot pci) {
        return start(profile, journal, HandoverImage.coldBoot(profile.abi(), memoryBytes), BootOutcome.COLD, pci);
    }

    /** Boots after a kexec, on a machine without PCI devices. Throws {@link KernelDeath} as with them. */
    public static Kernel boot(KernelProfile profile, Journal journal, HandoverImage image) {
        return boot(profile, journal, image, null);
    }

    /** Boots after a kexec. Throws {@link KernelDeath} when the kernel dies of what it finds, having written that down. */
    public static Kernel boot(KernelProfile profile, Journal journal, HandoverImage image, @Nullable PciBoot pci) {
        if (!profile.has(KernelProfile.Option.KHO)) {
            return start(profile, journal, image.ignored(profile.abi()).kho(), BootOutcome.UNAVAILABLE, pci);
        }
        HandoverImage.Reception reception;
        try {
            reception = image.receive(profile.abi());
        } catch (KernelDeath death) {
            journal.record(Side.INCOMING, died(null, death, null));
            throw death;
        }
        return start(
                profile,
                journal,
                reception.kho(),
                reception.accepted() ? BootOutcome.RESTORED : BootOutcome.REFUSED_COLD,
                pci);
    }

    private static Kernel start(
            KernelProfile profile, Journal journal, Kho kho, BootOutcome reception, @Nullable PciBoot pci) {
        PreviousKernel previous = PreviousKernel.read(kho);
        String from = previous == null ? null : previous.release();
        KernelBody.KhoSubtree told = LuoSubtree.told(kho, profile);
        journal.assuming(body -> Assumption.under(profile, body));
        try {
            LiveUpdate.Received received = profile.has(KernelProfile.Option.LIVEUPDATE)
                    ? LiveUpdate.receive(kho, profile)
                    : new LiveUpdate.Received(false, 0, null, new FlbTable(kho, 0));
            boolean device = profile.has(KernelProfile.Option.LIVEUPDATE)
                    && profile.has(KernelProfile.Option.LIVEUPDATE_ON)
                    && profile.has(KernelProfile.Option.KHO);
            KhoClients clients = KhoClients.start(kho, profile);
            if (reception != BootOutcome.COLD || !journal.firstBoot()) {
                // the first power-on of a host is where its story begins, not a part of it
                KernelBody.KernelBooted booted = booted(reception, device, from, received);
                journal.record(Side.INCOMING, with(booted, profile, told, clients.received()));
            }
            return late(profile, kho, journal, device ? received : null, previous, clients, pci);
        } catch (KernelDeath death) {
            journal.record(Side.INCOMING, died(from, death, told));
            throw death;
        }
    }

    private static KernelBody.KernelBooted died(
            @Nullable String from, KernelDeath death, KernelBody.@Nullable KhoSubtree luo) {
        return new KernelBody.KernelBooted(
                BootOutcome.PANIC,
                from,
                null,
                null,
                null,
                death.text(),
                Result.refused("EINVAL"),
                luo == null ? List.of() : List.of(luo),
                List.of());
    }

    /** The boot's event with what it says of its command line, and of all that was left in KHO. */
    private static KernelBody.KernelBooted with(
            KernelBody.KernelBooted booted,
            KernelProfile profile,
            KernelBody.@Nullable KhoSubtree luo,
            List<KernelBody.KhoSubtree> clients) {
        List<KernelBody.KhoSubtree> subtrees = new ArrayList<>(clients);
        if (luo != null) {
            subtrees.addFirst(luo);
        }
        return new KernelBody.KernelBooted(
                booted.outcome(),
                booted.fromKernel(),
                booted.sessions(),
                booted.files(),
                booted.flbs(),
                booted.message(),
                booted.result(),
                subtrees,
                profile.unknownParameters());
    }

    private static Kernel late(
            KernelProfile profile,
            Kho kho,
            Journal journal,
            LiveUpdate.@Nullable Received received,
            @Nullable PreviousKernel previous,
            KhoClients clients,
            @Nullable PciBoot pci) {
        if (profile.has(KernelProfile.Option.KHO)) {
            new PreviousKernel(profile.release(), previous == null ? 1 : previous.kexecs() + 1).write(kho);
        }
        LiveUpdate liveUpdate = received == null ? null : LiveUpdate.start(kho, profile, journal, received);
        Devices devices =
                pci == null ? null : Devices.boot(pci.hardware(), pci.before(), profile, kho, journal, liveUpdate);
        Kernel kernel = new Kernel(profile, kho, journal, liveUpdate, devices, previous, clients);
        if (liveUpdate == null) {
            return kernel;
        }
        if (profile.has(KernelProfile.Option.MEMFD)) {
            RegisteredHandler memfd =
                    liveUpdate.handlers().register(new MemfdHandler(kho, profile, liveUpdate.handlers()));
            int number = 0;
            for (String name : profile.testFlbs()) {
                liveUpdate.register(
                        memfd, new Flb(name, new TestFlb(number++), profile, journal, liveUpdate.warnings()));
            }
        }
        return kernel;
    }

    private static KernelBody.KernelBooted booted(
            BootOutcome reception, boolean device, @Nullable String from, LiveUpdate.Received received) {
        long sessions =
                received.sessions() == null ? 0 : received.sessions().entries().size();
        BootOutcome outcome = reception;
        if (!device) {
            outcome = BootOutcome.UNAVAILABLE;
        } else if (reception == BootOutcome.RESTORED && sessions == 0) {
            outcome = BootOutcome.RESTORED_EMPTY;
        }
        boolean told = outcome == BootOutcome.RESTORED || outcome == BootOutcome.RESTORED_EMPTY;
        return new KernelBody.KernelBooted(
                outcome,
                from,
                told ? Long.valueOf(sessions) : null,
                told ? fileCount(received) : null,
                told ? Long.valueOf(received.flbs().entries().size()) : null,
                null,
                Result.success());
    }

    /** How many files the sessions say they have, or null when that can't be a number of files. */
    private static @Nullable Long fileCount(LiveUpdate.Received received) {
        long files = 0;
        if (received.sessions() != null) {
            for (StructView session : received.sessions().entries()) {
                long count = session.inner("file_set_ser").get("count");
                if (count < 0 || count > Integer.MAX_VALUE) {
                    return null;
                }
                files += count;
            }
        }
        return files;
    }

    /** What the kernel before told of itself; null when it didn't, or not so that this one reads it. */
    public @Nullable PreviousKernel previous() {
        return previous;
    }

    /** memory_failure() on so many pages. */
    public void poison(long pages) {
        clients.poison(pages);
    }

    /** How many pages with memory errors it knows of; 0 where it has no list that outlives a kexec. */
    public long poisoned() {
        return clients.poisoned();
    }

    /** Leaves a crash log of so many bytes for the next kernel. ENODEV, ENOSPC. */
    public void storeCrash(long bytes) {
        clients.storeCrash(bytes);
    }

    /** Bytes of the crash log that the kernel before left. ENODEV, ENOENT. */
    public long storedCrash() {
        return clients.storedCrash();
    }

    /** The number of the live update that led here, as the kernel before wrote it; 0 after a cold boot. */
    public long liveUpdateNumber() {
        return liveUpdate == null ? 0 : liveUpdate.number();
    }

    public KernelProfile profile() {
        return profile;
    }

    public Kho kho() {
        return kho;
    }

    Journal journal() {
        return journal;
    }

    /** The orchestrator. ENOENT when this kernel has no /dev/liveupdate. */
    LiveUpdate liveUpdate() {
        if (liveUpdate == null) {
            throw new SysError("ENOENT");
        }
        return liveUpdate;
    }

    public boolean hasDevices() {
        return devices != null;
    }

    /** PCI and VFIO. ENODEV on a machine without. */
    public Devices devices() {
        if (devices == null) {
            throw new SysError("ENODEV");
        }
        return devices;
    }

    public boolean hasLiveUpdate() {
        return liveUpdate != null;
    }

    /** What it holds now. Costs as much as it holds. */
    public KernelState state() {
        Map<PciAddress, PciIdentity> functions = new TreeMap<>();
        if (devices != null) {
            devices.pci().devices().forEach(device -> functions.put(device.address(), device.identity()));
        }
        return liveUpdate == null ? KernelState.withoutLiveUpdate(functions) : liveUpdate.state(functions);
    }

    public boolean dead() {
        return dead;
    }

    /** The host's time. */
    public LogicalClock clock() {
        return journal.clock();
    }

    /** Failures put into this kernel. ENOENT when it has no live update. */
    public Faults faults() {
        return liveUpdate().faults();
    }

    /** What another task does in the middle of a lookup. ENOENT when it has no live update. */
    public Meanwhile meanwhile() {
        return liveUpdate().meanwhile();
    }

    /** A new process without open files. */
    public UserProcess process() {
        return new UserProcess(this, null);
    }

    /** A new process of a program that is told by its name. */
    public UserProcess process(String name) {
        return new UserProcess(this, name);
    }

    /** Loads a module by its name, if this kernel has it as one. */
    public void loadModule(String name) {
        if (devices != null && name.equals(Devices.VFIO_MODULE)) {
            devices.loadModule();
        }
    }

    /** Loads the modules that aren't loaded yet. */
    public void loadModules() {
        loadModule(Devices.VFIO_MODULE);
    }

    /**
     * Runs what a process calls. When the kernel dies of it that is written down, and thrown on.
     *
     * @param during the call, for the ledger
     */
    <T> T enter(String during, Supplier<T> call) {
        if (dead) {
            throw new IllegalStateException("this kernel runs no more");
        }
        try {
            return call.get();
        } catch (KernelDeath death) {
            dead = true;
            String message = death instanceof KernelDeath.Panic ? death.text() : death.text() + "; " + EMPTY_INIT;
            journal.record(Side.NONE, new KernelBody.KernelDied(during, true, message, Result.refused("EIO")));
            throw death;
        }
    }

    /** reboot(LINUX_REBOOT_CMD_KEXEC) without a loaded image. EINVAL, before anything is frozen. */
    public void kexecUnloaded() {
        journal.attempt(Side.OUTGOING, KernelBody.HandoverStarted::new, () -> {
            throw new SysError("EINVAL");
        });
    }

    /**
     * reboot(LINUX_REBOOT_CMD_KEXEC) with an image loaded. On a handler's refusal everything is as before, and the error comes
     * back; otherwise this kernel runs no more.
     */
    public HandoverImage kexec() {
        return enter("reboot", () -> {
            HandoverImage image;
            try {
                image = journal.attempt(Side.OUTGOING, KernelBody.HandoverStarted::new, () -> {
                    if (liveUpdate != null) {
                        liveUpdate.prepareHandover();
                    }
                    if (devices != null) {
                        devices.shutdown(kho.memory());
                    }
                    return kho.image();
                });
            } catch (SysError refused) {
                journal.record(Side.OUTGOING, new KernelBody.HandoverAborted(Result.refused(refused.errnoName())));
                throw refused;
            }
            dead = true;
            return image;
        });
    }
}
