package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.ShmemInode;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.PreservedVmalloc;
import io.luoledger.simulator.memory.StructLayout;
import io.luoledger.simulator.memory.StructView;
import io.luoledger.simulator.vfio.Iommufd;
import io.luoledger.simulator.vfio.Vfio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Preserves iommufd files: their address spaces cross the kexec page by page, so that devices go on reaching the same memory. What no
 * series says of it is an {@link Assumption}.
 */
final class IommufdHandler implements FileHandler {
    private static final String SER = "iommufd_ser";
    private static final String PAGE = "iommufd_page_ser";

    private final Kho kho;

    IommufdHandler(Kho kho) {
        this.kho = kho;
    }

    @Override
    public String compatible() {
        return kho.abi().string(PreservedAbi.IOMMUFD_COMPATIBLE);
    }

    @Override
    public boolean canPreserve(OpenFile file) {
        return file.owner() instanceof Iommufd;
    }

    private static Iommufd context(OpenFile file) {
        if (file.owner() instanceof Iommufd context) {
            return context;
        }
        throw new IllegalStateException("not an iommufd: " + file.name());
    }

    @Override
    public void preserve(PreservedFile file) {
        Iommufd context = context(file.file());
        for (Iommufd.AddressSpace space : context.spaces()) {
            for (Iommufd.Mapping mapping : space.mappings()) {
                OpenFile mapped = mapping.file();
                if (mapped == null || !(mapped.inode() instanceof ShmemInode memory) || !memory.frozen()) {
                    throw new SysError("EINVAL");
                }
            }
            if (!space.restoredPages().values().stream().allMatch(page -> kho.preserves(page, 0))) {
                throw new SysError("EINVAL");
            }
        }
        byte[] table = table(context);
        StructView ser = new StructView(
                kho.memory(),
                kho.abi(),
                SER,
                kho.allocatePreserved(kho.abi().struct(SER).size()));
        ser.set("nr_spaces", context.spaces().size());
        ser.set("nr_pages", table.length / kho.abi().struct(PAGE).size());
        file.data(ser.address());
        file.privateData(table.length == 0 ? List.of() : PreservedVmalloc.preserve(kho, ser.inner("pages"), table));
        context.immutable(true);
    }

    private byte[] table(Iommufd context) {
        StructLayout layout = kho.abi().struct(PAGE);
        List<long[]> pages = new ArrayList<>();
        int number = 0;
        for (Iommufd.AddressSpace space : context.spaces()) {
            number++;
            for (Map.Entry<Long, Long> page :
                    space.pages(kho.memory().pageSize()).entrySet()) {
                pages.add(new long[] {number, page.getKey(), page.getValue()});
            }
        }
        byte[] table = new byte[pages.size() * layout.size()];
        for (int i = 0; i < pages.size(); i++) {
            layout.field("space").put(table, i * layout.size(), pages.get(i)[0]);
            layout.field("address").put(table, i * layout.size(), pages.get(i)[1]);
            layout.field("page").put(table, i * layout.size(), pages.get(i)[2]);
        }
        return table;
    }

    @Override
    public void unpreserve(PreservedFile file) {
        context(file.file()).immutable(false);
        @SuppressWarnings("unchecked")
        List<Long> owned = (List<Long>) Objects.requireNonNull(file.privateData());
        PreservedVmalloc.release(kho, owned);
        kho.unpreserveFree(file.data(), kho.abi().struct(SER).size());
    }

    @Override
    public OpenFile retrieve(PreservedFile file) {
        StructView ser = new StructView(kho.memory(), kho.abi(), SER, file.data());
        OpenFile made = Vfio.openIommufd();
        Iommufd context = context(made);
        for (long number = 0; number < ser.get("nr_spaces"); number++) {
            context.allocate();
        }
        if (ser.get("nr_pages") > 0) {
            PreservedVmalloc.Area area = PreservedVmalloc.restore(kho, ser.inner("pages"));
            if (area == null) {
                made.put();
                throw new SysError("EINVAL");
            }
            fill(context, area, ser.get("nr_pages"));
            PreservedVmalloc.free(kho, area);
        }
        kho.restoreFree(file.data());
        return made;
    }

    private void fill(Iommufd context, PreservedVmalloc.Area area, long count) {
        StructLayout layout = kho.abi().struct(PAGE);
        for (long i = 0; i < count; i++) {
            byte[] page = area.bytes(kho.memory(), i * layout.size(), layout.size());
            context.mappable((int) layout.field("space").get(page, 0))
                    .restore(
                            layout.field("address").get(page, 0),
                            layout.field("page").get(page, 0));
        }
    }

    @Override
    public void finish(PreservedFile file) {
        if (file.retrieval() != KernelState.Retrieval.NEVER_TRIED) {
            return;
        }
        StructView ser = new StructView(kho.memory(), kho.abi(), SER, file.data());
        if (ser.get("nr_pages") > 0) {
            PreservedVmalloc.Area area = PreservedVmalloc.restore(kho, ser.inner("pages"));
            if (area != null) {
                PreservedVmalloc.free(kho, area);
            }
        }
        kho.restoreFree(file.data());
    }
}
