package io.luoledger.simulator.memory;

import io.luoledger.simulator.KernelDeath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Virtually contiguous memory over single pages, handed over as a {@code kho_vmalloc} with its chain of chunks. */
public final class PreservedVmalloc {
    private static final int VM_ALLOC = 1;
    private static final int MAX_ORDER = 10;

    private PreservedVmalloc() {}

    /**
     * Preserves the bytes: allocates the pages and the chunks that name them, and fills the descriptor.
     *
     * @return every page that belongs to it, for {@link #release}
     */
    public static List<Long> preserve(Kho kho, StructView descriptor, byte[] content) {
        PhysicalMemory memory = kho.memory();
        List<Long> owned = new ArrayList<>();
        int pageSize = memory.pageSize();
        int pages = (content.length + pageSize - 1) / pageSize;
        StructLayout.Field slots = kho.abi().struct("kho_vmalloc_chunk").field("phys");
        int perChunk = slots.size() / Long.BYTES;
        long chunk = 0;
        for (int page = 0; page < pages; page++) {
            if (page % perChunk == 0) {
                long fresh = kho.allocatePreserved(pageSize);
                owned.add(fresh);
                if (chunk == 0) {
                    descriptor.set("first.phys", fresh);
                } else {
                    memory.write(nextOf(kho, chunk), Long.BYTES, fresh);
                }
                chunk = fresh;
            }
            long address = kho.allocatePreserved(pageSize);
            owned.add(address);
            int from = page * pageSize;
            byte[] part = java.util.Arrays.copyOfRange(content, from, Math.min(content.length, from + pageSize));
            memory.put(address, part);
            memory.write(chunk + slots.offset() + (long) (page % perChunk) * Long.BYTES, Long.BYTES, address);
        }
        descriptor.set("total_pages", pages);
        descriptor.set("flags", VM_ALLOC);
        descriptor.set("order", 0);
        return owned;
    }

    /** Undoes {@link #preserve}. */
    public static void release(Kho kho, List<Long> owned) {
        for (long page : owned) {
            kho.unpreserveFree(page, kho.memory().pageSize());
        }
    }

    /** A restored area: the pages in order. */
    public record Area(List<Long> pages, int pageSize) {
        /** Bytes of the area; oopses beyond its end, as the guard page does. */
        public byte[] bytes(PhysicalMemory memory, long offset, int length) {
            byte[] result = new byte[length];
            int done = 0;
            while (done < length) {
                long page = (offset + done) / pageSize;
                if (page >= pages.size()) {
                    throw new KernelDeath.Oops("unable to handle page fault behind a vmalloc area");
                }
                int inPage = (int) ((offset + done) % pageSize);
                int part = Math.min(length - done, pageSize - inPage);
                memory.written((pages.get((int) page) & -pageSize) + inPage, result, done, part);
                done += part;
            }
            return result;
        }
    }

    /** Takes the area over, or returns null where the kernel gives up with a warning. */
    public static @Nullable Area restore(Kho kho, StructView descriptor) {
        PhysicalMemory memory = kho.memory();
        long total = descriptor.get("total_pages");
        int order = (int) descriptor.get("order");
        StructLayout.Field slots = kho.abi().struct("kho_vmalloc_chunk").field("phys");
        int perChunk = slots.size() / Long.BYTES;
        long arrayBytes = total * Long.BYTES;
        // the kernel first allocates an array of page pointers, which has its limits
        if (arrayBytes > Integer.MAX_VALUE || !memory.fits(arrayBytes >>> memory.pageShift())) {
            return null;
        }
        List<Long> pages = new ArrayList<>();
        long chunk = descriptor.get("first.phys");
        while (chunk != 0) {
            for (int slot = 0; slot < perChunk; slot++) {
                long address = memory.read(chunk + slots.offset() + (long) slot * Long.BYTES, Long.BYTES);
                if (address == 0) {
                    break;
                }
                if (order > MAX_ORDER || pages.size() + (1L << order) > total || !kho.restore(address)) {
                    return null;
                }
                for (long page = 0; page < 1L << order; page++) {
                    pages.add(address + page * memory.pageSize());
                }
            }
            long next = memory.read(nextOf(kho, chunk), Long.BYTES);
            kho.restoreFree(chunk);
            chunk = next;
        }
        return pages.size() == total ? new Area(pages, memory.pageSize()) : null;
    }

    /** Frees a restored area. */
    public static void free(Kho kho, Area area) {
        for (long page : area.pages()) {
            kho.memory().free(page, 0);
        }
    }

    private static long nextOf(Kho kho, long chunk) {
        StructLayout layout = kho.abi().struct("kho_vmalloc_chunk");
        String name = layout.fields().containsKey("hdr.next.phys") ? "hdr.next.phys" : "hdr";
        return chunk + layout.field(name).offset();
    }
}
