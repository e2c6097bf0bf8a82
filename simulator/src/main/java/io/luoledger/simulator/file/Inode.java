package io.luoledger.simulator.file;

/** What an open file is open on. Its memory lives as long as a file is open on it, or a name leads to it. */
public abstract sealed class Inode permits MemoryInode, PlainInode {
    private int links;
    private int openFiles;

    Inode(int links) {
        this.links = links;
    }

    /** Directory entries that name it. */
    public final int links() {
        return links;
    }

    final void opened() {
        openFiles++;
    }

    final void closed() {
        openFiles--;
        if (openFiles == 0 && links == 0) {
            evict();
        }
    }

    /** Bytes, as fstat(2) says. */
    public abstract long size();

    /** Whether fstat(2) calls it a regular file. */
    public abstract boolean regular();

    abstract void evict();
}
