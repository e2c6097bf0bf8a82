package io.luoledger.abi.memory;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.role.RoleMap;
import io.luoledger.abi.role.Roles;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of a descriptor's values by role, whatever the kernel calls them. A struct without a role goes by its own
 * name, and so do its fields.
 */
public final class Layouts {
    /**
     * One struct.
     *
     * @param size Unit: bytes
     * @param slots by the role of the field
     */
    public record Shape(int size, Map<String, Slot> slots) {
        public Shape {
            slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
        }
    }

    /** Without these nothing can be read at all. */
    private static final Map<String, List<String>> NEEDED = Map.of(
            Roles.LUO, List.of("sessions_pa", "flbs_pa"),
            Roles.SESSION, List.of("name", "file_set_ser"),
            Roles.FILE_SET, List.of("files", "count"),
            Roles.FILE, List.of("compatible", "data", "token"),
            Roles.FLB_HEADER, List.of("count"),
            Roles.FLB, List.of("name", "data", "count"),
            Roles.BLOCK, List.of("next", "count"));

    private static final Map<String, List<String>> NEEDED_BY_MEMFD = Map.of(
            Roles.MEMFD, List.of("pos", "size", "nr_folios", "folios"),
            Roles.FOLIO, List.of("pfn", "index"),
            Roles.VMALLOC, List.of("first.phys", "total_pages", "flags", "order"),
            Roles.CHUNK, List.of("hdr", "phys"),
            Roles.CHUNK_HEADER, List.of("next.phys"));

    private final int pageSize;
    private final Map<String, Shape> shapes;

    private Layouts(int pageSize, Map<String, Shape> shapes) {
        this.pageSize = pageSize;
        this.shapes = Collections.unmodifiableMap(shapes);
    }

    public static Layouts of(AbiDescriptor side) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (String role : Roles.structs()) {
            side.layout(role)
                    .filter(Layouts::isPlaced)
                    .ifPresent(layout -> shapes.put(role, shape(layout, side.roles())));
        }
        for (StructLayout layout : side.structs()) {
            if (isPlaced(layout) && side.roles().roleOf(layout.name()) == null) {
                shapes.putIfAbsent(layout.name(), shape(layout, side.roles()));
            }
        }
        return new Layouts(side.pageSize(), shapes);
    }

    private static boolean isPlaced(StructLayout layout) {
        return layout.size() != null && !layout.isTree();
    }

    /** Its fields by role; those without one under their own names. */
    private static Shape shape(StructLayout layout, RoleMap roles) {
        Map<String, Slot> slots = new LinkedHashMap<>();
        Map<String, String> names = roles.fields(layout.name());
        names.forEach((part, name) -> layout.field(name).ifPresent(field -> place(slots, part, field)));
        for (Field field : layout.fields()) {
            if (!names.containsValue(field.name()) && !slots.containsKey(field.name())) {
                place(slots, field.name(), field);
            }
        }
        return new Shape(layout.size() == null ? 0 : layout.size(), slots);
    }

    private static void place(Map<String, Slot> slots, String part, Field field) {
        if (field.offset() != null && field.size() != null) {
            slots.put(part, slot(field));
        }
    }

    public int pageSize() {
        return pageSize;
    }

    /** Every struct whose size is known, by role. */
    public Map<String, Shape> shapes() {
        return shapes;
    }

    /** What is missing to follow sessions and FLBs; empty when nothing is. */
    public List<String> missing() {
        return missing(NEEDED);
    }

    /** What is missing to follow a memfd. */
    public List<String> missingForMemfd() {
        return missing(NEEDED_BY_MEMFD);
    }

    private List<String> missing(Map<String, List<String>> needed) {
        return needed.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .filter(field -> find(entry.getKey(), field) == null)
                        .map(field -> key(entry.getKey(), field)))
                .sorted()
                .toList();
    }

    /** Size of the struct with this role. Unit: bytes. */
    public int size(String role) {
        Shape shape = shapes.get(role);
        return shape == null ? 0 : shape.size();
    }

    public Slot slot(String role, String field) {
        Slot slot = find(role, field);
        if (slot == null) {
            throw new IllegalStateException("the descriptor lacks " + key(role, field));
        }
        return slot;
    }

    public @Nullable Slot find(String role, String field) {
        Shape shape = shapes.get(role);
        return shape == null ? null : shape.slots().get(field);
    }

    /** Entries of this role in one block. */
    public int perBlock(String role) {
        return size(role) == 0 ? 0 : (pageSize - size(Roles.BLOCK)) / size(role);
    }

    private static Slot slot(Field field) {
        int size = field.size() == null ? 0 : field.size();
        int offset = field.offset() == null ? 0 : field.offset();
        int length = field.arrayLength() == null ? 0 : field.arrayLength();
        int bits = field.bitSize() == null ? 0 : field.bitSize();
        int bitOffset = field.bitOffset() == null ? 0 : field.bitOffset();
        return new Slot(
                offset + bitOffset / 8 * (bits == 0 ? 0 : 1), size, bits == 0 ? 0 : bitOffset % 8, bits, length);
    }

    private static String key(String role, String field) {
        return role + "/" + field;
    }
}
