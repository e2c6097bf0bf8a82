package io.luoledger.simulator.memory;

import io.luoledger.simulator.SysError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A chain of one-page blocks, each a header {next, count} and as many entries of one struct as fit ({@code kho_block}).
 */
final class BlockList implements EntryStore {
    /** More blocks than this aren't allowed. */
    static final int MAX_BLOCKS = 10_000;

    private static final String HEADER = "kho_block_header_ser";

    private final Kho kho;
    private final String entry;
    private final List<Long> blocks = new ArrayList<>();

    BlockList(Kho kho, String entry) {
        this.kho = kho;
        this.entry = entry;
    }

    /** Physical address of the first block, 0 when there is none. */
    @Override
    public long head() {
        return blocks.isEmpty() ? 0 : blocks.getFirst();
    }

    private int perBlock() {
        return kho.abi().entriesPerBlock(entry);
    }

    /** Makes room for this many entries. ENOSPC, ENOMEM. */
    @Override
    public void grow(long count) {
        while (blocks.size() * (long) perBlock() < count) {
            if (blocks.size() >= MAX_BLOCKS) {
                throw new SysError("ENOSPC");
            }
            long fresh = kho.allocatePreserved(kho.memory().pageSize());
            if (!blocks.isEmpty()) {
                header(blocks.getLast()).set("next", fresh);
            }
            blocks.add(fresh);
        }
    }

    /** Gives blocks back that this many entries don't need. */
    @Override
    public void shrink(long count) {
        while (!blocks.isEmpty() && (blocks.size() - 1) * (long) perBlock() >= count) {
            kho.unpreserveFree(blocks.removeLast(), kho.memory().pageSize());
            if (!blocks.isEmpty()) {
                header(blocks.getLast()).set("next", 0);
            }
        }
    }

    /** Writes into every header how many of the first {@code count} entries its block holds. */
    @Override
    public void writeCounts(long count) {
        long left = count;
        for (long block : blocks) {
            long here = Math.min(left, perBlock());
            header(block).set("count", here);
            left -= here;
        }
    }

    /** Zeroes all entries. */
    @Override
    public void clearEntries() {
        for (long block : blocks) {
            header(block).set("count", 0);
            int from = kho.abi().struct(HEADER).size();
            kho.memory().put(block + from, new byte[kho.memory().pageSize() - from]);
        }
    }

    /** The entry with this number. */
    @Override
    public StructView entry(int index) {
        long block = blocks.get(index / perBlock());
        return at(block, index % perBlock());
    }

    private StructView at(long block, int slot) {
        long from = block + kho.abi().struct(HEADER).size();
        return new StructView(
                kho.memory(),
                kho.abi(),
                entry,
                from + (long) slot * kho.abi().struct(entry).size());
    }

    private StructView header(long block) {
        return new StructView(kho.memory(), kho.abi(), HEADER, block);
    }

    /**
     * Reads a received chain. EINVAL for a cycle, and for a count of 0 or more than fits.
     *
     * @return the list, and how many entries its headers count in all
     */
    static Restored restore(Kho kho, String entry, long head) {
        BlockList list = new BlockList(kho, entry);
        Set<Long> seen = new HashSet<>();
        // the chain is walked first, to see that it ends: a bad pointer faults before any count is looked at
        for (long block = head; block != 0; block = list.header(block).get("next")) {
            if (!seen.add(block)) {
                throw new SysError("EINVAL");
            }
        }
        List<StructView> entries = new ArrayList<>();
        for (long block = head; block != 0; block = list.header(block).get("next")) {
            long count = list.header(block).get("count");
            if (count <= 0 || count > list.perBlock()) {
                throw new SysError("EINVAL");
            }
            list.blocks.add(block);
            for (int slot = 0; slot < count; slot++) {
                entries.add(list.at(block, slot));
            }
        }
        return new Restored(list, entries);
    }

    /** Gives a received chain back. */
    @Override
    public void restoreFree() {
        for (long block : blocks) {
            kho.restoreFree(block);
        }
        blocks.clear();
    }
}
