package io.luoledger.simulator.file;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.PhysicalMemory;
import io.luoledger.simulator.memory.Unseen;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A file in the page cache only: a memfd, or a file on tmpfs.
 *
 * <p>Its pages are frames of the machine's memory. While it is frozen (preserved by the Live Update Orchestrator) its size
 * and its set of pages can't change; bytes inside it can.
 */
public final class ShmemInode extends MemoryInode {
    /** A write is done in steps that end at multiples of this: the largest folio of the page cache. */
    private static final long WRITE_STEP_BYTES = 2 << 20;

    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;

    private final PhysicalMemory memory;
    private final NavigableMap<Long, Long> pages = new TreeMap<>();
    /** Indices of pages that were allocated and never filled, neither by a write nor with zeroes. */
    private @Nullable NavigableSet<Long> neverFilled;

    private final boolean executable;
    private boolean frozen;
    private boolean pinned;

    /**
     * @param links 1 for a file with a name
     * @param seals as it is born: {@link Sealable#SEAL} for what can't be sealed
     * @param executable whether its mode has exec bits
     */
    public ShmemInode(PhysicalMemory memory, int links, int seals, boolean executable) {
        super(links, 0, seals);
        this.memory = memory;
        this.executable = executable;
    }

    public boolean frozen() {
        return frozen;
    }

    public void freeze(boolean nowFrozen) {
        frozen = nowFrozen;
    }

    /** Sets the size as the kernel does inside itself, without a check. */
    public void setSize(long bytes) {
        size = bytes;
    }

    /** Whether somebody holds its pages in place. */
    public void pin(boolean nowPinned) {
        pinned = nowPinned;
    }

    /** The pages of the file by index, each with its frame's physical address. */
    public NavigableMap<Long, Long> pages() {
        return java.util.Collections.unmodifiableNavigableMap(pages);
    }

    /**
     * Puts a frame at an index of the file. EEXIST when one is there.
     *
     * @param upToDate as {@link #upToDate} will tell it
     */
    public void addPage(long index, long address, boolean upToDate) {
        if (pages.putIfAbsent(index, address) != null) {
            throw new SysError("EEXIST");
        }
        filled(index, upToDate);
    }

    private void filled(long index, boolean now) {
        if (neverFilled == null && !now) {
            neverFilled = new TreeSet<>();
        }
        if (neverFilled != null) {
            if (now) {
                neverFilled.remove(index);
            } else {
                neverFilled.add(index);
            }
        }
    }

    /** Whether somebody filled the page at this index: until then it reads as zeroes whatever is in its frame. */
    public boolean upToDate(long index) {
        return neverFilled == null || !neverFilled.contains(index);
    }

    /** Gives every page of the file a frame. ENOMEM. */
    public void fillHoles() {
        long count = sizeInPages();
        if (!memory.fits(count - pages.headMap(count).size())) {
            throw new SysError("ENOMEM");
        }
        for (long index = 0; index < count; index++) {
            page(index);
        }
    }

    public long sizeInPages() {
        return (size >>> memory.pageShift()) + ((size & (memory.pageSize() - 1)) == 0 ? 0 : 1);
    }

    @Override
    public void addSeals(int added) {
        // an executable file sealed against chmod must not be writable any more
        int all = (added & EXEC) != 0 && executable ? added | SHRINK | GROW | WRITE | FUTURE_WRITE : added;
        if ((all & WRITE) != 0 && (seals & (WRITE | SEAL)) == 0 && pinned && (added & ~ALL) == 0) {
            throw new SysError("EBUSY");
        }
        super.addSeals(all);
    }

    /** Writes n times the same byte; returns how many were written. EPERM when it may not write at all. */
    public long write(long position, byte value, long count) {
        long done = 0;
        while (done < count) {
            long at = position + done;
            long step = Math.min(count - done, WRITE_STEP_BYTES - (at & (WRITE_STEP_BYTES - 1)));
            if (mayNotWrite(at + step)) {
                if (done == 0) {
                    throw new SysError("EPERM");
                }
                break;
            }
            fill(at, value, step);
            done += step;
        }
        return done;
    }

    private boolean mayNotWrite(long end) {
        return (seals & (WRITE | FUTURE_WRITE)) != 0 || ((frozen || (seals & GROW) != 0) && end > size);
    }

    private void fill(long position, byte value, long count) {
        long done = 0;
        while (done < count) {
            long at = position + done;
            int inPage = (int) (at & (memory.pageSize() - 1));
            int step = (int) Math.min(count - done, memory.pageSize() - inPage);
            memory.fill(pageForWrite(at >>> memory.pageShift()) + inPage, step, value);
            done += step;
        }
        size = Math.max(size, position + count);
    }

    /** Replaces the contents from the start, whatever the seals say: how a file is born. */
    public void load(byte[] content) {
        for (int from = 0; from < content.length; from += memory.pageSize()) {
            int length = Math.min(memory.pageSize(), content.length - from);
            memory.put(pageForWrite(from >>> memory.pageShift()), content, from, length);
        }
        size = Math.max(size, content.length);
    }

    /** The same of contents that are made when somebody looks: page by page, of the size that is asked for. */
    public void load(int bytes, IntFunction<Unseen> next) {
        for (int from = 0; from < bytes; from += memory.pageSize()) {
            memory.put(
                    pageForWrite(from >>> memory.pageShift()), next.apply(Math.min(memory.pageSize(), bytes - from)));
        }
        size = Math.max(size, bytes);
    }

