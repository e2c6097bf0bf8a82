package io.luoledger.simulator;

import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.memory.HandoverImage;

/** One host over its boots. */
public final class Machine {
    /** 1 GiB, as the captured machines have. */
    public static final long DEFAULT_MEMORY_BYTES = 1L << 30;

    private final Journal journal;
    private final long memoryBytes;
    private int boots;
    private long liveUpdates;

    public Machine(Journal journal, long memoryBytes) {
        this.journal = journal;
        this.memoryBytes = memoryBytes;
    }

    public Journal journal() {
        return journal;
    }

    /** A cold boot: whatever memory held is gone. */
    public Kernel powerOn(KernelProfile profile) {
        liveUpdates = 0;
        journal.booting("boot-" + boots++, profile.release(), 0);
        return Kernel.boot(profile, journal, memoryBytes);
    }

    /** The kernel after a kexec. Throws {@link KernelDeath} when it dies of what it finds. */
    public Kernel bootInto(KernelProfile profile, HandoverImage image) {
        liveUpdates++;
        journal.booting("boot-" + boots++, profile.release(), liveUpdates);
        return Kernel.boot(profile, journal, image);
    }
}
