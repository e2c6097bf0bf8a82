package io.luoledger.simulator.kernel;

import io.luoledger.event.KernelBody.KhoSubtree;
import io.luoledger.event.KernelBody.SubtreeFate;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedVmalloc;
import io.luoledger.simulator.memory.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The list of pages with memory errors, as posted for KHO: published with the first one, and again by who receives it. */
final class PoisonedPages {
    static final String NODE = "hwpoison";
    /** The kernel's constant for the version. */
    static final String VERSION = "HWPOISON_KHO_VERSION";

    private static final String STRUCT = "hwpoison_ser";

    private final Kho kho;
    private final Set<Long> pfns = new LinkedHashSet<>();
    private @Nullable StructView published;
    private List<Long> owned = List.of();

    PoisonedPages(Kho kho) {
        this.kho = kho;
    }

    long count() {
        return pfns.size();
    }

    void add(long pages) {
        for (long i = 0; i < pages; i++) {
            pfns.add(kho.memory().allocate(0) >>> kho.memory().pageShift());
        }
        publish();
    }

    private long version() {
        return Long.parseLong(kho.abi().string(VERSION));
    }

    private void publish() {
        if (pfns.isEmpty()) {
            return;
        }
        StructView list = published;
        if (list == null) {
            int size = kho.abi().struct(STRUCT).size();
            list = view(kho.allocatePreserved(size));
            list.set("version", version());
            kho.addSubtree(NODE, list.address(), size);
            published = list;
        }
        PreservedVmalloc.release(kho, owned);
        ByteBuffer array = ByteBuffer.allocate(pfns.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        pfns.forEach(array::putLong);
        owned = PreservedVmalloc.preserve(kho, list.inner("pfns"), array.array());
        list.set("count", pfns.size());
    }

    private StructView view(long address) {
        return new StructView(kho.memory(), kho.abi(), STRUCT, address);
    }

    /** A short one or one of another version is dropped with a warning, and the pages are as good as any other. */
    KhoSubtree receive(Kho.Blob blob) {
        StructView list = view(blob.address());
        boolean whole = blob.size() >= kho.abi().struct(STRUCT).size();
        String left = whole ? "version " + list.get("version") : null;
        String taken = "version " + version();
        if (!whole || list.get("version") != version()) {
            return new KhoSubtree(NODE, SubtreeFate.IGNORED, left, taken, null, null);
        }
        long count = list.get("count");
        PreservedVmalloc.Area area = PreservedVmalloc.restore(kho, list.inner("pfns"));
        if (area == null) {
            return new KhoSubtree(NODE, SubtreeFate.IGNORED, left, taken, count, null);
        }
        ByteBuffer array = ByteBuffer.wrap(area.bytes(kho.memory(), 0, Math.toIntExact(count * Long.BYTES)))
                .order(ByteOrder.LITTLE_ENDIAN);
        while (array.hasRemaining()) {
            pfns.add(array.getLong());
        }
        PreservedVmalloc.free(kho, area);
        kho.restoreFree(blob.address());
        publish();
        return new KhoSubtree(NODE, SubtreeFate.TAKEN, left, taken, count, null);
    }
}
