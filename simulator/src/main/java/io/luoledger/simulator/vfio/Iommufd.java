package io.luoledger.simulator.vfio;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.ShmemInode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
     * A piece of a file that devices can reach.
     *
     * @param offset of the piece in the file, bytes
     */
    public record Mapping(long address, long length, OpenFile file, long offset) {}

    /** One address space. */
    public static final class AddressSpace {
        private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
        private final TreeMap<Long, Long> restored = new TreeMap<>();
        private boolean immutable;

        AddressSpace() {}

        /** Maps a file. EINVAL outside what devices may address, EEXIST where something is mapped. */
        public void map(long address, long length, OpenFile file, long offset) {
            requireMutable();
            long last = address + length - 1;
            boolean aligned = (address | length | offset) % PAGE_BYTES == 0 && length > 0;
            if (!aligned || RANGES.stream().noneMatch(range -> range.holds(address, last))) {
                throw new SysError("EINVAL");
            }
            Map.Entry<Long, Mapping> below = mappings.floorEntry(last);
            if (below != null && below.getKey() + below.getValue().length() > address) {
                throw new SysError("EEXIST");
            }
            mappings.put(address, new Mapping(address, length, file.acquire(), offset));
        }

        /** Unmaps what was mapped at exactly this address. ENOENT. */
        public void unmap(long address, long length) {
            requireMutable();
            Mapping mapping = mappings.get(address);
            if (mapping == null || mapping.length() != length) {
                throw new SysError("ENOENT");
            }
            mappings.remove(address);
            mapping.file().put();
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

        /** Physical page by page that devices can address; of files that have no pages, none. */
        public Map<Long, Long> pages(int pageSize) {
            TreeMap<Long, Long> pages = new TreeMap<>(restored);
            for (Mapping mapping : mappings.values()) {
                if (mapping.file().inode() instanceof ShmemInode memory) {
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
            mappings.values().forEach(mapping -> mapping.file().put());
            mappings.clear();
        }
    }

    private final List<AddressSpace> spaces = new ArrayList<>();
    private final List<VfioDevice> devices = new ArrayList<>();
    private boolean preserved;
    private final VfioContainer compatible = new VfioContainer(true);

    /** The container that it stands in for. */
    public VfioContainer asContainer() {
        return compatible;
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
