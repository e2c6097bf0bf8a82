package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.Sealable;
import io.luoledger.simulator.file.ShmemInode;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.PreservedVmalloc;
import io.luoledger.simulator.memory.StructLayout;
import io.luoledger.simulator.memory.StructView;
import java.util.List;
import java.util.Objects;

/** Preserves memfds, and whatever else is shmem-backed without a name: its pages, size, position and seals. */
final class MemfdHandler implements FileHandler {
    /** What an ABI may say of the word in {@code memfd_luo_ser.flags}; nobody reads it. */
    private static final String FLAGS_WRITTEN = "MEMFD_LUO_SER_FLAGS";

    private static final String SER = "memfd_luo_ser";
    private static final String FOLIO = "memfd_luo_folio_ser";
    private static final int FOLIO_DIRTY = 1;
    private static final int FOLIO_UPTODATE = 2;
    private static final long MAX_PAGES = 0xffff_ffffL;
    /** MEMFD_LUO_FLAG_TMPFS, whose value nobody posted: the file has a name in a tmpfs. */
    private static final long TMPFS = 1;

    private final Kho kho;
    private final KernelProfile profile;
    private final Handlers handlers;

    MemfdHandler(Kho kho, KernelProfile profile, Handlers handlers) {
        this.kho = kho;
        this.profile = profile;
        this.handlers = handlers;
    }

    @Override
    public String compatible() {
        return kho.abi().string(PreservedAbi.MEMFD_COMPATIBLE);
    }

    @Override
    public boolean canPreserve(OpenFile file) {
        return file.inode() instanceof ShmemInode inode && (inode.links() == 0 || takesTarget());
    }

    @Override
    public boolean takesTarget() {
        return profile.has(Posted.FILE_ARGS) || profile.has(Posted.RETRIEVE_INTO_FD);
    }

    @Override
    public Object identity(OpenFile file) {
        return file.inode();
    }

    private static ShmemInode inode(PreservedFile file) {
        return (ShmemInode) file.file().inode();
    }

    @Override
    public void preserve(PreservedFile file) {
        ShmemInode inode = inode(file);
        inode.freeze(true);
        try {
            preserveFrozen(file, inode);
        } catch (SysError refused) {
            inode.freeze(false);
            throw refused;
        }
        inode.pin(true);
    }

    private void preserveFrozen(PreservedFile file, ShmemInode inode) {
        StructLayout layout = kho.abi().struct(SER);
        if (inode.sizeInPages() > MAX_PAGES) {
            throw new SysError("EFBIG");
        }
        inode.fillHoles();
        StructView ser = new StructView(kho.memory(), kho.abi(), SER, kho.allocatePreserved(layout.size()));
        if (hasFeatures(ser)) {
            Features.ofMemfd(profile).write(ser);
        }
        ser.set("pos", file.file().position());
        ser.set("size", inode.size());
        if (ser.has("seals")) {
            ser.set("seals", inode.seals());
        }
        if (ser.has("flags")) {
            String flags = kho.abi().stringOrNull(FLAGS_WRITTEN);
            long tmpfs = profile.has(Posted.FILE_ARGS) && inode.links() > 0 ? TMPFS : 0;
            ser.set("flags", (flags == null ? 0 : Long.parseLong(flags)) | tmpfs);
        }
        ser.set("nr_folios", inode.sizeInPages());
        file.data(ser.address());
        file.privateData(List.of());
        if (inode.sizeInPages() > 0) {
            file.privateData(PreservedVmalloc.preserve(kho, ser.inner("folios"), folios(inode)));
        }
    }

    private byte[] folios(ShmemInode inode) {
        StructLayout layout = kho.abi().struct(FOLIO);
        byte[] array = new byte[Math.toIntExact(inode.sizeInPages() * layout.size())];
        int at = 0;
        for (var page : inode.pages().headMap(inode.sizeInPages()).entrySet()) {
            kho.preserve(page.getValue(), 0);
            layout.field("pfn").put(array, at, page.getValue() >>> kho.memory().pageShift());
            layout.field("flags").put(array, at, FOLIO_DIRTY | (upToDate(inode, page.getKey()) ? FOLIO_UPTODATE : 0));
            layout.field("index").put(array, at, page.getKey());
            at += layout.size();
        }
        return array;
    }

    /** A page that nobody filled is filled with zeroes now; or what is written into it from now on is lost, as this says it is empty. */
    private boolean upToDate(ShmemInode inode, long index) {
        return !profile.has(Defect.FALLOCATED_PAGES_LOST) || inode.upToDate(index);
    }

    @Override
    public void unpreserve(PreservedFile file) {
        ShmemInode inode = inode(file);
        inode.freeze(false);
        inode.pin(false);
        @SuppressWarnings("unchecked")
        List<Long> owned = (List<Long>) Objects.requireNonNull(file.privateData());
        if (file.data() == 0) {
            // a handle that a roll-back forgot: what it led to leaks
            return;
        }
        PreservedVmalloc.release(kho, owned);
        inode.pages().headMap(inode.sizeInPages()).values().forEach(page -> kho.unpreserve(page, 0));
        kho.unpreserveFree(file.data(), kho.abi().struct(SER).size());
    }

    @Override
    public void freeze(PreservedFile file) {
        if (file.data() == 0) {
            return;
        }
        new StructView(kho.memory(), kho.abi(), SER, file.data())
                .set("pos", file.file().position());
    }

