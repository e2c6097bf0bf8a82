package io.luoledger.abi.memory;

import io.luoledger.abi.Consequence;
import io.luoledger.abi.memory.PreservedMemory.Read;
import io.luoledger.abi.memory.PreservedMemory.State;
import io.luoledger.abi.memory.SampleState.Sample;
import io.luoledger.abi.memory.SampleState.SampleFile;
import io.luoledger.abi.memory.SampleState.SampleSession;
import io.luoledger.abi.role.Roles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a state as a 7.2 or 7.3 kernel does, with the checks that these make and without those that they don't, by the
 * layouts of the incoming kernel. Pointers in session and file blocks are followed at once, so a wrong one is an oops;
 * those to pages that KHO restores are checked by the page's magic, so a wrong one is an errno.
 *
 * <pre>
 * boot      session block chain: cycle or bad count: panic; a wild pointer: oops. FLB table: each name looked up
 * open      each session's file block chain, each file's handler string: a wrong one: EIO for ever
 * retrieve  by session name and token: seals, folio array, folios
 * finish    files that were never retrieved are freed: their data pointer is followed
 * </pre>
 */
final class IncomingKernel {
    private record File(long token, Read data) {}

    private record Session(String name, List<File> files) {}

    /** Ends the reading: nothing after it happens. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Consequence consequence;

        Stopped(Consequence consequence) {
            super(null, null, false, false);
            this.consequence = consequence;
        }
    }

    private static final int MAX_BLOCKS = 10_000;
    private static final long ALL_SEALS = 0x3f;
    private static final long VMALLOC_FLAGS = 3;
    /** More than this can't be allocated: the restore fails instead. Unit: pages. */
    private static final long MAX_PAGES = 1L << 24;

    private final Layouts layouts;
    private final PreservedMemory memory;
    private final Sample promised;
    private final List<String> flbs;
    private final Set<String> handlers;
    private final boolean memfd;
    private final Set<Consequence> found = EnumSet.noneOf(Consequence.class);
    private final Set<Long> restored = new HashSet<>();

    private IncomingKernel(
            Layouts layouts, PreservedMemory memory, Sample promised, List<String> flbs, Set<String> handlers) {
        this.layouts = layouts;
        this.memory = memory;
        this.promised = promised;
        this.flbs = flbs;
        this.handlers = handlers;
        memfd = layouts.missingForMemfd().isEmpty();
    }

    /** What becomes of the sample when a kernel with the second layouts reads what one with the first has left. */
    static Set<Consequence> read(
            Layouts from, Layouts to, Sample sample, List<String> incomingFlbs, Set<String> incomingHandlers) {
        SampleState state = SampleState.of(from, sample);
        IncomingKernel kernel = new IncomingKernel(to, state.memory(), sample, incomingFlbs, incomingHandlers);
        try {
            kernel.live(state.root(), from.size(Roles.LUO));
        } catch (Stopped stopped) {
            return EnumSet.of(stopped.consequence);
        }
        return kernel.found;
    }

    private void live(long root, int rootSize) {
        if (rootSize < layouts.size(Roles.LUO)) {
            throw new Stopped(Consequence.PANIC_BOOT);
        }
        Read head = memory.read(root, layouts.slot(Roles.LUO, "sessions_pa"));
        List<Long> blocks =
                head.is(0) ? List.of() : chain(head, Roles.SESSION, Consequence.OOPS_AT_BOOT, Consequence.PANIC_BOOT);
        readFlbs(memory.read(root, layouts.slot(Roles.LUO, "flbs_pa")));
        retrieve(open(blocks));
    }

    private List<Session> open(List<Long> blocks) {
        List<Session> sessions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (long at : entries(blocks, Roles.SESSION)) {
            byte[] name = memory.readString(at, layouts.slot(Roles.SESSION, "name"));
            if (name == null) {
                throw new Stopped(Consequence.OPEN_EIO_MEMORY_LEAKED);
            }
            String text = new String(name, StandardCharsets.ISO_8859_1);
            if (!names.add(text)) {
                throw new Stopped(Consequence.OPEN_EIO_MEMORY_LEAKED);
            }
            sessions.add(new Session(
                    text, files(at + layouts.slot(Roles.SESSION, "file_set_ser").offset())));
        }
        return sessions;
    }

