package io.luoledger.simulator.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How one kernel lays a preserved struct out.
 *
 * @param name the kernel's name of the struct
 * @param size bytes
 * @param fields in order of offset
 */
public record StructLayout(String name, int size, Map<String, Field> fields) {
    private static final Pattern FIELD = Pattern.compile(
            "(?<name>[\\w.]+) (?<type>\\S+)@(?<offset>\\d+)\\+(?<size>\\d+)(?::(?<bit>\\d+)/(?<bits>\\d+))?");

    /**
     * One field.
     *
     * @param type as the kernel declares it; for a struct inside, that struct's name
     * @param offset bytes from the start
     * @param size bytes
     * @param bitOffset lowest bit within the field's bytes, 0 when it isn't a bit field
     * @param bitSize 0 when it isn't a bit field
     */
    public record Field(String type, int offset, int size, int bitOffset, int bitSize) {
        /** Reads the field of the struct that starts at {@code base}. */
        public long get(byte[] bytes, int base) {
            long value = 0;
            for (int i = size - 1; i >= 0; i--) {
                value = (value << 8) | (bytes[base + offset + i] & 0xff);
            }
            return bitSize == 0 ? value : (value >>> bitOffset) & mask();
        }

        /** Writes the field of the struct that starts at {@code base}. */
        public void put(byte[] bytes, int base, long value) {
            long raw = value;
            if (bitSize != 0) {
                long before = new Field(type, offset, size, 0, 0).get(bytes, base);
                raw = (before & ~(mask() << bitOffset)) | ((value & mask()) << bitOffset);
            }
            for (int i = 0; i < size; i++) {
                bytes[base + offset + i] = (byte) (raw >>> (8 * i));
            }
        }

        long mask() {
            return bitSize == Long.SIZE ? -1 : (1L << bitSize) - 1;
        }
    }

    public StructLayout {
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * Reads "name size: field type@offset+size, field type@offset+size:bit/bits, ...".
     */
    public static StructLayout parse(String text) {
        int colon = text.indexOf(": ");
        String[] head = text.substring(0, colon).split(" ");
        Map<String, Field> fields = new LinkedHashMap<>();
        for (String part : text.substring(colon + 2).split(", ")) {
            Matcher field = FIELD.matcher(part.strip());
            if (!field.matches()) {
                throw new IllegalArgumentException("not a field: " + part);
            }
            boolean bits = field.group("bits") != null;
            fields.put(
                    field.group("name"),
                    new Field(
                            field.group("type"),
                            Integer.parseInt(field.group("offset")),
                            Integer.parseInt(field.group("size")),
                            bits ? Integer.parseInt(field.group("bit")) : 0,
                            bits ? Integer.parseInt(field.group("bits")) : 0));
        }
        return new StructLayout(head[0], Integer.parseInt(head[1]), fields);
    }

    /** The field, which must exist. */
    public Field field(String field) {
        Field found = fields.get(field);
        if (found == null) {
            throw new IllegalArgumentException("struct " + name + " has no field " + field);
        }
        return found;
    }
}
