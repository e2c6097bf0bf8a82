package io.luoledger.simulator.kernel;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.memory.StructView;
import java.util.List;

/** The PCI core's preserved functions, in memory that crosses the kexec. Refusals are {@code SysError}s. */
interface PciTable {
    /**
     * The address that a struct with a domain and a bdf tells, put together as the kernel does: what of the bdf is more than its 16
     * bits runs into the domain.
     */
    static PciAddress addressOf(StructView entry) {
        long bdf = entry.get("bdf");
        return new PciAddress((int) (entry.get("domain") | bdf >>> Short.SIZE), (int) bdf & 0xffff);
    }

    /** Address of its head: the FLB's data. */
    long data();

    /** Puts a function in, or counts it once more where the table counts. E2BIG, ENOMEM, ENOSPC. */
    void add(PciAddress address);

    /** Takes it out, or counts it once less; false when it isn't there. */
    boolean remove(PciAddress address);

    /** Whether it is in, and not finished. */
    boolean has(PciAddress address);

    /** How many functions the head counts. */
    long size();

    /** What is in and not finished. */
    List<PciAddress> addresses();

    /** The outgoing table goes. */
    void unpreserve();

    /** The incoming table goes. */
    void free();
}
