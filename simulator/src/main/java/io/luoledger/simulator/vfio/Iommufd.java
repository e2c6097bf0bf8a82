package io.luoledger.simulator.vfio;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.ShmemInode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An open /dev/iommu: address spaces that devices are attached to. */
public final class Iommufd {
    /** What a device may address: below and above the interrupt window. */
    public static final List<Range> RANGES =
            List.of(new Range(0, 0xfedf_ffffL), new Range(0xfef0_0000L, (1L << 48) - 1));

    private static final long PAGE_BYTES = 4096;

    /** Addresses from first to last. */
    public record Range(long first, long last) {
        boolean holds(long from, long to) {
            return Long.compareUnsigned(first, from) <= 0 && Long.compareUnsigned(to, last) <= 0;
        }
    }

    /**
     * A piece of a file that devices can reach, or a range of addresses.
     *
     * @param file null for a range that maps nothing
     * @param offset of the piece in the file, bytes
     */
    public record Mapping(
            long address, long length, @Nullable OpenFile file, long offset) {
        long last() {
            return address + length - 1;
        }

        boolean overlaps(Mapping other) {
            return Long.compareUnsigned(address, other.last()) <= 0 && Long.compareUnsigned(other.address, last()) <= 0;
        }

        boolean holds(Mapping other) {
            return Long.compareUnsigned(address, other.address) <= 0 && Long.compareUnsigned(other.last(), last()) <= 0;
        }

        void put() {
            if (file != null) {
                file.put();
            }
        }
    }

    /** How pieces are taken out of an address space again. */
    enum Unmapping {
        /** IOMMU_IOAS_UNMAP: whole pieces. ENOENT for a part of one, or where nothing is. */
        PIECES,
        /** VFIO_IOMMU_UNMAP_DMA of the second type: whole pieces or none. EINVAL for a part of one. */
        WHOLE_OR_NONE,
        /** The same of the first type: what isn't whole stays. */
        WHAT_IS_WHOLE
    }

    /** One address space. */
    public static final class AddressSpace {
        private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
        private final TreeMap<Long, Long> restored = new TreeMap<>();
        private Unmapping unmapping = Unmapping.PIECES;
        private boolean immutable;
        private int devices;

        AddressSpace() {}

        void unmapping(Unmapping how) {
            unmapping = how;
        }

        /** A device is attached: from now on only what it may address can be mapped. EADDRINUSE when more than that is. */
        void attach() {
            if (mappings.values().stream().anyMatch(mapping -> !addressable(mapping.address(), mapping.last()))) {
                throw new SysError("EADDRINUSE");
            }
            devices++;
        }

        void detach() {
            devices--;
        }

        private static boolean addressable(long first, long last) {
            return RANGES.stream().anyMatch(range -> range.holds(first, last));
        }

        /**
         * Maps a file's pages. EINVAL for what isn't whole pages and, once a device is attached, for what it may not address; EOVERFLOW
         * past the last address; EEXIST where something is mapped; EFAULT past the file's end, which is found out when a device needs it.
         */
        public void map(long address, long length, OpenFile file, long offset) {
            requireMutable();
            if ((address | length | offset) % PAGE_BYTES != 0 || length == 0) {
                throw new SysError("EINVAL");
            }
            Mapping piece = new Mapping(address, length, file, offset);
            if (Long.compareUnsigned(piece.last(), address) < 0) {
                throw new SysError("EOVERFLOW");
            }
            if (devices > 0 && !addressable(address, piece.last())) {
                throw new SysError("EINVAL");
            }
            if (taken(piece)) {
                throw new SysError("EEXIST");
            }
            if (devices > 0 && offset + length > pagesOf(file) * PAGE_BYTES) {
                throw new SysError("EFAULT");
            }
            mappings.put(address, new Mapping(address, length, file.acquire(), offset));
        }

        private static long pagesOf(OpenFile file) {
            return (file.inode().size() + PAGE_BYTES - 1) / PAGE_BYTES;
        }

