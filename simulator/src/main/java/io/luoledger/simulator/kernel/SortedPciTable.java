package io.luoledger.simulator.kernel;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.StructView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of the series' v1, and with it of those to v6: a count, then addresses in ascending order, in one block that never
 * grows. Where entries have a reference count, one without any is no entry.
 */
final class SortedPciTable implements PciTable {
    private static final String HEAD = "pci_ser";
    private static final String ENTRY = "pci_dev_ser";
    private static final String CAPACITY = "max_nr_devices";
    private static final String REFERENCES = "refcount";

    private final Kho kho;
    private final long address;
    private final long capacity;
    private final int order;
    private final boolean duplicateDefect;

    private SortedPciTable(Kho kho, long address, long capacity, int order, boolean duplicateDefect) {
        this.kho = kho;
        this.order = order;
        this.address = address;
        this.capacity = capacity;
        this.duplicateDefect = duplicateDefect;
    }

    /**
     * An empty one. ENOMEM.
     *
     * @param capacity functions that fit
     * @param duplicateDefect whether putting a function in twice loses another one
     */
    static SortedPciTable allocate(Kho kho, long capacity, boolean duplicateDefect) {
        SortedPciTable table =
                new SortedPciTable(kho, kho.allocatePreserved(bytes(kho, capacity)), capacity, 0, duplicateDefect);
        if (table.head().has(CAPACITY)) {
            table.head().set(CAPACITY, capacity);
        }
        return table;
    }

    /** A received one, or null when there is no such memory. */
    static @Nullable SortedPciTable restore(Kho kho, long data) {
        int order = kho.restoreBlock(data);
        return order < 0 ? null : new SortedPciTable(kho, data, Long.MAX_VALUE, order, true);
    }

    private static long bytes(Kho kho, long capacity) {
        return kho.abi().struct(HEAD).size()
                + capacity * kho.abi().struct(ENTRY).size();
    }

    @Override
    public long data() {
        return address;
    }

    private StructView head() {
        return new StructView(kho.memory(), kho.abi(), HEAD, address);
    }

    private StructView entry(long index) {
        return new StructView(kho.memory(), kho.abi(), ENTRY, address + bytes(kho, index));
    }

    @Override
    public long size() {
        return head().get("nr_devices");
    }

    private PciAddress at(long index) {
        return PciTable.addressOf(entry(index));
    }

    private void put(long index, PciAddress function) {
        StructView entry = entry(index);
        entry.set("domain", function.segment());
        entry.set("bdf", function.bdf());
        if (entry.has(REFERENCES)) {
            entry.set(REFERENCES, 1);
        }
    }

    @Override
    public void add(PciAddress function) {
        long count = size();
        if (count >= capacity) {
            throw new SysError("E2BIG");
        }
        PciAddress stored = stored(function);
        if (!duplicateDefect && has(stored)) {
            return;
        }
        long place = count;
        while (place > 0) {
            int order = at(place - 1).compareTo(stored);
            if (order == 0) {
                // it is there already; what was moved up to make room stays moved
                return;
            }
            if (order < 0) {
                break;
            }
            put(place, at(place - 1));
            place--;
        }
        put(place, stored);
        head().set("nr_devices", count + 1);
    }

    /** The address as the entry holds it: a segment of more than its bits is cut. */
    private PciAddress stored(PciAddress function) {
        int bits =
                Math.min(Integer.SIZE, kho.abi().struct(ENTRY).field("domain").size() * Byte.SIZE);
        int segment = bits == Integer.SIZE ? function.segment() : function.segment() & ((1 << bits) - 1);
        return new PciAddress(segment, function.bdf());
    }

    private long find(PciAddress function) {
        PciAddress stored = stored(function);
        long low = 0;
        long high = size();
        while (low < high) {
            long middle = low + (high - low) / 2;
            int order = stored.compareTo(at(middle));
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return -1;
    }

    @Override
    public boolean remove(PciAddress function) {
        long place = find(function);
        if (place < 0) {
            return false;
        }
        long count = size();
        for (long index = place; index < count - 1; index++) {
            put(index, at(index + 1));
        }
        head().set("nr_devices", count - 1);
        return true;
    }

    @Override
    public boolean has(PciAddress function) {
        long place = find(function);
        return place >= 0 && (!entry(place).has(REFERENCES) || entry(place).get(REFERENCES) != 0);
    }

    @Override
    public List<PciAddress> addresses() {
        List<PciAddress> all = new ArrayList<>();
        for (long index = 0; index < size(); index++) {
            all.add(at(index));
        }
        return all;
    }

    @Override
    public void unpreserve() {
        kho.unpreserveFree(address, bytes(kho, capacity));
    }

    @Override
    public void free() {
        kho.memory().free(address, order);
    }
}
