package io.luoledger.simulator.memory;

import java.util.List;

/** Where a kernel keeps the entries of one struct for the next kernel: a chain of blocks, or one array. */
public interface EntryStore {
    /** Physical address of it, 0 while there is nothing. */
    long head();

    /** Makes room for this many entries. ENOSPC, ENOMEM. */
    void grow(long count);

    /** Gives back what this many entries don't need. */
    void shrink(long count);

    /** Writes down how many entries there are. */
    void writeCounts(long count);

    /** Zeroes all entries. */
    void clearEntries();

    /** The entry with this number. */
    StructView entry(int index);

    /** Gives back what was received. */
    void restoreFree();

    /** What was received, and its entries. */
    record Restored(EntryStore store, List<StructView> entries) {}

    /** A fresh one, as this kernel's ABI has it. */
    static EntryStore of(Kho kho, String entry) {
        return kho.abi().stringOrNull(EntryArray.PAGES + entry) == null
                ? new BlockList(kho, entry)
                : new EntryArray(kho, entry);
    }

    /**
     * Reads a received one. EINVAL when it is broken.
     *
     * @param count how many entries it is said to have; a store that counts by itself doesn't need it
     */
    static Restored restore(Kho kho, String entry, long head, long count) {
        return kho.abi().stringOrNull(EntryArray.PAGES + entry) == null
                ? BlockList.restore(kho, entry, head)
                : EntryArray.restore(kho, entry, head, count);
    }
}
