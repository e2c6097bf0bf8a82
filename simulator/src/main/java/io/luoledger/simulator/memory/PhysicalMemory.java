package io.luoledger.simulator.memory;

import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.SysError;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The machine's memory as one kernel sees it: page frames, and an allocator of power-of-two blocks.
 *
 * <p>Frames hold bytes only once something was written to them, and only up to where that was; what was never written reads
 * as zeroes. So memory grows with what is written, not with what is allocated or with what the machine has.
 */
public final class PhysicalMemory {
    /** Below this, real-mode vectors and firmware data: never allocated. */
    public static final long LOW_MEMORY_END = 0x100000;

    private static final int MAX_ORDER = 20;
    /** A real-mode interrupt vector, little endian: what stray pointers into page 0 find. */
    private static final int REAL_MODE_VECTOR = 0xf000ff53;

    private static final int LEAST_FRAME_BYTES = 64;

    private final int pageShift;
    private final long end;
    private long limitPages;
    private final Pages<byte[]> frames;
    /** What will be in frames that nobody looked at yet. */
    private final Pages<Unseen> unseen;

    private final Map<Integer, Deque<Long>> free = new HashMap<>();
    private long next;
    private long usedPages;

    /**
     * @param pageSize bytes, a power of two
     * @param sizeBytes memory of the machine: beyond it there is nothing
     */
    public PhysicalMemory(int pageSize, long sizeBytes) {
        this(pageSize, sizeBytes, LOW_MEMORY_END, new Pages<>(), new Pages<>());
    }

    private PhysicalMemory(int pageSize, long sizeBytes, long next, Pages<byte[]> frames, Pages<Unseen> unseen) {
        this.pageShift = Integer.numberOfTrailingZeros(pageSize);
        this.end = sizeBytes;
        this.limitPages = sizeBytes >>> pageShift;
        this.next = next;
        this.frames = frames;
        this.unseen = unseen;
    }

    /**
     * The same memory after a kexec: of the blocks in {@code preserved} the contents stay, all else may be overwritten. Oopses over
     * a block that isn't memory.
     */
    public PhysicalMemory afterKexec(int pageSize, List<PageBlock> preserved) {
        Pages<byte[]> kept = new Pages<>();
        Pages<Unseen> keptUnseen = new Pages<>();
        long top = LOW_MEMORY_END;
        for (PageBlock block : preserved) {
            if (block.order() > MAX_ORDER
                    || block.address() < 0
                    || block.address() > end - (block.pages() << pageShift)) {
                throw new KernelDeath.Oops(
                        "unable to handle page fault for the page of address 0x" + Long.toHexString(block.address()));
            }
            long first = block.address() >>> pageShift;
            frames.copy(first, block.pages(), kept);
            unseen.copy(first, block.pages(), keptUnseen);
            top = Math.max(top, block.address() + (block.pages() << pageShift));
        }
        // what isn't preserved is free, but handing out fresh addresses keeps stale pointers recognisable
        return new PhysicalMemory(pageSize, end, Math.max(top, wrapped()), kept, keptUnseen);
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
        Deque<Long> freed = free.get(order);
        if (freed != null && !freed.isEmpty()) {
            return freed.removeLast();
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
            unseen.remove((address >>> pageShift) + page);
        }
        free.computeIfAbsent(order, fresh -> new ArrayDeque<>()).addLast(address);
    }

    /** Counts a block that was there when this kernel booted as used. */
    public void claim(int order) {
        usedPages += 1L << order;
    }

