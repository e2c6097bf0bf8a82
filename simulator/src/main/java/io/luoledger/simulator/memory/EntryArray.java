package io.luoledger.simulator.memory;

import io.luoledger.simulator.SysError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of one struct in an array of a fixed number of pages, behind a header that counts them if there is one. */
final class EntryArray implements EntryStore {
    /** Prefix of the ABI's constant that says how many pages an array has: the struct's name follows. */
    static final String PAGES = "PAGES_OF_";
    /** Prefix of the ABI's constant that names the header struct of an array. */
    static final String HEADER = "HEADER_OF_";

    private final Kho kho;
    private final String entry;
    private long address;

    EntryArray(Kho kho, String entry) {
        this.kho = kho;
        this.entry = entry;
    }

    private long bytes() {
        return Long.parseLong(kho.abi().string(PAGES + entry)) * kho.memory().pageSize();
    }

    private @Nullable String headerStruct() {
        return kho.abi().stringOrNull(HEADER + entry);
    }

    private int headerBytes() {
        String header = headerStruct();
        return header == null ? 0 : kho.abi().struct(header).size();
    }

    private long capacity() {
        return (bytes() - headerBytes()) / kho.abi().struct(entry).size();
    }

    @Override
    public long head() {
        return address;
    }

    @Override
    public void grow(long count) {
        if (count > capacity()) {
            throw new SysError("ENOSPC");
        }
        if (address == 0) {
            address = kho.allocatePreserved(bytes());
        }
    }

    @Override
    public void shrink(long count) {
        // one with a header was allocated with the kernel's boot, and stays
        if (count == 0 && address != 0 && headerStruct() == null) {
            kho.unpreserveFree(address, bytes());
            address = 0;
        }
    }

    @Override
    public void writeCounts(long count) {
        String header = headerStruct();
        if (header != null && address != 0) {
            new StructView(kho.memory(), kho.abi(), header, address).set("count", count);
        }
    }

    @Override
    public void clearEntries() {
        if (address != 0) {
            kho.memory().put(address, new byte[(int) bytes()]);
        }
    }

    @Override
    public StructView entry(int index) {
        long from = address + headerBytes();
        return new StructView(
                kho.memory(),
                kho.abi(),
                entry,
                from + (long) index * kho.abi().struct(entry).size());
    }

    static Restored restore(Kho kho, String entry, long head, long count) {
        EntryArray array = new EntryArray(kho, entry);
        array.address = head;
        String header = array.headerStruct();
        long entries = header == null ? count : new StructView(kho.memory(), kho.abi(), header, head).get("count");
        if (entries < 0 || entries > array.capacity()) {
            throw new SysError("EINVAL");
        }
        List<StructView> found = new ArrayList<>();
        for (int index = 0; index < entries; index++) {
            found.add(array.entry(index));
        }
        return new Restored(array, found);
    }

    @Override
    public void restoreFree() {
        kho.restoreFree(address);
        address = 0;
    }
}
