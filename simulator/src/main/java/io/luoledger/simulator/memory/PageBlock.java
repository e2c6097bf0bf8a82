package io.luoledger.simulator.memory;

/**
 * A block of pages.
 *
 * @param address physical, aligned to the block's size
 * @param order the block has 2^order pages
 */
public record PageBlock(long address, int order) implements Comparable<PageBlock> {
    public long pages() {
        return 1L << order;
    }

    @Override
    public int compareTo(PageBlock other) {
        int byAddress = Long.compareUnsigned(address, other.address);
        return byAddress != 0 ? byAddress : Integer.compare(order, other.order);
    }
}
