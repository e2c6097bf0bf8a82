package io.luoledger.simulator.memory;

import java.util.List;

/** How a kernel writes down which memory it preserves, and reads what another preserved. */
interface MemoryMap {
    /** Writes it of these blocks, each once and in order; returns its physical address. */
    long write(List<PageBlock> blocks);

    /** Every block in the map at this address, each once and in order. */
    List<PageBlock> read(long address);

    static List<PageBlock> inOrder(List<PageBlock> found) {
        return found.stream().sorted().distinct().toList();
    }

    /** As this ABI has it. */
    static MemoryMap of(PhysicalMemory memory, PreservedAbi abi) {
        String depth = abi.stringOrNull(PreservedAbi.KHO_RADIX_DEPTH);
        return depth == null ? new ChunkList(memory, abi) : new RadixTree(memory, Integer.parseInt(depth));
    }
}
