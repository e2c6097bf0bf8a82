package io.luoledger.simulator.memory;

import io.luoledger.simulator.SysError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Kexec HandOver of one kernel: what it received, and what it preserves for the next.
 *
 * <p>Preserving isn't counted: preserving a block twice is one bit, and one unpreserve clears it for everyone.
 */
public final class Kho {
    private static final int MAX_ORDER = 10;

    /** A blob that a client put into the hand-over image. */
    public record Blob(long address, long size) {}

    private final PhysicalMemory memory;
    private final PreservedAbi abi;
    /** Which orders the preserved blocks have that begin at a page, a bit for each. */
    private final Pages<Integer> preserved = new Pages<>();

    private final Map<String, Blob> subtrees = new LinkedHashMap<>();
    private final Map<String, Versions> versions = new LinkedHashMap<>();
    /** Orders of received blocks that nobody restored yet: those whose page still carries the magic. */
    private final Pages<Integer> unrestored = new Pages<>();

    private final FlatTree.@Nullable Node received;
    private Runnable unrestorable = () -> {};

    Kho(PhysicalMemory memory, PreservedAbi abi, FlatTree.@Nullable Node received, List<PageBlock> blocks) {
        this.memory = memory;
        this.abi = abi;
        this.received = received;
        for (PageBlock block : blocks) {
            memory.claim(block.order());
            if (pageOf(block.address()) == block.address()) {
                // one that begins within a page is found by nobody
                unrestored.put(block.address() >>> memory.pageShift(), block.order());
            }
        }
    }

    public PhysicalMemory memory() {
        return memory;
    }

    public PreservedAbi abi() {
        return abi;
    }

    /** Whether this kernel accepted a hand-over. */
    public boolean isKhoBoot() {
        return received != null;
    }

    /** Pages received and not restored: reserved until the next kexec unless somebody restores them. */
    public long unrestoredPages() {
        long[] pages = {0};
        unrestored.forEach((page, order) -> pages[0] += 1L << order);
        return pages[0];
    }

    public void preserve(long address, int order) {
        preserved.put(address >>> memory.pageShift(), orders(address) | 1 << order);
    }

    /** Whether exactly this block goes to the next kernel. */
    public boolean preserves(long address, int order) {
        return (orders(address) & 1 << order) != 0;
    }

    public void unpreserve(long address, int order) {
        if (preserves(address, order)) {
            preserved.put(address >>> memory.pageShift(), orders(address) & ~(1 << order));
        }
    }

    private int orders(long address) {
        Integer orders = preserved.get(address >>> memory.pageShift());
        return orders == null ? 0 : orders;
    }

    private List<PageBlock> blocks() {
        List<PageBlock> blocks = new ArrayList<>();
        preserved.forEach((page, orders) -> {
            for (int left = orders; left != 0; left &= left - 1) {
                blocks.add(new PageBlock(page << memory.pageShift(), Integer.numberOfTrailingZeros(left)));
            }
        });
        return blocks;
    }

    /** Zeroed preserved memory. EINVAL for size 0, E2BIG, ENOMEM. */
    public long allocatePreserved(long size) {
        if (size == 0) {
            throw new SysError("EINVAL");
        }
        int order = orderFor(size);
        if (order > MAX_ORDER) {
            throw new SysError("E2BIG");
        }
        long address = memory.allocate(order);
        preserve(address, order);
        return address;
    }

    /** Undoes {@link #allocatePreserved}. */
    public void unpreserveFree(long address, long size) {
        int order = orderFor(size);
        unpreserve(address, order);
        memory.free(address, order);
    }

    private int orderFor(long size) {
        long pages = (size + memory.pageSize() - 1) >>> memory.pageShift();
        return pages <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(pages - 1);
    }

    /** What happens when somebody takes over what isn't there to be taken over. */
    public void onUnrestorable(Runnable warn) {
        unrestorable = warn;
    }

    /** Takes a received block over; false when there is none at this address, or it was restored before. */
    public boolean restore(long address) {
        return restoreBlock(address) >= 0;
    }

    /** Takes a received block over: its order, or -1 when there is none at this address, or it was restored before. */
    public int restoreBlock(long address) {
        Integer order = unrestored.remove(address >>> memory.pageShift());
        if (order == null) {
            unrestorable.run();
            return -1;
        }
        return order;
    }