        private boolean taken(Mapping piece) {
            return mappings.values().stream().anyMatch(other -> other.overlaps(piece))
                    || restored.keySet().stream()
                            .anyMatch(page -> piece.overlaps(new Mapping(page, PAGE_BYTES, piece.file(), 0)));
        }

        /** Unmaps pieces. EINVAL, EOVERFLOW, ENOENT; see {@link Unmapping}. */
        public void unmap(long address, long length) {
            requireMutable();
            if (length == 0) {
                throw new SysError("EINVAL");
            }
            Mapping range = new Mapping(address, length, null, 0);
            if (Long.compareUnsigned(range.last(), address) < 0) {
                throw new SysError("EOVERFLOW");
            }
            List<Mapping> touched =
                    mappings.values().stream().filter(range::overlaps).toList();
            boolean part = touched.stream().anyMatch(piece -> !range.holds(piece));
            switch (unmapping) {
                case PIECES -> {
                    if (part || touched.isEmpty()) {
                        throw new SysError("ENOENT");
                    }
                }
                case WHOLE_OR_NONE -> {
                    if (part) {
                        throw new SysError("EINVAL");
                    }
                }
                case WHAT_IS_WHOLE -> {
                    // parts of pieces stay mapped, and nobody is told
                }
            }
            touched.stream().filter(range::holds).forEach(piece -> {
                mappings.remove(piece.address());
                piece.put();
            });
        }

        private void requireMutable() {
            if (immutable) {
                throw new SysError("EBUSY");
            }
        }

        /** By address. */
        public List<Mapping> mappings() {
            return List.copyOf(mappings.values());
        }

        /** Puts back a page that another kernel mapped. */
        public void restore(long address, long page) {
            restored.put(address, page);
        }

        /** Pages that another kernel mapped, by address. */
        public Map<Long, Long> restoredPages() {
            return java.util.Collections.unmodifiableMap(restored);
        }

        /** Physical page by page that devices can address; of files that have no pages, none. */
        public Map<Long, Long> pages(int pageSize) {
            TreeMap<Long, Long> pages = new TreeMap<>(restored);
            for (Mapping mapping : mappings.values()) {
                OpenFile file = mapping.file();
                if (file != null && file.inode() instanceof ShmemInode memory) {
                    for (long at = 0; at < mapping.length(); at += pageSize) {
                        Long page = memory.pages().get((mapping.offset() + at) / pageSize);
                        if (page != null) {
                            pages.put(mapping.address() + at, page);
                        }
                    }
                }
            }
            return pages;
        }

        void clear() {
            mappings.values().forEach(Mapping::put);
            mappings.clear();
        }
    }

    private final List<AddressSpace> spaces = new ArrayList<>();
    /** Mostly one: a virtual machine has few, and a host many of these. */
    private final List<VfioDevice> devices = new ArrayList<>(1);

    private boolean preserved;
    private @Nullable VfioContainer compatible;

    /** The container that it stands in for. */
    public VfioContainer asContainer() {
        VfioContainer made = compatible;
        if (made == null) {
            made = new VfioContainer(true);
            compatible = made;
        }
        return made;
    }

    /** An address space to map into. ENOENT. */
    public AddressSpace mappable(int number) {
        return space(number);
    }

    /** A new address space: its number. */
    public int allocate() {
        spaces.add(new AddressSpace());
        return spaces.size();
    }

    /** ENOENT. */
    AddressSpace space(int number) {
        if (number < 1 || number > spaces.size()) {
            throw new SysError("ENOENT");
        }
        return spaces.get(number - 1);
    }

    /** While it is preserved nothing of it may change. */
    public void immutable(boolean now) {
        preserved = now;
        spaces.forEach(space -> space.immutable = now);
    }

    public boolean preserved() {
        return preserved;
    }

    /** In order of their making. */
    public List<AddressSpace> spaces() {
        return List.copyOf(spaces);
    }

    /** Devices bound to it. */
    public List<VfioDevice> devices() {
        return List.copyOf(devices);
    }

    void bound(VfioDevice device) {
        devices.add(device);
    }

    void unbound(VfioDevice device) {
        devices.remove(device);
    }

    void release() {
        spaces.forEach(AddressSpace::clear);
        spaces.clear();
    }
}