    @Override
    public OpenFile retrieve(PreservedFile file) {
        if (file.data() == 0) {
            throw new SysError("EINVAL");
        }
        StructView ser = new StructView(kho.memory(), kho.abi(), SER, file.data());
        if (isOfTmpfs(ser)) {
            throw SysError.retryable(wrongTarget());
        }
        if (refusedFeatures(ser) != 0) {
            throw new SysError("EIO");
        }
        int seals = ser.has("seals") ? (int) ser.get("seals") : 0;
        if ((seals & ~Sealable.ALL) != 0) {
            throw new SysError("EOPNOTSUPP");
        }
        ShmemInode inode = new ShmemInode(
                kho.memory(), 0, 0, profile.has(Defect.NOEXEC_WRITE_SEALED) || (seals & Sealable.EXEC) == 0);
        inode.addSeals(seals);
        OpenFile made = new OpenFile(
                inode, OpenFile.O_RDWR | OpenFile.O_LARGEFILE, OpenFile.Seek.REAL, "/ (deleted)", null, null);
        try {
            fill(made, inode, ser);
        } catch (SysError refused) {
            made.put();
            throw refused;
        }
        kho.restoreFree(file.data());
        return made;
    }

    /** Also with features its struct may be changed to one without. */
    private boolean hasFeatures(StructView ser) {
        return profile.has(Posted.FEATURES) && ser.has("supp");
    }

    private long refusedFeatures(StructView ser) {
        return hasFeatures(ser) ? Features.read(ser).refusedBy(Features.ofMemfd(profile)) : 0;
    }

    @Override
    public void check(PreservedFile file) {
        if (profile.has(Posted.FEATURES_AT_OPEN)
                && refusedFeatures(new StructView(kho.memory(), kho.abi(), SER, file.data())) != 0) {
            throw new SysError("EINVAL");
        }
    }

    @Override
    public long unknownFeatures(PreservedFile file) {
        if (file.data() == 0) {
            return 0;
        }
        StructView ser = new StructView(kho.memory(), kho.abi(), SER, file.data());
        return hasFeatures(ser) ? Features.read(ser).lostIn(Features.ofMemfd(profile)) : 0;
    }

    /** Only a kernel that knows the flag looks at it. */
    private boolean isOfTmpfs(StructView ser) {
        return profile.has(Posted.FILE_ARGS) && ser.has("flags") && (ser.get("flags") & TMPFS) != 0;
    }

    /** What no posting has an errno for. */
    private String wrongTarget() {
        return profile.has(Posted.FILE_ARGS_EOPNOTSUPP) ? "EOPNOTSUPP" : "EINVAL";
    }

    @Override
    public OpenFile retrieveInto(PreservedFile file, OpenFile target) {
        if (file.data() == 0) {
            throw new SysError("EINVAL");
        }
        StructView ser = new StructView(kho.memory(), kho.abi(), SER, file.data());
        if (refusedFeatures(ser) != 0) {
            throw new SysError("EIO");
        }
        boolean fits = target.inode() instanceof ShmemInode inode
                && target.writable()
                && inode.links() > 0
                && inode.size() == 0;
        if (!fits || (profile.has(Posted.FILE_ARGS) && !isOfTmpfs(ser))) {
            throw SysError.retryable(wrongTarget());
        }
        if (handlers.holds(target.inode())) {
            throw SysError.retryable("EBUSY");
        }
        fill(target, (ShmemInode) target.inode(), ser);
        kho.restoreFree(file.data());
        return target.acquire();
    }

    private void fill(OpenFile made, ShmemInode inode, StructView ser) {
        made.seekTo(ser.get("pos"));
        inode.setSize(ser.get("size"));
        if (ser.get("nr_folios") == 0) {
            return;
        }
        PreservedVmalloc.Area area = PreservedVmalloc.restore(kho, ser.inner("folios"));
        if (area == null) {
            throw new SysError("EINVAL");
        }
        StructLayout layout = kho.abi().struct(FOLIO);
        for (long number = 0; number < ser.get("nr_folios"); number++) {
            byte[] folio = area.bytes(kho.memory(), number * layout.size(), layout.size());
            long pfn = layout.field("pfn").get(folio, 0);
            if (pfn == 0) {
                continue;
            }
            long address = pfn << kho.memory().pageShift();
            if (!kho.restore(address)) {
                throw new SysError("EIO");
            }
            boolean upToDate = (layout.field("flags").get(folio, 0) & FOLIO_UPTODATE) != 0;
            if (!upToDate) {
                // what isn't up to date reads as a hole does
                kho.memory().put(address, new byte[kho.memory().pageSize()]);
            }
            inode.addPage(layout.field("index").get(folio, 0), address, upToDate);
        }
        PreservedVmalloc.free(kho, area);
    }

    @Override
    public void finish(PreservedFile file) {
        if (file.retrieval() != KernelState.Retrieval.NEVER_TRIED) {
            return;
        }
        StructView ser = new StructView(kho.memory(), kho.abi(), SER, file.data());
        long count = ser.get("nr_folios");
        if (count != 0) {
            PreservedVmalloc.Area area = PreservedVmalloc.restore(kho, ser.inner("folios"));
            if (area != null) {
                discard(area, count);
            }
        }
        kho.restoreFree(file.data());
    }

    private void discard(PreservedVmalloc.Area area, long count) {
        StructLayout layout = kho.abi().struct(FOLIO);
        for (long number = 0; number < count; number++) {
            byte[] folio = area.bytes(kho.memory(), number * layout.size(), layout.size());
            kho.restoreFree(layout.field("pfn").get(folio, 0) << kho.memory().pageShift());
        }
        PreservedVmalloc.free(kho, area);
    }
}
