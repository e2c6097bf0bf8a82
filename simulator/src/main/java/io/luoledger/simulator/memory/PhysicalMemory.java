package io.luoledger.simulator.memory;

import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.SysError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * The machine's memory as one kernel sees it: page frames, and an allocator of power-of-two blocks.
 *
 * <p>Frames hold bytes only once something was written to them; a frame never written reads as zeroes. Memory grows with
 * what is allocated, not with what the machine has.
 */
public final class PhysicalMemory {
    /** Below this, real-mode vectors and firmware data: never allocated. */
    public static final long LOW_MEMORY_END = 0x100000;

    private static final int MAX_ORDER = 20;
    /** A real-mode interrupt vector, little endian: what stray pointers into page 0 find. */
    private static final int REAL_MODE_VECTOR = 0xf000ff53;

    private final int pageShift;
    private final long end;
    private long limitPages;
    private final Map<Long, byte[]> frames = new HashMap<>();
    private final List<Deque<Long>> free = new ArrayList<>();
    private long next;
    private long usedPages;

    /**
     * @param pageSize bytes, a power of two
     * @param sizeBytes memory of the machine: beyond it there is nothing
     */
    public PhysicalMemory(int pageSize, long sizeBytes) {
        this(pageSize, sizeBytes, LOW_MEMORY_END, Map.of());
    }

    private PhysicalMemory(int pageSize, long sizeBytes, long next, Map<Long, byte[]> kept) {
        this.pageShift = Integer.numberOfTrailingZeros(pageSize);
        this.end = sizeBytes;
        this.limitPages = sizeBytes >>> pageShift;
        this.next = next;
        frames.putAll(kept);
        for (int order = 0; order <= MAX_ORDER; order++) {
            free.add(new ArrayDeque<>());
        }
    }

    /**
     * The same memory after a kexec: of the blocks in {@code preserved} the contents stay, all else may be overwritten. Oopses over
     * a block that isn't memory.
     */
    public PhysicalMemory afterKexec(int pageSize, SortedSet<PageBlock> preserved) {
        Map<Long, byte[]> kept = new HashMap<>();
        long top = LOW_MEMORY_END;
        for (PageBlock block : preserved) {
            if (block.order() > MAX_ORDER
                    || block.address() < 0
                    || block.address() > end - (block.pages() << pageShift)) {
                throw new KernelDeath.Oops(
                        "unable to handle page fault for the page of address 0x" + Long.toHexString(block.address()));
            }
            for (long page = 0; page < block.pages(); page++) {
                byte[] bytes = frames.get((block.address() >>> pageShift) + page);
                if (bytes != null) {
                    kept.put((block.address() >>> pageShift) + page, bytes);
                }
            }
            top = Math.max(top, block.address() + (block.pages() << pageShift));
        }
        // what isn't preserved is free, but handing out fresh addresses keeps stale pointers recognisable
        return new PhysicalMemory(pageSize, end, Math.max(top, wrapped()), kept);
    }

    private long wrapped() {
        return next < end / 2 ? next : LOW_MEMORY_END;
    }

    public int pageSize() {
        return 1 << pageShift;
    }

    public int pageShift() {
        return pageShift;
    }

    public long usedPages() {
        return usedPages;
    }

    /** Leaves only so many more pages to be had. */
    public void leave(long pages) {
        limitPages = Math.min(limitPages, usedPages + pages);
    }

    /** Whether this many more pages can be had. */
    public boolean fits(long pages) {
        return pages <= limitPages - usedPages;
    }

    /** A zeroed block of 2^order pages. ENOMEM when memory is exhausted. */
    public long allocate(int order) {
        if (order > MAX_ORDER || !fits(1L << order)) {
            throw new SysError("ENOMEM");
        }
        usedPages += 1L << order;
        Long again = free.get(order).pollLast();
        if (again != null) {
            return again;
        }
        long size = 1L << (order + pageShift);
        long address = (next + size - 1) & -size;
        if (address + size > end) {
            throw new SysError("ENOMEM");
        }
        next = address + size;
        return address;
    }

    /** Gives a block back. */
    public void free(long address, int order) {
        usedPages -= 1L << order;
        for (long page = 0; page < 1L << order; page++) {
            frames.remove((address >>> pageShift) + page);
        }
        free.get(order).addLast(address);
    }

    /** Counts a block that was there when this kernel booted as used. */
    public void claim(int order) {
        usedPages += 1L << order;
    }

    /** An unsigned little-endian number of 1 to 8 bytes. Oopses beyond the machine's memory. */
    public long read(long address, int size) {
        int inPage = (int) (address & (pageSize() - 1));
        byte[] frame = inPage + size <= pageSize() ? frames.get(checked(address) >>> pageShift) : null;
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            byte one = frame == null ? byteAt(address + i) : frame[inPage + i];
            value = (value << 8) | (one & 0xff);
        }
        return value;
    }

    /** Writes a little-endian number of 1 to 8 bytes. */
    public void write(long address, int size, long value) {
        for (int i = 0; i < size; i++) {
            putByte(address + i, (byte) (value >>> (8 * i)));
        }
    }

    public byte[] bytes(long address, int length) {
        int inPage = (int) (address & (pageSize() - 1));
        byte[] frame = inPage + length <= pageSize() ? frames.get(checked(address) >>> pageShift) : null;
        if (frame != null) {
            return java.util.Arrays.copyOfRange(frame, inPage, inPage + length);
        }
        byte[] result = new byte[length];
        for (int i = 0; i < length; i++) {
            result[i] = byteAt(address + i);
        }
        return result;
    }

    public void put(long address, byte[] bytes) {
        int inPage = (int) (address & (pageSize() - 1));
        if (bytes.length > 0 && inPage + bytes.length <= pageSize()) {
            System.arraycopy(bytes, 0, frameForWrite(address), inPage, bytes.length);
            return;
        }
        for (int i = 0; i < bytes.length; i++) {
            putByte(address + i, bytes[i]);
        }
    }

    /** Whether the machine has memory at this address. */
    boolean contains(long address) {
        return address >= 0 && address < end;
    }

    /** The bytes of the page at this address to read, or null while nothing was written to it. */
    public byte @org.jspecify.annotations.Nullable [] frame(long address) {
        return frames.get(address >>> pageShift);
    }

    /** The bytes of the page at this address to write to. */
    public byte[] frameForWrite(long address) {
        return frames.computeIfAbsent(checked(address) >>> pageShift, page -> new byte[pageSize()]);
    }

    private byte byteAt(long address) {
        byte[] frame = frames.get(checked(address) >>> pageShift);
        if (frame != null) {
            return frame[(int) (address & (pageSize() - 1))];
        }
        return address < LOW_MEMORY_END ? (byte) (REAL_MODE_VECTOR >>> (8 * (int) (address & 3))) : 0;
    }

    private void putByte(long address, byte value) {
        frameForWrite(address)[(int) (address & (pageSize() - 1))] = value;
    }

    private long checked(long address) {
        if (address < 0 || address >= end) {
            throw new KernelDeath.Oops("unable to handle page fault for address 0x" + Long.toHexString(address));
        }
        return address;
    }
}