    private List<File> files(long set) {
        Read head = memory.read(set, layouts.slot(Roles.FILE_SET, "files"));
        Read count = memory.read(set, layouts.slot(Roles.FILE_SET, "count"));
        if (head.is(0)) {
            return List.of();
        }
        List<Long> blocks = chain(head, Roles.FILE, Consequence.OOPS_ON_OPEN, Consequence.OPEN_EIO_MEMORY_LEAKED);
        List<File> files = new ArrayList<>();
        for (long at : entries(blocks, Roles.FILE)) {
            byte[] compatible = memory.readString(at, layouts.slot(Roles.FILE, "compatible"));
            if (compatible == null || !handlers.contains(new String(compatible, StandardCharsets.UTF_8))) {
                throw new Stopped(Consequence.OPEN_EIO_MEMORY_LEAKED);
            }
            Read token = memory.read(at, layouts.slot(Roles.FILE, "token"));
            files.add(new File(token.value(), memory.read(at, layouts.slot(Roles.FILE, "data"))));
        }
        if (!count.is(files.size())) {
            throw new Stopped(Consequence.OPEN_EIO_MEMORY_LEAKED);
        }
        return files;
    }

    /** The kernel walks the whole chain, looking for a cycle, before it looks at the counts. */
    private List<Long> chain(Read head, String role, Consequence wild, Consequence bad) {
        List<Long> blocks = new ArrayList<>();
        Read at = head;
        while (!at.is(0)) {
            if (!at.isKnown() || !memory.isKnown(at.value())) {
                // what lies there is no block: its "next" leads anywhere
                throw new Stopped(wild);
            }
            blocks.add(at.value());
            if (blocks.size() > MAX_BLOCKS) {
                throw new Stopped(bad);
            }
            at = memory.read(at.value(), layouts.slot(Roles.BLOCK, "next"));
        }
        for (long block : blocks) {
            Read count = memory.read(block, layouts.slot(Roles.BLOCK, "count"));
            if (!count.isKnown() || count.value() <= 0 || count.value() > layouts.perBlock(role)) {
                throw new Stopped(bad);
            }
        }
        return blocks;
    }

    private List<Long> entries(List<Long> blocks, String role) {
        List<Long> entries = new ArrayList<>();
        for (long block : blocks) {
            long count = memory.read(block, layouts.slot(Roles.BLOCK, "count")).value();
            for (int i = 0; i < count; i++) {
                entries.add(block + layouts.size(Roles.BLOCK) + (long) i * layouts.size(role));
            }
        }
        return entries;
    }

    private void readFlbs(Read table) {
        if (flbs.isEmpty() || promised.flbs().isEmpty()) {
            return;
        }
        Read count = table.isKnown()
                ? memory.read(table.value(), layouts.slot(Roles.FLB_HEADER, "count"))
                : new Read(State.FAULT, 0);
        if (!count.isKnown()) {
            throw new Stopped(Consequence.OOPS_AT_BOOT);
        }
        for (String name : flbs) {
            int promisedAs = promised.flbs().indexOf(name);
            if (promisedAs >= 0) {
                flb(table.value(), count.value(), name, promisedAs);
            }
        }
    }

    private void flb(long table, long count, String name, int promisedAs) {
        for (int i = 0; i < count; i++) {
            long at = table + layouts.size(Roles.FLB_HEADER) + (long) i * layouts.size(Roles.FLB);
            byte[] there = memory.readString(at, layouts.slot(Roles.FLB, "name"));
            if (there == null) {
                throw new Stopped(Consequence.OOPS_AT_BOOT);
            }
            if (new String(there, StandardCharsets.UTF_8).equals(name)) {
                boolean right = memory.read(at, layouts.slot(Roles.FLB, "data")).is(SampleState.FLB_DATA + promisedAs);
                int files = promised.sessions().stream()
                        .mapToInt(session -> session.files().size())
                        .sum();
                if (!right) {
                    found.add(Consequence.FLB_WRONG_DATA);
                } else if (!memory.read(at, layouts.slot(Roles.FLB, "count")).is(files)) {
                    found.add(Consequence.REFCOUNT_WARN);
                }
                return;
            }
        }
        found.add(Consequence.FLB_LOST);
        found.add(Consequence.REFCOUNT_WARN);
    }

