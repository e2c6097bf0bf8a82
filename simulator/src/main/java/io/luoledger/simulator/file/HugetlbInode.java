package io.luoledger.simulator.file;

import io.luoledger.simulator.SysError;

/** A file of huge pages. None are reserved on the simulated machine, so it only ever has holes. */
public final class HugetlbInode extends MemoryInode {
    private static final long HUGE_PAGE_BYTES = 2 << 20;

    public HugetlbInode(long size, int seals) {
        super(0, size, seals);
    }

    /** EPERM against a seal. EINVAL for a size that isn't whole huge pages. */
    public void truncate(long newSize) {
        if ((newSize & (HUGE_PAGE_BYTES - 1)) != 0) {
            throw new SysError("EINVAL");
        }
        requireSize(newSize);
        size = newSize;
    }

    @Override
    void evict() {
        // holds nothing
    }
}