    /** An unsigned little-endian number of 1 to 8 bytes. Oopses beyond the machine's memory. */
    public long read(long address, int size) {
        byte[] frame = frame(checked(address));
        int from = (int) (address & (pageSize() - 1));
        long value = 0;
        if (frame != null && from + size <= frame.length) {
            for (int i = size - 1; i >= 0; i--) {
                value = (value << 8) | (frame[from + i] & 0xff);
            }
            return value;
        }
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (byteAt(address + i) & 0xff);
        }
        return value;
    }

    /** Writes a little-endian number of 1 to 8 bytes. */
    public void write(long address, int size, long value) {
        int from = (int) (address & (pageSize() - 1));
        if (from + size <= pageSize()) {
            byte[] frame = frame(address, from + size);
            for (int i = 0; i < size; i++) {
                frame[from + i] = (byte) (value >>> (8 * i));
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            putByte(address + i, (byte) (value >>> (8 * i)));
        }
    }

    public byte[] bytes(long address, int length) {
        byte[] result = new byte[length];
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, leftInPage(address + done));
            if (frame(checked(address + done)) != null) {
                written(address + done, result, done, part);
            } else {
                for (int i = done; i < done + part; i++) {
                    result[i] = byteAt(address + i);
                }
            }
            done += part;
        }
        return result;
    }

    /** Copies what was written to a page, within it; where nothing was, {@code into} stays as it is. */
    public void written(long address, byte[] into, int at, int length) {
        byte[] frame = frame(address);
        int from = pageSize() - leftInPage(address);
        if (frame != null && from < frame.length) {
            System.arraycopy(frame, from, into, at, Math.min(length, frame.length - from));
        }
    }

    public void put(long address, byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            int part = Math.min(bytes.length - done, leftInPage(address + done));
            put(address + done, bytes, done, part);
            done += part;
        }
    }

    /** Writes some of these bytes within a page. */
    public void put(long address, byte[] bytes, int at, int length) {
        int from = pageSize() - leftInPage(address);
        System.arraycopy(bytes, at, frame(address, from + length), from, length);
    }

    /** Fills a page when somebody looks at it. */
    public void put(long page, Unseen bytes) {
        frames.remove(page >>> pageShift);
        unseen.put(page >>> pageShift, bytes);
    }

    /** Writes equal bytes within a page. */
    public void fill(long address, int length, byte value) {
        int from = pageSize() - leftInPage(address);
        Arrays.fill(frame(address, from + length), from, from + length, value);
    }

    /** Sets a bit of the bitmap that begins at this address and ends within its page. */
    void setBit(long bitmap, long bit) {
        long address = bitmap + (bit >>> 3);
        write(address, 1, read(address, 1) | 1L << (bit & 7));
    }

    private int leftInPage(long address) {
        return pageSize() - (int) (address & (pageSize() - 1));
    }

    /** Whether the machine has memory at this address. */
    boolean contains(long address) {
        return address >= 0 && address < end;
    }

    /** The bytes of the page at this address, up to where it was written to at the least; null while it wasn't. */
    public byte @Nullable [] frame(long address) {
        long page = address >>> pageShift;
        byte[] frame = frames.get(page);
        if (frame != null) {
            return frame;
        }
        Unseen now = unseen.remove(page);
        if (now == null) {
            return null;
        }
        byte[] made = now.bytes();
        frames.put(page, made);
        return made;
    }

    /** The bytes of the page at this address, at least so many of them. */
    private byte[] frame(long address, int length) {
        byte[] frame = frame(checked(address));
        if (frame == null || frame.length < length) {
            int more = Math.min(pageSize(), Math.max(LEAST_FRAME_BYTES, Integer.highestOneBit(2 * length - 1)));
            frame = frame == null ? new byte[more] : Arrays.copyOf(frame, more);
            frames.put(address >>> pageShift, frame);
        }
        return frame;
    }

    private byte byteAt(long address) {
        byte[] frame = frame(checked(address));
        if (frame != null) {
            int from = (int) (address & (pageSize() - 1));
            return from < frame.length ? frame[from] : 0;
        }
        return address < LOW_MEMORY_END ? (byte) (REAL_MODE_VECTOR >>> (8 * (int) (address & 3))) : 0;
    }

    private void putByte(long address, byte value) {
        int from = (int) (address & (pageSize() - 1));
        frame(address, from + 1)[from] = value;
    }

    private long checked(long address) {
        if (address < 0 || address >= end) {
            throw new KernelDeath.Oops("unable to handle page fault for address 0x" + Long.toHexString(address));
        }
        return address;
    }
}
