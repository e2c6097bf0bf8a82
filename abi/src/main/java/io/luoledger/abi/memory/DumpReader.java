package io.luoledger.abi.memory;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.memory.PreservedMemory.Read;
import io.luoledger.abi.role.Roles;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks preserved memory by a descriptor: session blocks, file blocks, memfds, FLBs. Believes nothing: every count,
 * pointer, chain and string is checked, and what doesn't fit is said.
 */
public final class DumpReader {
    /** One block of a chain. */
    public record Block<T>(long pa, long next, long count, List<T> entries) {}

    public record DumpedSession(String name, long filesPa, long count, List<Block<DumpedFile>> blocks) {}

    public record DumpedFile(
            String compatible,
            long data,
            long token,
            @Nullable DumpedMemfd memfd) {}

    public record DumpedMemfd(
            long pos,
            long size,
            long seals,
            long flags,
            long nrFolios,
            DumpedVmalloc vmalloc,
            List<DumpedFolio> folios) {}

    public record DumpedVmalloc(long first, long totalPages, long flags, long order) {}

    public record DumpedFolio(long pfn, long flags, long index) {}

    public record DumpedFlb(String name, long data, long count) {}

    /**
     * What is in the memory.
     *
     * @param problems what doesn't fit the descriptor, with its address
     */
    public record Dump(List<Block<DumpedSession>> sessions, List<DumpedFlb> flbs, List<String> problems) {}

    private static final int MAX_BLOCKS = 10_000;
    private static final int MAX_FOLIOS = 1 << 20;
    private static final int MAX_PROBLEMS = 100;

    private final PreservedMemory memory;
    private final Layouts layouts;
    private final Set<String> handlers = new TreeSet<>();
    private final @Nullable String luo;
    private final List<String> problems = new ArrayList<>();

    private DumpReader(PreservedMemory memory, AbiDescriptor kernel) {
        this.memory = memory;
        layouts = Layouts.of(kernel);
        if (!layouts.missing().isEmpty()) {
            throw new UnreadableInputException("the descriptor of " + kernel.release()
                    + " doesn't say enough to read memory by it; it lacks " + layouts.missing());
        }
        kernel.guards(Layer.HANDLER).forEach(guard -> handlers.addAll(guard.reads()));
        luo = kernel.guards(Layer.LUO).findFirst().map(Guard::value).orElse(null);
    }

    /**
     * @param root address of the first session block; null to look for it
     * @throws UnreadableInputException when there is nothing that could be one
     */
    public static Dump read(PreservedMemory memory, AbiDescriptor kernel, @Nullable Long root) {
        return new DumpReader(memory, kernel).read(root);
    }

    private Dump read(@Nullable Long root) {
        List<DumpedFlb> flbs = new ArrayList<>();
        List<Long> heads = new ArrayList<>();
        if (root != null) {
            heads.add(root);
        } else {
            for (long at : roots()) {
                long sessions = number(at, Roles.LUO, "sessions_pa");
                if (sessions != 0) {
                    heads.add(sessions);
                }
                flbs.addAll(flbs(number(at, Roles.LUO, "flbs_pa")));
            }
            if (heads.isEmpty()) {
                heads.addAll(sessionHeads());
            }
        }
        if (heads.isEmpty()) {
            throw new UnreadableInputException(
                    "no session block in it (pages: " + memory.pages().size() + "); give its address with --root");
        }
        List<Block<DumpedSession>> blocks = new ArrayList<>();
        for (long head : heads) {
            for (long block : chain(head, Roles.SESSION, "session block")) {
                blocks.add(sessionBlock(block));
            }
        }
        return new Dump(blocks, flbs, List.copyOf(problems));
    }

    /** Pages that begin as LUO's root struct does. */
    private List<Long> roots() {
        Slot compatible = layouts.find(Roles.LUO, "compatible");
        List<Long> found = new ArrayList<>();
        if (compatible != null && luo != null) {
            for (long page : memory.pages().keySet()) {
                if (luo.equals(text(page, compatible))) {
                    found.add(page);
                }
            }
        }
        return found;
    }

    /** Pages that can be session blocks and that no other of them leads to. */
    private List<Long> sessionHeads() {
        Set<Long> candidates = new TreeSet<>();
        for (long page : memory.pages().keySet()) {
            if (couldBeSessions(page)) {
                candidates.add(page);
            }
        }
        Set<Long> followed = new HashSet<>();
        candidates.forEach(page -> followed.add(number(page, Roles.BLOCK, "next")));
        return candidates.stream().filter(page -> !followed.contains(page)).toList();
    }