    private void retrieve(List<Session> sessions) {
        Set<Consequence> damage = EnumSet.noneOf(Consequence.class);
        List<Session> finished = new ArrayList<>();
        for (SampleSession session : promised.sessions()) {
            Session there = find(sessions, session.name());
            if (there == null || (there.files().isEmpty() && promised.handler() != null)) {
                damage.add(Consequence.SESSIONS_EMPTY);
                continue;
            }
            Set<Long> tried = new HashSet<>();
            for (SampleFile file : session.files()) {
                there.files().stream()
                        .filter(one -> one.token() == file.token())
                        .findFirst()
                        .ifPresentOrElse(
                                one -> {
                                    tried.add(one.token());
                                    restore(one, file, damage);
                                },
                                () -> damage.add(Consequence.LATE_ERRNO_DATA_LOST));
            }
            finished.add(new Session(
                    there.name(),
                    there.files().stream()
                            .filter(file -> !tried.contains(file.token()))
                            .toList()));
        }
        finished.forEach(session -> session.files().forEach(this::discard));
        // the worst of what happened to files hides the rest of it
        damage.stream().sorted().findFirst().ifPresent(found::add);
    }

    private static @Nullable Session find(List<Session> sessions, String name) {
        return sessions.stream()
                .filter(session -> session.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void restore(File file, SampleFile promisedFile, Set<Consequence> damage) {
        if (!memfd) {
            return;
        }
        if (file.data().is(0)) {
            damage.add(Consequence.LATE_ERRNO_DATA_LOST);
            return;
        }
        Read size = pointed(file.data(), "size");
        Read pos = pointed(file.data(), "pos");
        Read folios = pointed(file.data(), "nr_folios");
        Slot sealSlot = layouts.find(Roles.MEMFD, "seals");
        Read seals = sealSlot == null
                ? new Read(State.KNOWN, 0)
                : memory.read(file.data().value(), sealSlot);
        if (!size.isKnown() || !folios.isKnown()) {
            throw new Stopped(Consequence.OOPS_ON_RETRIEVE);
        }
        if ((seals.value() & ~ALL_SEALS) != 0) {
            damage.add(Consequence.LATE_ERRNO_DATA_LOST);
            return;
        }
        long lost = promisedFile.seals() & ~seals.value();
        if (lost != 0) {
            damage.add(Consequence.PROPERTY_LOST);
        } else if (seals.value() != promisedFile.seals()) {
            damage.add(Consequence.PROPERTY_CHANGED);
        }
        if (!size.is(promisedFile.size()) || !pos.is(promisedFile.pos())) {
            damage.add(Consequence.WRONG_METADATA);
        }
        restoreFolios(file, folios.value(), promisedFile, damage);
    }

    private void restoreFolios(File file, long count, SampleFile promisedFile, Set<Consequence> damage) {
        long expected = (promisedFile.size() + layouts.pageSize() - 1) / layouts.pageSize();
        if (count == 0) {
            if (expected != 0) {
                damage.add(Consequence.WRONG_METADATA);
            }
            return;
        }
        List<Long> array = vmalloc(
                file.data().value() + layouts.slot(Roles.MEMFD, "folios").offset(), Consequence.OOPS_ON_RETRIEVE);
        if (array == null) {
            damage.add(Consequence.LATE_ERRNO_DATA_LOST);
            return;
        }
        PreservedMemory view = VirtualArray.of(memory, array);
        long back = 0;
        for (long i = 0; i < count; i++) {
            long at = i * layouts.size(Roles.FOLIO);
            Read pfn = view.read(at, layouts.slot(Roles.FOLIO, "pfn"));
            Read index = view.read(at, layouts.slot(Roles.FOLIO, "index"));
            if (pfn.state() == State.FAULT) {
                throw new Stopped(Consequence.OOPS_ON_RETRIEVE);
            }
            if (pfn.is(0)) {
                continue;
            }
            if (!pfn.isKnown() || !restorePage(pfn.value() * layouts.pageSize())) {
                damage.add(Consequence.LATE_ERRNO_DATA_LOST);
                return;
            }
            back++;
            if (!index.is(i)) {
                damage.add(Consequence.WRONG_METADATA);
            }
            if (layouts.find(Roles.FOLIO, "flags") != null
                    && !view.read(at, layouts.slot(Roles.FOLIO, "flags")).is(SampleState.DIRTY_UPTODATE)) {
                damage.add(Consequence.WRONG_METADATA);
            }
        }
        if (back != expected) {
            damage.add(Consequence.WRONG_METADATA);
        }
    }

    /** The pages of a preserved area; null when the kernel refuses it. */
    private @Nullable List<Long> vmalloc(long at, Consequence wild) {
        Read flags = memory.read(at, layouts.slot(Roles.VMALLOC, "flags"));
        Read total = memory.read(at, layouts.slot(Roles.VMALLOC, "total_pages"));
        Read order = memory.read(at, layouts.slot(Roles.VMALLOC, "order"));
        Read chunk = memory.read(at, layouts.slot(Roles.VMALLOC, "first.phys"));
        if ((flags.value() & ~VMALLOC_FLAGS) != 0 || total.value() > MAX_PAGES || total.value() < 0) {
            return null;
        }
        List<Long> pages = new ArrayList<>();
        Slot phys = layouts.slot(Roles.CHUNK, "phys");
        while (!chunk.is(0)) {
            if (!chunk.isKnown() || !memory.contains(chunk.value())) {
                throw new Stopped(wild);
            }
            for (int i = 0; i < phys.length(); i++) {
                Read page = memory.read(chunk.value(), new Slot(phys.offset() + 8 * i, 8, 0, 0, 0));
                if (page.is(0)) {
                    break;
                }
                long contiguous = 1L << Math.min(order.value(), 30);
                if (!page.isKnown() || pages.size() + contiguous > total.value()) {
                    return null;
                }
                for (long j = 0; j < contiguous; j++) {
                    long address = page.value() + j * layouts.pageSize();
                    if (!restorePage(address)) {
                        return null;
                    }
                    pages.add(address);
                }
            }
            if (!restorePage(chunk.value())) {
                return null;
            }
            chunk = memory.read(
                    chunk.value() + layouts.slot(Roles.CHUNK, "hdr").offset(),
                    layouts.slot(Roles.CHUNK_HEADER, "next.phys"));
        }
        return pages.size() == total.value() ? pages : null;
    }

    /** A page is given back once, and only if it was preserved: its magic says so. */
    private boolean restorePage(long address) {
        return memory.preservedOrder(address) != null && restored.add(address);
    }

    private void discard(File file) {
        if (!memfd || file.data().is(0)) {
            return;
        }
        Read folios = pointed(file.data(), "nr_folios");
        if (!folios.isKnown()) {
            throw new Stopped(Consequence.OOPS_ON_FINISH);
        }
        if (folios.value() == 0) {
            return;
        }
        List<Long> array = vmalloc(
                file.data().value() + layouts.slot(Roles.MEMFD, "folios").offset(), Consequence.OOPS_ON_FINISH);
        long room = array == null ? Long.MAX_VALUE : (long) array.size() * layouts.pageSize();
        if (array != null && folios.value() > room / layouts.size(Roles.FOLIO)) {
            throw new Stopped(Consequence.OOPS_ON_FINISH);
        }
    }

    private Read pointed(Read pointer, String field) {
        return pointer.isKnown()
                ? memory.read(pointer.value(), layouts.slot(Roles.MEMFD, field))
                : new Read(State.FAULT, 0);
    }
}
