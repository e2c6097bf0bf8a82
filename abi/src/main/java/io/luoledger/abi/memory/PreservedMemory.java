package io.luoledger.abi.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Physical memory as far as it is known: some pages, and how much there is. Reading elsewhere inside the memory gives
 * something nobody knows; outside of it, a fault. Little endian.
 */
public final class PreservedMemory {
    /** What a read gave. */
    public enum State {
        KNOWN,
        /** Inside the memory, but nobody knows what is there. */
        GARBAGE,
        /** Outside the memory: a page fault in the kernel. */
        FAULT
    }

    /**
     * One read.
     *
     * @param value 0 unless the state is KNOWN
     */
    public record Read(State state, long value) {
        public boolean isKnown() {
            return state == State.KNOWN;
        }

        public boolean is(long expected) {
            return isKnown() && value == expected;
        }
    }

    private final int pageSize;
    private final long end;
    private final NavigableMap<Long, byte[]> pages = new TreeMap<>();
    private final Map<Long, Integer> preserved = new HashMap<>();

    /** @param end first address that isn't memory */
    public PreservedMemory(int pageSize, long end) {
        this.pageSize = pageSize;
        this.end = end;
    }

    public int pageSize() {
        return pageSize;
    }

    /** Makes a page known. Its address is a multiple of the page size. */
    public void put(long address, byte[] page) {
        if (address % pageSize != 0 || page.length != pageSize) {
            throw new IllegalArgumentException(
                    "not a page: " + page.length + " bytes at 0x" + Long.toHexString(address));
        }
        pages.put(address, page);
        preserved.put(address, 0);
    }

    /** Says that a block of 2^order pages was preserved without its contents being known. */
    public void putUnknown(long address, int order) {
        preserved.put(address, order);
    }

    /** Order of the preserved block that begins here, null when none does. */
    public @Nullable Integer preservedOrder(long address) {
        return preserved.get(address);
    }

    public NavigableMap<Long, byte[]> pages() {
        return java.util.Collections.unmodifiableNavigableMap(pages);
    }

    public boolean isKnown(long address) {
        return page(address) != null;
    }

    /** Whether the address lies inside the memory. */
    public boolean contains(long address) {
        return address >= 0 && address < end;
    }

    /** Reads a number of at most 8 bytes. */
    public Read read(long address, Slot slot) {
        int bytes = slot.bits() > 0 ? (slot.bitOffset() + slot.bits() + 7) / 8 : slot.size();
        long value = 0;
        for (int i = 0; i < Math.min(bytes, 8); i++) {
            long at = address + slot.offset() + i;
            byte[] page = page(at);
            if (page == null) {
                return new Read(contains(at) ? State.GARBAGE : State.FAULT, 0);
            }
            value |= (page[(int) (at % pageSize)] & 0xffL) << (8 * i);
        }
        if (slot.bits() > 0 && slot.bits() < 64) {
            value = (value >>> slot.bitOffset()) & ((1L << slot.bits()) - 1);
        }
        return new Read(State.KNOWN, value);
    }

    /** Reads bytes up to a NUL or the slot's end; null when they aren't known. */
    public byte @Nullable [] readString(long address, Slot slot) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < slot.size(); i++) {
            long at = address + slot.offset() + i;
            byte[] page = page(at);
            if (page == null) {
                return null;
            }
            byte b = page[(int) (at % pageSize)];
            if (b == 0) {
                break;
            }
            out.write(b);
        }
        return out.toByteArray();
    }

    /** Writes a number into a known page, leaving the bits around it. */
    public void write(long address, Slot slot, long value) {
        int bytes = slot.bits() > 0 ? (slot.bitOffset() + slot.bits() + 7) / 8 : slot.size();
        long mask = slot.bits() > 0 && slot.bits() < 64 ? ((1L << slot.bits()) - 1) << slot.bitOffset() : -1L;
        long shifted = slot.bits() > 0 ? value << slot.bitOffset() : value;
        for (int i = 0; i < Math.min(bytes, 8); i++) {
            long at = address + slot.offset() + i;
            byte[] page = page(at);
            if (page == null) {
                throw new IllegalArgumentException("no page at 0x" + Long.toHexString(at));
            }
            int index = (int) (at % pageSize);
            int byteMask = (int) (mask >>> (8 * i)) & 0xff;
            page[index] = (byte) ((page[index] & ~byteMask) | ((int) (shifted >>> (8 * i)) & byteMask));
        }
    }

    public void writeString(long address, Slot slot, byte[] value) {
        for (int i = 0; i < Math.min(value.length, slot.size()); i++) {
            write(address, new Slot(slot.offset() + i, 1, 0, 0, 0), value[i]);
        }
    }

    private byte @Nullable [] page(long address) {
        return pages.get(address - Math.floorMod(address, (long) pageSize));
    }
}
