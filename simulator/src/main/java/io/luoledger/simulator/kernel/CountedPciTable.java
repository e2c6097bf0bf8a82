package io.luoledger.simulator.kernel;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.EntryStore;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The table from PCI v7 on: a head with a count, and blocks of entries with reference counts. An entry that nobody refers to is
 * zeroed where it is, and taken again by the next function; blocks only grow.
 */
final class CountedPciTable implements PciTable {
    private static final String HEAD = "pci_ser";
    private static final String ENTRY = "pci_dev_ser";
    private static final String VERSION = "version";
    private static final int MAX_REFERENCES = 0xffff;
    private static final int RECEIVED = -1;

    private final Kho kho;
    private final StructView head;
    private final EntryStore blocks;
    private final Map<PciAddress, Held> held = new HashMap<>();
    /** Slots below {@code used} that hold nothing. */
    private final TreeSet<Integer> vacant = new TreeSet<>();

    private int used;

    /**
     * A function in the table.
     *
     * @param slot of an outgoing one, which can be taken again; {@link #RECEIVED} of one that isn't to be
     */
    private record Held(StructView entry, int slot) {}

    private CountedPciTable(Kho kho, long address, EntryStore blocks) {
        this.kho = kho;
        this.head = new StructView(kho.memory(), kho.abi(), HEAD, address);
        this.blocks = blocks;
    }

    /** An empty one. ENOMEM. */
    static CountedPciTable allocate(Kho kho) {
        long address = kho.allocatePreserved(kho.abi().struct(HEAD).size());
        CountedPciTable table = new CountedPciTable(kho, address, EntryStore.of(kho, ENTRY));
        if (table.head.has(VERSION)) {
            table.head.set(VERSION, version(kho));
        }
        return table;
    }

    private static long version(Kho kho) {
        return Long.parseLong(kho.abi().string(PreservedAbi.PCI_VERSION));
    }

    /** A received one. ENOMEM without memory to take over, EINVAL for another version, broken blocks or a doubled function. */
    static CountedPciTable restore(Kho kho, long data) {
        if (!kho.restore(data)) {
            throw new SysError("ENOMEM");
        }
        StructView head = new StructView(kho.memory(), kho.abi(), HEAD, data);
        if (head.has(VERSION) && head.get(VERSION) != version(kho)) {
            throw new SysError("EINVAL");
        }
        EntryStore.Restored restored = EntryStore.restore(kho, ENTRY, head.get("devices"), head.get("nr_devices"));
        CountedPciTable table = new CountedPciTable(kho, data, restored.store());
        for (StructView entry : restored.entries()) {
            if (entry.get("refcount") != 0
                    && table.held.putIfAbsent(PciTable.addressOf(entry), new Held(entry, RECEIVED)) != null) {
                throw new SysError("EINVAL");
            }
        }
        return table;
    }

    @Override
    public long data() {
        return head.address();
    }

    @Override
    public long size() {
        return head.get("nr_devices");
    }

    @Override
    public void add(PciAddress function) {
        Held known = held.get(function);
        if (known != null) {
            if (known.entry.get("refcount") >= MAX_REFERENCES) {
                throw new SysError("ENOSPC");
            }
            known.entry.set("refcount", known.entry.get("refcount") + 1);
            return;
        }
        Integer slot = vacant.pollFirst();
        if (slot == null) {
            blocks.grow(used + 1L);
            slot = used++;
            blocks.writeCounts(used);
            head.set("devices", blocks.head());
        }
        StructView entry = blocks.entry(slot);
        entry.set("domain", function.segment());
        entry.set("bdf", function.bdf());
        entry.set("refcount", 1);
        held.put(function, new Held(entry, slot));
        head.set("nr_devices", size() + 1);
    }

    @Override
    public boolean remove(PciAddress function) {
        Held known = held.get(function);
        if (known == null) {
            return false;
        }
        long left = known.entry.get("refcount") - 1;
        known.entry.set("refcount", left);
        if (left == 0) {
            held.remove(function);
            if (known.slot != RECEIVED) {
                known.entry.clear();
                vacant.add(known.slot);
            }
            head.set("nr_devices", size() - 1);
        }
        return true;
    }

    @Override
    public boolean has(PciAddress function) {
        return held.containsKey(function);
    }

    @Override
    public List<PciAddress> addresses() {
        List<PciAddress> all = new ArrayList<>(held.keySet());
        all.sort(null);
        return all;
    }

    @Override
    public void unpreserve() {
        blocks.shrink(0);
        kho.unpreserveFree(data(), kho.abi().struct(HEAD).size());
    }

    @Override
    public void free() {
        blocks.restoreFree();
        kho.memory().free(data(), 0);
    }
}
