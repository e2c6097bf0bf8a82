package io.luoledger.abi.memory;

import io.luoledger.abi.role.Roles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small state as a kernel of the given layouts leaves it: what a reader with other layouts makes of it tells what a
 * difference does. Pure and deterministic.
 */
public final class SampleState {
    /** One preserved memfd. */
    public record SampleFile(long token, long size, long pos, int seals) {}

    /** One session. */
    public record SampleSession(String name, List<SampleFile> files) {}

    /** What to preserve. */
    public record Sample(
            List<SampleSession> sessions,
            List<String> flbs,
            @Nullable String handler) {}

    /** Amount of memory of the imagined machine. Unit: bytes. */
    static final long MEMORY_END = 1L << 30;

    static final long FIRST_PAGE = 0xd60000;
    static final long FLB_DATA = 0xfeedf00dcafebee0L;
    static final int DIRTY_UPTODATE = 3;
    static final int VMALLOC_ALLOC = 1;

    private final Layouts layouts;
    private final PreservedMemory memory;
    private final boolean memfd;
    private long nextPage = FIRST_PAGE;
    private long nextFolio = FIRST_PAGE + 0x2000000;
    private final long root;

    private SampleState(Layouts layouts, Sample sample) {
        this.layouts = layouts;
        memory = new PreservedMemory(layouts.pageSize(), MEMORY_END);
        memfd = layouts.missingForMemfd().isEmpty();
        root = page();
        write(root, Roles.LUO, "liveupdate_num", 1);
        write(root, Roles.LUO, "sessions_pa", sessions(sample));
        write(root, Roles.LUO, "flbs_pa", flbs(sample));
    }

    /** Two sessions, three memfds, as many FLBs as given. */
    public static Sample small(List<String> flbs, @Nullable String handler) {
        return new Sample(
                List.of(
                        new SampleSession(
                                "s1", List.of(new SampleFile(1, 8192, 1234, 0), new SampleFile(2, 20000, 5000, 6))),
                        new SampleSession("s2", List.of(new SampleFile(119, 65536, 0, 0)))),
                flbs,
                handler);
    }

    /** One memfd whose list of folios needs more than one page. */
    public static Sample large(List<String> flbs, @Nullable String handler, int pageSize) {
        return new Sample(
                List.of(new SampleSession("s1", List.of(new SampleFile(1, 600L * pageSize, 4096, 6)))), flbs, handler);
    }

    public static SampleState of(Layouts layouts, Sample sample) {
        return new SampleState(layouts, sample);
    }

    public PreservedMemory memory() {
        return memory;
    }

    /** Address of the root struct. */
    public long root() {
        return root;
    }

    private long sessions(Sample sample) {
        String handler = sample.handler();
        return blocks(sample.sessions(), Roles.SESSION, (at, session) -> {
            text(at, Roles.SESSION, "name", session.name());
            Slot set = layouts.slot(Roles.SESSION, "file_set_ser");
            long files = handler == null
                    ? 0
                    : blocks(session.files(), Roles.FILE, (entry, file) -> file(entry, file, handler));
            write(at + set.offset(), Roles.FILE_SET, "files", files);
            write(
                    at + set.offset(),
                    Roles.FILE_SET,
                    "count",
                    files == 0 ? 0 : session.files().size());
        });
    }

    private void file(long at, SampleFile file, String handler) {
        text(at, Roles.FILE, "compatible", handler);
        write(at, Roles.FILE, "token", file.token());
        write(at, Roles.FILE, "data", memfd ? memfd(file) : page());
    }

    private long memfd(SampleFile file) {
        long at = page();
        write(at, Roles.MEMFD, "pos", file.pos());
        write(at, Roles.MEMFD, "size", file.size());
        if (layouts.find(Roles.MEMFD, "seals") != null) {
            write(at, Roles.MEMFD, "seals", file.seals());
        }
        long folios = (file.size() + layouts.pageSize() - 1) / layouts.pageSize();
        write(at, Roles.MEMFD, "nr_folios", folios);
        vmalloc(at + layouts.slot(Roles.MEMFD, "folios").offset(), folios);
        return at;
    }

