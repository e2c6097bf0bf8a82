package io.luoledger.abi.memory;

import java.util.List;
import java.util.Map;

/** Pages that are scattered in physical memory and lie side by side in the kernel's addresses. */
final class VirtualArray {
    private VirtualArray() {}

    /** The pages as a memory of their own that begins at 0; what isn't known there stays unknown. */
    static PreservedMemory of(PreservedMemory memory, List<Long> pages) {
        PreservedMemory view = new PreservedMemory(memory.pageSize(), (long) pages.size() * memory.pageSize());
        Map<Long, byte[]> known = memory.pages();
        for (int i = 0; i < pages.size(); i++) {
            byte[] page = known.get(pages.get(i));
            if (page != null) {
                view.put((long) i * memory.pageSize(), page);
            }
        }
        return view;
    }
}
