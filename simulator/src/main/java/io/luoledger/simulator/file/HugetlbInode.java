package io.luoledger.simulator.file;

import io.luoledger.simulator.SysError;

/** A file of huge pages. None are reserved on the simulated machine, so it only ever has holes. */
public final class HugetlbInode extends Inode implements Sealable {
    private long size;
    private int seals;

    public HugetlbInode(long size, int seals) {
        super(0);
        this.size = size;
        this.seals = seals;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean regular() {
        return true;
    }

    @Override
    public int seals() {
        return seals;
    }

    @Override
    public void addSeals(int added) {
        if ((added & ~ALL) != 0) {
            throw new SysError("EINVAL");
        }
        if ((seals & SEAL) != 0) {
            throw new SysError("EPERM");
        }
        seals |= added;
    }

    /** EPERM against a seal. EINVAL for a size that isn't whole huge pages. */
    public void truncate(long newSize) {
        if ((newSize & (HUGE_PAGE_BYTES - 1)) != 0) {
            throw new SysError("EINVAL");
        }
        if ((newSize < size && (seals & SHRINK) != 0) || (newSize > size && (seals & GROW) != 0)) {
            throw new SysError("EPERM");
        }
        size = newSize;
    }

    private static final long HUGE_PAGE_BYTES = 2 << 20;

    @Override
    void evict() {
        // holds nothing
    }
}
