package io.luoledger.simulator.memory;

import java.util.Arrays;
import java.util.List;

/** What a kernel leaves in memory for the next one: the KHO root, and the pages that its memory map names. */
public final class HandoverImage {
    private final PhysicalMemory memory;
    private final byte[] root;

    HandoverImage(PhysicalMemory memory, byte[] root) {
        this.memory = memory;
        this.root = root;
    }

    /** The flattened tree of the KHO root. */
    public byte[] root() {
        return root.clone();
    }

    /** The memory it lies in, as the kernel that made it left it. */
    public PhysicalMemory memory() {
        return memory;
    }

    /**
     * What a kernel makes of it.
     *
     * @param accepted false: it boots as if cold, and the preserved memory goes to its page allocator
     */
    public record Reception(Kho kho, boolean accepted) {}

    /** Reads the image by another kernel's ABI. */
    public Reception receive(PreservedAbi abi) {
        FlatTree.Node tree = FlatTree.read(root);
        if (tree == null
                || !Arrays.equals(
                        tree.properties().get("compatible"), Kho.text(abi.string(PreservedAbi.KHO_COMPATIBLE)))) {
            return refused(abi);
        }
        Long map = Kho.number(tree.properties().get(abi.string(PreservedAbi.KHO_MEMORY_MAP)));
        if (map == null) {
            return refused(abi);
        }
        List<PageBlock> blocks = MemoryMap.of(memory, abi).read(map);
        return new Reception(new Kho(memory.afterKexec(abi.pageSize(), blocks), abi, tree, blocks), true);
    }

    /** KHO is off in the next kernel: what is preserved stays reserved, and nobody can reach it. */
    public Reception ignored(PreservedAbi abi) {
        FlatTree.Node tree = FlatTree.read(root);
        Long map = tree == null ? null : Kho.number(tree.properties().get(abi.string(PreservedAbi.KHO_MEMORY_MAP)));
        List<PageBlock> blocks =
                map == null ? List.of() : MemoryMap.of(memory, abi).read(map);
        return new Reception(new Kho(memory.afterKexec(abi.pageSize(), blocks), abi, null, blocks), false);
    }

    private Reception refused(PreservedAbi abi) {
        return new Reception(new Kho(memory.afterKexec(abi.pageSize(), List.of()), abi, null, List.of()), false);
    }

    /** A boot without any image. */
    public static Kho coldBoot(PreservedAbi abi, long memoryBytes) {
        return new Kho(new PhysicalMemory(abi.pageSize(), memoryBytes), abi, null, List.of());
    }
}