    private void vmalloc(long at, long folios) {
        int entry = layouts.size(Roles.FOLIO);
        List<Long> array = new ArrayList<>();
        for (long used = 0; used < folios * entry; used += layouts.pageSize()) {
            array.add(page());
        }
        for (int i = 0; i < folios; i++) {
            folio(array, (long) i * entry, i);
        }
        write(at, Roles.VMALLOC, "total_pages", array.size());
        write(at, Roles.VMALLOC, "flags", VMALLOC_ALLOC);
        write(at, Roles.VMALLOC, "order", 0);
        write(at, Roles.VMALLOC, "first.phys", chunks(array));
    }

    /** An entry may straddle pages: the array is contiguous only in the kernel's own addresses. */
    private void folio(List<Long> array, long position, int index) {
        long folio = nextFolio;
        nextFolio += layouts.pageSize();
        memory.putUnknown(folio, 0);
        PreservedMemory view = VirtualArray.of(memory, array);
        write(view, position, Roles.FOLIO, "pfn", folio / layouts.pageSize());
        write(view, position, Roles.FOLIO, "index", index);
        if (layouts.find(Roles.FOLIO, "flags") != null) {
            write(view, position, Roles.FOLIO, "flags", DIRTY_UPTODATE);
        }
    }

    private long chunks(List<Long> pages) {
        Slot phys = layouts.slot(Roles.CHUNK, "phys");
        int header = layouts.slot(Roles.CHUNK, "hdr").offset();
        long first = 0;
        long last = 0;
        for (int i = 0; i < pages.size(); i++) {
            int index = i % Math.max(1, phys.length());
            if (index == 0) {
                long chunk = page();
                if (last == 0) {
                    first = chunk;
                } else {
                    write(last + header, Roles.CHUNK_HEADER, "next.phys", chunk);
                }
                last = chunk;
            }
            memory.write(last, new Slot(phys.offset() + 8 * index, 8, 0, 0, 0), pages.get(i));
        }
        return first;
    }

    private long flbs(Sample sample) {
        long header = page();
        write(header, Roles.FLB_HEADER, "count", sample.flbs().size());
        if (layouts.find(Roles.FLB_HEADER, "pgcnt") != null) {
            write(header, Roles.FLB_HEADER, "pgcnt", 1);
        }
        int files = sample.sessions().stream()
                .mapToInt(session -> session.files().size())
                .sum();
        for (int i = 0; i < sample.flbs().size(); i++) {
            long at = header + layouts.size(Roles.FLB_HEADER) + (long) i * layouts.size(Roles.FLB);
            text(at, Roles.FLB, "name", sample.flbs().get(i));
            write(at, Roles.FLB, "data", FLB_DATA + i);
            write(at, Roles.FLB, "count", files);
        }
        return header;
    }

    @FunctionalInterface
    private interface Entry<T> {
        void write(long at, T value);
    }

    private <T> long blocks(List<T> values, String role, Entry<T> entry) {
        int perBlock = Math.max(1, layouts.perBlock(role));
        long first = 0;
        long block = 0;
        for (int i = 0; i < values.size(); i++) {
            if (i % perBlock == 0) {
                long next = page();
                if (block == 0) {
                    first = next;
                } else {
                    write(block, Roles.BLOCK, "next", next);
                }
                block = next;
                write(block, Roles.BLOCK, "count", Math.min(perBlock, values.size() - i));
            }
            entry.write(block + layouts.size(Roles.BLOCK) + (long) (i % perBlock) * layouts.size(role), values.get(i));
        }
        return first;
    }

    private long page() {
        long at = nextPage;
        nextPage += layouts.pageSize();
        memory.put(at, new byte[layouts.pageSize()]);
        return at;
    }

    private void write(long at, String role, String field, long value) {
        write(memory, at, role, field, value);
    }

    private void write(PreservedMemory where, long at, String role, String field, long value) {
        Slot slot = layouts.find(role, field);
        if (slot != null) {
            where.write(at, slot, value);
        }
    }

    private void text(long at, String role, String field, String value) {
        Slot slot = layouts.slot(role, field);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        memory.writeString(
                at, slot, bytes.length < slot.size() ? bytes : java.util.Arrays.copyOf(bytes, slot.size() - 1));
    }
}
