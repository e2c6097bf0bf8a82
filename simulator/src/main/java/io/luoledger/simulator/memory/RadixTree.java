package io.luoledger.simulator.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * KHO's map of preserved memory as it stands in memory: a radix tree of one-page nodes whose leaves are bitmaps. A block's
 * key is its page number over its order, below one bit that tells the order.
 */
final class RadixTree implements MemoryMap {
    private static final int POINTER_BYTES = 8;

    private final PhysicalMemory memory;
    private final int depth;

    RadixTree(PhysicalMemory memory, int depth) {
        this.memory = memory;
        this.depth = depth;
    }

    @Override
    public long write(List<PageBlock> blocks) {
        long root = memory.allocate(0);
        long leaf = 0;
        long leafAbove = -1;
        for (PageBlock block : blocks) {
            long key = key(block);
            long above = key >>> leafBits();
            if (above != leafAbove) {
                // neighbours mostly have their bits in one leaf
                leaf = leafFor(root, above);
                leafAbove = above;
            }
            memory.setBit(leaf, key & ((1L << leafBits()) - 1));
        }
        return root;
    }

    private long leafFor(long root, long above) {
        long node = root;
        for (int level = depth - 2; level >= 0; level--) {
            int index = (int) ((above >>> (level * tableBits())) & ((1L << tableBits()) - 1));
            long slot = node + (long) index * POINTER_BYTES;
            long child = memory.read(slot, POINTER_BYTES);
            if (child == 0) {
                child = memory.allocate(0);
                memory.write(slot, POINTER_BYTES, child);
            }
            node = child;
        }
        return node;
    }

    @Override
    public List<PageBlock> read(long root) {
        List<PageBlock> blocks = new ArrayList<>();
        walk(root, depth - 1, 0, blocks);
        return MemoryMap.inOrder(blocks);
    }

    private void walk(long node, int level, long prefix, List<PageBlock> into) {
        if (level == 0) {
            leaf(node, prefix, into);
            return;
        }
        for (int index = 0; index < slotsWritten(node); index++) {
            long child = memory.read(node + (long) index * POINTER_BYTES, POINTER_BYTES);
            if (child != 0) {
                walk(child, level - 1, (prefix << tableBits()) | index, into);
            }
        }
    }

    /** Behind these a table is all zeroes: it was never written to. */
    private int slotsWritten(long node) {
        byte[] table = memory.frame(node);
        if (table == null) {
            return node >= PhysicalMemory.LOW_MEMORY_END && memory.contains(node) ? 0 : 1 << tableBits();
        }
        return (node & (memory.pageSize() - 1)) == 0 ? table.length / POINTER_BYTES : 1 << tableBits();
    }

    private void leaf(long node, long prefix, List<PageBlock> into) {
        byte[] bitmap = memory.frame(node);
        if (bitmap == null) {
            return;
        }
        for (int at = 0; at < bitmap.length; at++) {
            for (int bit = 0; bitmap[at] != 0 && bit < 8; bit++) {
                if ((bitmap[at] & (1 << bit)) != 0) {
                    block((prefix << leafBits()) | ((long) at << 3) | bit, into);
                }
            }
        }
    }

    private void block(long key, List<PageBlock> into) {
        int top = Long.SIZE - 1 - Long.numberOfLeadingZeros(key);
        int order = Long.SIZE - memory.pageShift() - top;
        if (order >= 0) {
            long page = key & ((1L << top) - 1);
            into.add(new PageBlock(page << (memory.pageShift() + order), order));
        }
    }

    private long key(PageBlock block) {
        return 1L << (Long.SIZE - memory.pageShift() - block.order())
                | (block.address() >>> (memory.pageShift() + block.order()));
    }

    private int leafBits() {
        return memory.pageShift() + 3;
    }

    private int tableBits() {
        return memory.pageShift() - 3;
    }
}
