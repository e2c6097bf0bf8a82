package io.luoledger.simulator.memory;

import java.util.SortedSet;

/** How a kernel writes down which memory it preserves, and reads what another preserved. */
interface MemoryMap {
    /** Writes it; returns its physical address. */
    long write(SortedSet<PageBlock> blocks);

    /** Every block in the map at this address. */
    SortedSet<PageBlock> read(long address);

    /** As this ABI has it. */
    static MemoryMap of(PhysicalMemory memory, PreservedAbi abi) {
        String depth = abi.stringOrNull(PreservedAbi.KHO_RADIX_DEPTH);
        return depth == null ? new ChunkList(memory, abi) : new RadixTree(memory, Integer.parseInt(depth));
    }
}