    /** Takes a received block over and frees it; false as with {@link #restore}. */
    public boolean restoreFree(long address) {
        int order = restoreBlock(address);
        if (order < 0) {
            return false;
        }
        memory.free(pageOf(address), order);
        return true;
    }

    private long pageOf(long address) {
        return address & -memory.pageSize();
    }

    /** Puts a blob into the image of the next hand-over. EEXIST for a name that is there. */
    public void addSubtree(String name, long address, long size) {
        if (subtrees.putIfAbsent(name, new Blob(address, size)) != null) {
            throw new SysError("EEXIST");
        }
    }

    /** Names of what was received. */
    public List<String> receivedSubtrees() {
        return received == null
                ? List.of()
                : received.children().stream().map(FlatTree.Node::name).toList();
    }

    /**
     * Puts a blob into the image in several versions, each in a node of its own below the name's.
     *
     * @param unversioned for kernels that know nothing of versions, null for none
     */
    public void addVersions(String name, Map<Integer, Blob> each, @Nullable Blob unversioned) {
        versions.put(name, new Versions(new TreeMap<>(each), unversioned));
    }

    /** What is left under one name. */
    private record Versions(
            SortedMap<Integer, Blob> each, @Nullable Blob unversioned) {}

    /** The versions that were left under a name; empty where there are none. ENOENT when there is no such name. */
    public List<Integer> versionsOf(String name) {
        FlatTree.Node node = received == null ? null : received.child(name);
        if (node == null) {
            throw new SysError("ENOENT");
        }
        return node.children().stream()
                .map(child -> Integer.valueOf(child.name()))
                .toList();
    }

    /** The highest version that is known, else what has none. ENOENT when there is no such name, EINVAL when there is no such version. */
    public Blob retrieveVersion(String name, Set<Integer> known) {
        int highest = versionsOf(name).stream()
                .filter(known::contains)
                .max(Integer::compare)
                .orElse(0);
        FlatTree.Node node = Objects.requireNonNull(received).child(name);
        FlatTree.Node from = highest == 0 ? node : Objects.requireNonNull(node).child(Integer.toString(highest));
        return blob(Objects.requireNonNull(from));
    }

    /** A received blob. ENOENT when there is none, EINVAL when its node is broken. */
    public Blob retrieveSubtree(String name) {
        FlatTree.Node node = received == null ? null : received.child(name);
        if (node == null) {
            throw new SysError("ENOENT");
        }
        return blob(node);
    }

    private Blob blob(FlatTree.Node node) {
        Long data = number(node.properties().get(abi.string(PreservedAbi.KHO_DATA)));
        String sizeName = abi.stringOrNull(PreservedAbi.KHO_SIZE);
        Long size = sizeName == null
                ? Long.valueOf(memory.pageSize())
                : number(node.properties().get(sizeName));
        if (data == null || size == null) {
            throw new SysError("EINVAL");
        }
        return new Blob(data, size);
    }

    /** The image for the next kernel: every byte of it laid out by this kernel's ABI. */
    public HandoverImage image() {
        FlatTree.Node root = new FlatTree.Node("");
        root.properties().put("compatible", text(abi.string(PreservedAbi.KHO_COMPATIBLE)));
        long map = MemoryMap.of(memory, abi).write(blocks());
        root.properties().put(abi.string(PreservedAbi.KHO_MEMORY_MAP), bytes(map));
        subtrees.forEach((name, blob) -> root.children().add(node(name, blob)));
        versions.forEach((name, of) -> {
            FlatTree.Node node = of.unversioned() == null ? new FlatTree.Node(name) : node(name, of.unversioned());
            of.each().forEach((version, blob) -> node.children().add(node(Integer.toString(version), blob)));
            root.children().add(node);
        });
        return new HandoverImage(memory, FlatTree.write(root));
    }

    private FlatTree.Node node(String name, Blob blob) {
        String sizeName = abi.stringOrNull(PreservedAbi.KHO_SIZE);
        FlatTree.Node node = new FlatTree.Node(name);
        node.properties().put(abi.string(PreservedAbi.KHO_DATA), bytes(blob.address()));
        if (sizeName != null) {
            node.properties().put(sizeName, bytes(blob.size()));
        }
        return node;
    }

    static byte[] text(String value) {
        return (value + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    static @Nullable Long number(byte @Nullable [] property) {
        return property == null || property.length != Long.BYTES
                ? null
                : ByteBuffer.wrap(property).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
