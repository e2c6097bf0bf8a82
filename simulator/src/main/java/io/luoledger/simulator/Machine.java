package io.luoledger.simulator;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.pci.PciPlatform;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One host over its boots. */
public final class Machine {
    /** 1 GiB, as the captured machines have. */
    public static final long DEFAULT_MEMORY_BYTES = 1L << 30;

    private final Journal journal;
    private final long memoryBytes;
    private final @Nullable PciPlatform platform;
    private Set<PciAddress> functions = Set.of();
    private @Nullable Kernel running;
    private int boots;
    private long liveUpdates;

    /** A machine without any PCI device. */
    public Machine(Journal journal, long memoryBytes) {
        this(journal, memoryBytes, null);
    }

    public Machine(Journal journal, long memoryBytes, @Nullable PciPlatform platform) {
        this.journal = journal;
        this.memoryBytes = memoryBytes;
        this.platform = platform;
    }

    public Journal journal() {
        return journal;
    }

    /** A cold boot: whatever memory held is gone. */
    public Kernel powerOn(KernelProfile profile) {
        liveUpdates = 0;
        journal.booting("boot-" + boots++, profile.release(), 0);
        functions = Set.of();
        if (platform != null) {
            platform.powerOn();
        }
        return booted(Kernel.boot(profile, journal, memoryBytes, pci()));
    }

    /** The kernel after a kexec. Throws {@link KernelDeath} when it dies of what it finds. */
    public Kernel bootInto(KernelProfile profile, HandoverImage image) {
        liveUpdates++;
        if (running != null && running.hasDevices()) {
            functions = running.devices().pci().seen();
        }
        journal.booting("boot-" + boots++, profile.release(), liveUpdates);
        return booted(Kernel.boot(profile, journal, image, pci()));
    }

    private Kernel.@Nullable PciBoot pci() {
        return platform == null ? null : new Kernel.PciBoot(platform.hardware(), functions);
    }

    private Kernel booted(Kernel kernel) {
        running = kernel;
        return kernel;
    }

    /** How often it was booted. */
    public int boots() {
        return boots;
    }

    /** The hardware, or null. */
    public @Nullable PciPlatform platform() {
        return platform;
    }
}