    /** A store through a shared mapping. EPERM when it can't be mapped writable, EFAULT behind the end. */
    public void store(long position, byte value) {
        requireMappable();
        if (position >>> memory.pageShift() >= sizeInPages()) {
            throw new SysError("EFAULT");
        }
        memory.fill(pageForWrite(position >>> memory.pageShift()) + (position & (memory.pageSize() - 1)), 1, value);
    }

    /** EPERM when it is sealed against a shared writable mapping. */
    public void requireMappable() {
        if ((seals & (WRITE | FUTURE_WRITE)) != 0) {
            throw new SysError("EPERM");
        }
    }

    private long pageForWrite(long index) {
        filled(index, true);
        return page(index);
    }

    private long page(long index) {
        Long page = pages.get(index);
        if (page == null) {
            page = memory.allocate(0);
            pages.put(index, page);
        }
        return page;
    }

    /** ftruncate(2). EPERM against a seal, or while frozen. */
    public void truncate(long newSize) {
        if (newSize != size && frozen) {
            throw new SysError("EPERM");
        }
        requireSize(newSize);
        if (newSize < size) {
            drop(newSize, Long.MAX_VALUE);
        }
        size = newSize;
    }

    /** fallocate(2). EPERM, EOPNOTSUPP. */
    public void allocate(int mode, long offset, long length) {
        if ((mode & ~(KEEP_SIZE | PUNCH_HOLE)) != 0) {
            throw new SysError("EOPNOTSUPP");
        }
        if (frozen) {
            throw new SysError("EPERM");
        }
        if ((mode & PUNCH_HOLE) != 0) {
            if ((seals & (WRITE | FUTURE_WRITE)) != 0) {
                throw new SysError("EPERM");
            }
            drop(offset, offset + length);
            return;
        }
        long end = offset + length;
        if ((seals & GROW) != 0 && end > size) {
            throw new SysError("EPERM");
        }
        long first = offset >>> memory.pageShift();
        long last = (end - 1) >>> memory.pageShift();
        if (!memory.fits(last - first + 1)) {
            throw new SysError("ENOSPC");
        }
        for (long index = first; index <= last; index++) {
            // what was allocated before is zeroed now, and counts as filled
            filled(index, pages.containsKey(index));
            page(index);
        }
        if ((mode & KEEP_SIZE) == 0) {
            size = Math.max(size, end);
        }
    }

    /** Zeroes a range: whole pages become holes. */
    private void drop(long from, long to) {
        long pageSize = memory.pageSize();
        long firstWhole = (from + pageSize - 1) >>> memory.pageShift();
        long endWhole = to == Long.MAX_VALUE ? Long.MAX_VALUE : to >>> memory.pageShift();
        if ((from & (pageSize - 1)) != 0) {
            zero(from, Math.min(to, firstWhole << memory.pageShift()));
        }
        if (endWhole != Long.MAX_VALUE && (to & (pageSize - 1)) != 0 && endWhole >= firstWhole) {
            zero(endWhole << memory.pageShift(), to);
        }
        if (firstWhole < endWhole) {
            NavigableMap<Long, Long> gone = pages.subMap(firstWhole, true, endWhole, false);
            gone.values().forEach(page -> memory.free(page, 0));
            gone.clear();
            if (neverFilled != null) {
                neverFilled.subSet(firstWhole, endWhole).clear();
            }
        }
    }

    private void zero(long from, long to) {
        Long page = pages.get(from >>> memory.pageShift());
        if (page != null && memory.frame(page) != null) {
            memory.fill(page + (from & (memory.pageSize() - 1)), (int) (to - from), (byte) 0);
        }
    }

    /** FNV-1a (64 bits) of the contents. Holes cost nothing. */
    public long fnv() {
        long hash = Fnv.BASIS;
        long next = 0;
        for (Map.Entry<Long, Long> page : pages.headMap(sizeInPages()).entrySet()) {
            long start = page.getKey() << memory.pageShift();
            hash = Fnv.zeroes(hash, start - next);
            int length = (int) Math.min(memory.pageSize(), size - start);
            byte @Nullable [] frame = memory.frame(page.getValue());
            int written = frame == null ? 0 : Math.min(frame.length, length);
            hash = Fnv.zeroes(frame == null ? hash : Fnv.bytes(hash, frame, written), length - written);
            next = start + length;
        }
        return Fnv.zeroes(hash, size - next);
    }

    /** Bytes of the contents, as far as the file goes. */
    public byte[] bytes(long from, int length) {
        int count = (int) Math.max(0, Math.min(length, size - from));
        byte[] result = new byte[count];
        int done = 0;
        while (done < count) {
            long at = from + done;
            int inPage = (int) (at & (memory.pageSize() - 1));
            int part = Math.min(count - done, memory.pageSize() - inPage);
            Long page = pages.get(at >>> memory.pageShift());
            if (page != null) {
                memory.written(page + inPage, result, done, part);
            }
            done += part;
        }
        return result;
    }

    @Override
    void evict() {
        pages.values().forEach(page -> memory.free(page, 0));
        pages.clear();
        neverFilled = null;
    }
}
