package io.luoledger.simulator.file;

/** Anything without contents that matter here: pipes, sockets, devices, anonymous inodes, directories. */
public final class PlainInode extends Inode {
    private final boolean regular;
    private final long size;

    public PlainInode(int links, long size, boolean regular) {
        super(links);
        this.size = size;
        this.regular = regular;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean regular() {
        return regular;
    }

    @Override
    void evict() {
        // holds nothing
    }
}
