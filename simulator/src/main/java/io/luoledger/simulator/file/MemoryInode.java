package io.luoledger.simulator.file;

import io.luoledger.simulator.SysError;

/** A regular file in memory, which can be sealed. */
public abstract sealed class MemoryInode extends Inode implements Sealable permits ShmemInode, HugetlbInode {
    long size;
    int seals;

    MemoryInode(int links, long size, int seals) {
        super(links);
        this.size = size;
        this.seals = seals;
    }

    @Override
    public final long size() {
        return size;
    }

    @Override
    public final boolean regular() {
        return true;
    }

    @Override
    public final int seals() {
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

    /** EPERM for a size that a seal forbids. */
    void requireSize(long newSize) {
        if ((newSize < size && (seals & SHRINK) != 0) || (newSize > size && (seals & GROW) != 0)) {
            throw new SysError("EPERM");
        }
    }
}
