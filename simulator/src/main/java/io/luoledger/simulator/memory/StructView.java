package io.luoledger.simulator.memory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A struct at an address, read and written by one kernel's layout. */
public final class StructView {
    private final PhysicalMemory memory;
    private final PreservedAbi abi;
    private final long address;
    private final StructLayout layout;

    public StructView(PhysicalMemory memory, PreservedAbi abi, String struct, long address) {
        this.memory = memory;
        this.abi = abi;
        this.address = address;
        this.layout = abi.struct(struct);
    }

    public long address() {
        return address;
    }

    public boolean has(String field) {
        return layout.fields().containsKey(field);
    }

    public long get(String name) {
        StructLayout.Field field = layout.field(name);
        long raw = memory.read(address + field.offset(), field.size());
        return field.bitSize() == 0 ? raw : (raw >>> field.bitOffset()) & field.mask();
    }

    public void set(String name, long value) {
        StructLayout.Field field = layout.field(name);
        long raw = value;
        if (field.bitSize() != 0) {
            long before = memory.read(address + field.offset(), field.size());
            raw = (before & ~(field.mask() << field.bitOffset())) | ((value & field.mask()) << field.bitOffset());
        }
        memory.write(address + field.offset(), field.size(), raw);
    }

    /** The bytes of a string field up to its NUL, one char each. */
    public String string(String name) {
        StructLayout.Field field = layout.field(name);
        byte[] bytes = memory.bytes(address + field.offset(), field.size());
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Writes a string field, NUL padded; longer strings are cut. */
    public void set(String name, String value) {
        StructLayout.Field field = layout.field(name);
        memory.put(address + field.offset(), Arrays.copyOf(value.getBytes(StandardCharsets.ISO_8859_1), field.size()));
    }

    /** A struct inside this one. */
    public StructView inner(String name) {
        StructLayout.Field field = layout.field(name);
        return new StructView(memory, abi, field.type(), address + field.offset());
    }

    /** Writes zeroes over the whole struct. */
    public void clear() {
        memory.put(address, new byte[layout.size()]);
    }
}
