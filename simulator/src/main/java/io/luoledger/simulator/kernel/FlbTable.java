package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.StructView;
import java.util.ArrayList;
import java.util.List;

/** The hand-over table of FLBs: a header and as many entries as a page holds. */
final class FlbTable {
    private static final String HEADER = "luo_flb_header_ser";
    private static final String ENTRY = "luo_flb_ser";

    private final Kho kho;
    private final long address;

    /**
     * @param address of the header; 0 when the previous kernel left none
     */
    FlbTable(Kho kho, long address) {
        this.kho = kho;
        this.address = address;
    }

    /** What the previous kernel left of one FLB. */
    record Entry(String name, long data, long count) {}

    /** A fresh table for the next kernel. */
    static FlbTable allocate(Kho kho) {
        if (!kho.abi().has(ENTRY)) {
            return new FlbTable(kho, 0);
        }
        FlbTable table = new FlbTable(kho, kho.allocatePreserved(kho.memory().pageSize()));
        table.header().set("pgcnt", 1);
        return table;
    }

    long address() {
        return address;
    }

    private StructView header() {
        return new StructView(kho.memory(), kho.abi(), HEADER, address);
    }

    private StructView entry(long index) {
        long from = address + kho.abi().struct(HEADER).size();
        return new StructView(
                kho.memory(),
                kho.abi(),
                ENTRY,
                from + index * kho.abi().struct(ENTRY).size());
    }

    /** How many FLBs fit, and so may be in use. */
    int capacity() {
        if (!kho.abi().has(ENTRY)) {
            return 0;
        }
        return (kho.memory().pageSize() - kho.abi().struct(HEADER).size())
                / kho.abi().struct(ENTRY).size();
    }

    /** Writes every FLB that has files. */
    void write(Iterable<Flb> flbs) {
        if (address == 0) {
            return;
        }
        long count = 0;
        for (Flb flb : flbs) {
            if (flb.outgoingCount() > 0) {
                StructView entry = entry(count);
                entry.set("name", flb.name());
                entry.set("data", flb.outgoingData());
                entry.set("count", flb.handedOverCount());
                count++;
            }
        }
        header().set("count", count);
    }

    /** The entries that the previous kernel left, as many as can be in a table. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        long count = address == 0 || !kho.abi().has(ENTRY) ? 0 : Math.min(header().get("count"), capacity());
        for (long index = 0; index < count; index++) {
            StructView entry = entry(index);
            entries.add(new Entry(entry.string("name"), entry.get("data"), entry.get("count")));
        }
        return entries;
    }

    /** ENODATA without a table, ENOENT without an entry of exactly this name. */
    Entry find(String name) {
        if (address == 0) {
            throw new SysError("ENODATA");
        }
        for (Entry entry : entries()) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        throw new SysError("ENOENT");
    }
}
