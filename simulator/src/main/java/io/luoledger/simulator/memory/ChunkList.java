package io.luoledger.simulator.memory;

import io.luoledger.simulator.KernelDeath;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * KHO's older map of preserved memory (kho-v1): a chain of one-page chunks, each for blocks of one order, whose elements name a
 * start address and a page-sized bitmap of the blocks from there on.
 */
final class ChunkList implements MemoryMap {
    private static final String HEADER = "khoser_mem_chunk_hdr";
    private static final String ELEMENT = "khoser_mem_bitmap_ptr";

    private final PhysicalMemory memory;
    private final PreservedAbi abi;

    ChunkList(PhysicalMemory memory, PreservedAbi abi) {
        this.memory = memory;
        this.abi = abi;
    }

    private long blocksPerBitmap() {
        return (long) memory.pageSize() * Byte.SIZE;
    }

    @Override
    public long write(List<PageBlock> blocks) {
        Map<Integer, Map<Long, List<PageBlock>>> byOrder = new TreeMap<>();
        for (PageBlock block : blocks) {
            byOrder.computeIfAbsent(block.order(), order -> new TreeMap<>())
                    .computeIfAbsent(startOf(block), start -> new ArrayList<>())
                    .add(block);
        }
        long first = 0;
        StructView before = null;
        for (Map.Entry<Integer, Map<Long, List<PageBlock>>> order : byOrder.entrySet()) {
            Iterator<Map.Entry<Long, List<PageBlock>>> elements =
                    order.getValue().entrySet().iterator();
            while (elements.hasNext()) {
                StructView chunk = chunk(order.getKey(), elements);
                if (before == null) {
                    first = chunk.address();
                } else {
                    before.set("next", chunk.address());
                }
                before = chunk;
            }
        }
        return first;
    }

    private long startOf(PageBlock block) {
        long span = blocksPerBitmap() << (block.order() + memory.pageShift());
        return block.address() & -span;
    }

    private StructView chunk(int order, Iterator<Map.Entry<Long, List<PageBlock>>> elements) {
        StructView chunk = new StructView(memory, abi, HEADER, memory.allocate(0));
        int capacity = capacity();
        int count = 0;
        while (elements.hasNext() && count < capacity) {
            Map.Entry<Long, List<PageBlock>> entry = elements.next();
            StructView element = element(chunk, count++);
            element.set("phys_start", entry.getKey());
            element.set("bitmap", bitmap(order, entry.getKey(), entry.getValue()));
        }
        chunk.set("order", order);
        chunk.set("num_elms", count);
        return chunk;
    }

    private int capacity() {
        return (memory.pageSize() - abi.struct(HEADER).size())
                / abi.struct(ELEMENT).size();
    }

    private StructView element(StructView chunk, int index) {
        long from = chunk.address() + abi.struct(HEADER).size();
        return new StructView(
                memory, abi, ELEMENT, from + (long) index * abi.struct(ELEMENT).size());
    }

    private long bitmap(int order, long start, List<PageBlock> blocks) {
        long address = memory.allocate(0);
        for (PageBlock block : blocks) {
            memory.setBit(address, (block.address() - start) >>> (order + memory.pageShift()));
        }
        return address;
    }

    @Override
    public List<PageBlock> read(long address) {
        List<PageBlock> blocks = new ArrayList<>();
        for (long at = address; at != 0; ) {
            StructView chunk = new StructView(memory, abi, HEADER, at);
            int order = (int) chunk.get("order");
            if (chunk.get("num_elms") > capacity()) {
                throw new KernelDeath.Oops("unable to handle page fault behind a chunk of the memory map");
            }
            for (int index = 0; index < chunk.get("num_elms"); index++) {
                bits(element(chunk, index), order, blocks);
            }
            at = chunk.get("next");
        }
        return MemoryMap.inOrder(blocks);
    }

    private void bits(StructView element, int order, List<PageBlock> into) {
        byte[] bits = memory.bytes(element.get("bitmap"), memory.pageSize());
        for (long bit = 0; bit < blocksPerBitmap(); bit++) {
            if (bits[(int) (bit >>> 3)] == 0) {
                bit |= Byte.SIZE - 1;
            } else if ((bits[(int) (bit >>> 3)] & (1 << (bit & 7))) != 0) {
                into.add(new PageBlock(element.get("phys_start") + (bit << (order + memory.pageShift())), order));
            }
        }
    }
}