    private boolean couldBeSessions(long page) {
        long count = number(page, Roles.BLOCK, "count");
        long next = number(page, Roles.BLOCK, "next");
        if (count < 1 || count > layouts.perBlock(Roles.SESSION) || (next != 0 && !memory.isKnown(next))) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            long at = page + layouts.size(Roles.BLOCK) + (long) i * layouts.size(Roles.SESSION);
            long set = at + layouts.slot(Roles.SESSION, "file_set_ser").offset();
            long files = number(set, Roles.FILE_SET, "files");
            long fileCount = number(set, Roles.FILE_SET, "count");
            boolean named = badName(at, layouts.slot(Roles.SESSION, "name")) == null;
            boolean empty = files == 0 && fileCount == 0;
            if (!named || !(empty || (memory.isKnown(files) && files % memory.pageSize() == 0 && fileCount > 0))) {
                return false;
            }
        }
        return true;
    }

    private List<Long> chain(long head, String role, String what) {
        List<Long> blocks = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        long at = head;
        while (at != 0) {
            if (!seen.add(at) || blocks.size() >= MAX_BLOCKS) {
                problem(at, what + " chain runs in a circle");
                break;
            }
            if (!memory.isKnown(at) || at % memory.pageSize() != 0) {
                problem(at, what + " outside of the preserved pages");
                break;
            }
            long count = number(at, Roles.BLOCK, "count");
            if (count < 1 || count > layouts.perBlock(role)) {
                problem(
                        at,
                        what + " with " + Long.toUnsignedString(count) + " entries, expected 1 to "
                                + layouts.perBlock(role));
                break;
            }
            blocks.add(at);
            at = number(at, Roles.BLOCK, "next");
        }
        return blocks;
    }

    private Block<DumpedSession> sessionBlock(long pa) {
        List<DumpedSession> sessions = new ArrayList<>();
        long count = number(pa, Roles.BLOCK, "count");
        for (int i = 0; i < count; i++) {
            long at = pa + layouts.size(Roles.BLOCK) + (long) i * layouts.size(Roles.SESSION);
            long set = at + layouts.slot(Roles.SESSION, "file_set_ser").offset();
            String name = name(at, layouts.slot(Roles.SESSION, "name"), "session name");
            long files = number(set, Roles.FILE_SET, "files");
            long promised = number(set, Roles.FILE_SET, "count");
            List<Block<DumpedFile>> blocks = new ArrayList<>();
            long found = 0;
            if (files == 0 && promised != 0) {
                problem(
                        set,
                        "session '" + name + "' has " + Long.toUnsignedString(promised) + " files but no file block");
            }
            for (long block : files == 0 ? List.<Long>of() : chain(files, Roles.FILE, "file block")) {
                Block<DumpedFile> read = fileBlock(block);
                found += read.count();
                blocks.add(read);
            }
            if (files != 0 && found != promised) {
                problem(
                        set,
                        "session '" + name + "' has " + found + " files, its count says "
                                + Long.toUnsignedString(promised));
            }
            sessions.add(new DumpedSession(name, files, promised, blocks));
        }
        return new Block<>(pa, number(pa, Roles.BLOCK, "next"), count, sessions);
    }

    private Block<DumpedFile> fileBlock(long pa) {
        List<DumpedFile> files = new ArrayList<>();
        long count = number(pa, Roles.BLOCK, "count");
        for (int i = 0; i < count; i++) {
            long at = pa + layouts.size(Roles.BLOCK) + (long) i * layouts.size(Roles.FILE);
            String compatible = name(at, layouts.slot(Roles.FILE, "compatible"), "handler string");
            long data = number(at, Roles.FILE, "data");
            boolean known = handlers.isEmpty() || handlers.contains(compatible);
            if (!known) {
                problem(at, "handler string '" + compatible + "', expected one of " + handlers);
            }
            files.add(new DumpedFile(compatible, data, number(at, Roles.FILE, "token"), known ? memfd(data) : null));
        }
        return new Block<>(pa, number(pa, Roles.BLOCK, "next"), count, files);
    }

    private @Nullable DumpedMemfd memfd(long data) {
        if (!layouts.missingForMemfd().isEmpty()) {
            return null;
        }
        if (!memory.isKnown(data)) {
            problem(data, "a file's data outside of the preserved pages");
            return null;
        }
        long size = number(data, Roles.MEMFD, "size");
        long nrFolios = number(data, Roles.MEMFD, "nr_folios");
        long at = data + layouts.slot(Roles.MEMFD, "folios").offset();
        DumpedVmalloc vmalloc = new DumpedVmalloc(
                number(at, Roles.VMALLOC, "first.phys"),
                number(at, Roles.VMALLOC, "total_pages"),
                number(at, Roles.VMALLOC, "flags"),
                number(at, Roles.VMALLOC, "order"));
        long largest = (size + memory.pageSize() - 1) / memory.pageSize();
        if (nrFolios < 0 || nrFolios > MAX_FOLIOS || nrFolios > largest || size < 0) {
            problem(
                    data,
                    "memfd of " + Long.toUnsignedString(size) + " bytes with " + Long.toUnsignedString(nrFolios)
                            + " folios");
            return new DumpedMemfd(
                    number(data, Roles.MEMFD, "pos"),
                    size,
                    optional(data, "seals"),
                    optional(data, "flags"),
                    nrFolios,
                    vmalloc,
                    List.of());
        }
        return new DumpedMemfd(
                number(data, Roles.MEMFD, "pos"),
                size,
                optional(data, "seals"),
                optional(data, "flags"),
                nrFolios,
                vmalloc,
                folios(data, vmalloc, nrFolios));
    }

    private long optional(long at, String field) {
        return layouts.find(Roles.MEMFD, field) == null ? 0 : number(at, Roles.MEMFD, field);
    }

    private List<DumpedFolio> folios(long memfd, DumpedVmalloc vmalloc, long count) {
        List<Long> pages = new ArrayList<>();
        Slot phys = layouts.slot(Roles.CHUNK, "phys");
        Set<Long> seen = new HashSet<>();
        long chunk = vmalloc.first();
        while (chunk != 0 && pages.size() < vmalloc.totalPages()) {
            if (!memory.isKnown(chunk) || !seen.add(chunk)) {
                problem(
                        memfd,
                        "list of pages at 0x" + Long.toHexString(chunk)
                                + " outside of the preserved pages, or in a circle");
                return List.of();
            }
            for (int i = 0; i < phys.length(); i++) {
                Read page = memory.read(chunk, new Slot(phys.offset() + 8 * i, 8, 0, 0, 0));
                if (page.value() == 0) {
                    break;
                }
                for (long j = 0; j < 1L << Math.min(vmalloc.order(), 20); j++) {
                    pages.add(page.value() + j * memory.pageSize());
                }
            }
            chunk = number(chunk + layouts.slot(Roles.CHUNK, "hdr").offset(), Roles.CHUNK_HEADER, "next.phys");
        }
        if (pages.size() != vmalloc.totalPages()) {
            problem(memfd, "folio list of " + pages.size() + " pages, expected " + vmalloc.totalPages());
        }
        PreservedMemory view = VirtualArray.of(memory, pages);
        List<DumpedFolio> folios = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            long at = i * layouts.size(Roles.FOLIO);
            Read pfn = view.read(at, layouts.slot(Roles.FOLIO, "pfn"));
            if (!pfn.isKnown()) {
                problem(memfd, "folio " + i + " of " + count + " outside of the preserved pages");
                break;
            }
            Slot flags = layouts.find(Roles.FOLIO, "flags");
            folios.add(new DumpedFolio(
                    pfn.value(),
                    flags == null ? 0 : view.read(at, flags).value(),
                    view.read(at, layouts.slot(Roles.FOLIO, "index")).value()));
        }
        return folios;
    }

    private List<DumpedFlb> flbs(long table) {
        List<DumpedFlb> flbs = new ArrayList<>();
        if (table == 0) {
            return flbs;
        }
        long count = number(table, Roles.FLB_HEADER, "count");
        int room = (memory.pageSize() - layouts.size(Roles.FLB_HEADER)) / layouts.size(Roles.FLB);
        if (!memory.isKnown(table) || count < 0 || count > room) {
            problem(table, "FLB table with " + Long.toUnsignedString(count) + " entries, expected 0 to " + room);
            return flbs;
        }
        for (int i = 0; i < count; i++) {
            long at = table + layouts.size(Roles.FLB_HEADER) + (long) i * layouts.size(Roles.FLB);
            flbs.add(new DumpedFlb(
                    name(at, layouts.slot(Roles.FLB, "name"), "FLB name"),
                    number(at, Roles.FLB, "data"),
                    number(at, Roles.FLB, "count")));
        }
        return flbs;
    }

    private long number(long at, String role, String field) {
        return memory.read(at, layouts.slot(role, field)).value();
    }

    private @Nullable String text(long at, Slot slot) {
        byte[] bytes = memory.readString(at, slot);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private String name(long at, Slot slot, String what) {
        String bad = badName(at, slot);
        if (bad != null) {
            problem(at + slot.offset(), what + " " + bad);
        }
        String text = text(at, slot);
        return text == null ? "" : text;
    }

    /** What is wrong with a name: empty, without an end, followed by anything but zeros, or not text. */
    private @Nullable String badName(long at, Slot slot) {
        byte[] bytes = memory.readString(at, slot);
        if (bytes == null) {
            return "outside of the preserved pages";
        }
        if (bytes.length == 0) {
            return "is empty";
        }
        if (bytes.length == slot.size()) {
            return "has no end within " + slot.size() + " bytes";
        }
        for (int i = bytes.length; i < slot.size(); i++) {
            if (!memory.read(at, new Slot(slot.offset() + i, 1, 0, 0, 0)).is(0)) {
                return "is followed by something else than zeros";
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean control = text.codePoints().anyMatch(Character::isISOControl);
        boolean exact = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
        return control || !exact ? "isn't text" : null;
    }

    private void problem(long at, String what) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add("0x" + Long.toHexString(at) + ": " + what);
        }
    }
}
